import { createHash } from 'node:crypto';
import { z } from 'zod';
import { extractOf } from '../land/live.ts';
import type { Store } from '../stores/store.ts';
import type { Situation } from './plan.ts';
import { type Source, sourcesOf } from './sources.ts';

/** What a publish was made from, kept beside it: so that one can say why the next one is different. */

const counted = z.object({ landingId: z.string(), erased: z.int() });

const inputs = z.object({
  /** Of the publish: a plan that was not published leaves inputs of a number that another publish takes. */
  fingerprint: z.string(),
  day: z.iso.date(),
  /** What each model, and each feed's `stg_<feed>`, is: a hash of its SQL, or contract, and its columns. */
  models: z.record(z.string(), z.string()),
  /** By feed, and by scope of its files: the landing that counts. Of a feed that adds rows each file is a scope. */
  landings: z.record(z.string(), z.record(z.string(), counted)),
});

export type Inputs = z.infer<typeof inputs>;

const keyOf = (publishId: number) => `publishes/${publishId}.json`;

/** What a refresh in this situation publishes from. */
export function inputsOf({ feeds, models, landed, today }: Situation, fingerprint: string): Inputs {
  const sources = sourcesOf(feeds, landed);
  return {
    fingerprint,
    day: today,
    models: Object.fromEntries([
      ...sources.map(({ name, feed, columns }) => [name, hashOf([feed.key, feed.scope, columns])]),
      ...models.map(({ name, sql, columns }) => [name, hashOf([sql, columns])]),
    ]),
    landings: Object.fromEntries(sources.map((source) => [source.feed.name, countedOf(source)])),
  };
}

/** Keeps what a publish is made from, before its record: a publish that stands has it. */
export async function keepInputs(store: Store, publishId: number, kept: Inputs): Promise<void> {
  await store.write(keyOf(publishId), `${JSON.stringify(kept)}\n`);
}

/** What a publish was made from; undefined for one of which that was not kept. */
export async function readInputs(
  store: Store,
  { id, fingerprint }: { readonly id: number; readonly fingerprint: string },
): Promise<Inputs | undefined> {
  const text = await store.read(keyOf(id));
  const kept = text === undefined ? undefined : inputs.parse(JSON.parse(text));
  return kept?.fingerprint === fingerprint ? kept : undefined;
}

/** Landings come oldest first, so that of each scope the last one stays. */
function countedOf({ feed, live }: Source): Inputs['landings'][string] {
  return Object.fromEntries(
    live.flatMap(({ receipt }) => {
      const { landingId, erased = 0 } = receipt;
      const scopes = feed.scope.kind === 'rows' ? [extractOf(landingId)] : Object.keys(receipt.scopes);
      return scopes.map((scope) => [scope, { landingId, erased }]);
    }),
  );
}

// Words of a description are no part of a figure.
function hashOf(value: unknown): string {
  const isPlain = (key: string, item: unknown) => (key === 'description' ? undefined : item);
  return createHash('sha256').update(JSON.stringify(value, isPlain)).digest('hex').slice(0, 16);
}
