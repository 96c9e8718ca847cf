import { createHash } from 'node:crypto';
import type { Store } from '../stores/store.ts';
import type { Item } from './written-plan.ts';

/** Which views stand, so that a refresh leaves those as they are; without a note, a view is made anew. */

const keyOf = (name: string) => `runs/views/${name}`;

/** Names of the views that stand as they would be made. */
export async function madeViews(store: Store, items: readonly Item[]): Promise<Set<string>> {
  const made = await Promise.all(
    items.map(async (item) => {
      const note = noteOf(item);
      return note !== undefined && (await store.read(keyOf(item.name))) === note ? [item.name] : [];
    }),
  );
  return new Set(made.flat());
}

/** Before it is made anew: one that then dies half-way must not count as made. */
export async function forgetView(store: Store, name: string): Promise<void> {
  if ((await store.read(keyOf(name))) !== undefined) await store.write(keyOf(name), '');
}

export async function rememberView(store: Store, item: Item): Promise<void> {
  const note = noteOf(item);
  if (note !== undefined) await store.write(keyOf(item.name), note);
}

/** The statements too, because they say where it is made. */
function noteOf(item: Item): string | undefined {
  if (item.judge !== 'nothing' || item.hash === undefined) return undefined;
  return createHash('sha256')
    .update([item.hash, ...item.statements].join('\n'))
    .digest('hex');
}
