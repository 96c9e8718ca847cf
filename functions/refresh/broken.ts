import { z } from 'zod';
import type { Store } from '../stores/store.ts';
import type { BrokenCheck } from './audit.ts';

/** The checks that a run found broken so far; a run is at one step at a time, so that no two write at once. */

const brokenChecks = z.array(
  z.object({
    model: z.string(),
    check: z.string(),
    severity: z.enum(['error', 'warn']),
    rows: z.number(),
    examples: z.array(z.string()),
    select: z.string(),
  }),
);

const keyOf = (run: number) => `runs/broken/${String(run).padStart(8, '0')}.json`;

export async function readBroken(store: Store, run: number): Promise<BrokenCheck[]> {
  const text = await store.read(keyOf(run));
  return text === undefined ? [] : brokenChecks.parse(JSON.parse(text));
}

/** Begins without any: a run that begins a second time counts anew. */
export async function clearBroken(store: Store, run: number): Promise<void> {
  await store.write(keyOf(run), '[]');
}

/** Adds checks; one that is told twice is there once. */
export async function addBroken(store: Store, run: number, fresh: readonly BrokenCheck[]): Promise<void> {
  if (fresh.length === 0) return;
  const isFresh = ({ model, check }: BrokenCheck) =>
    fresh.some((other) => other.model === model && other.check === check);
  const all = [...(await readBroken(store, run)).filter((check) => !isFresh(check)), ...fresh];
  await store.write(keyOf(run), JSON.stringify(all));
}
