import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feed } from '../../feeds/contract/feed.ts';
import { literal, quoted } from '../engines/sql-text.ts';
import type { Store } from '../stores/store.ts';
import { liveLandings, readLanded } from './live.ts';
import { rowsKeys } from './objects.ts';
import type { LandedReceipt } from './receipt.ts';

/** The keys of another feed, as they are known now. */
export interface KnownKeys {
  readonly field: string;
  /** Temporary table with one column, `key`. */
  readonly table: string;
}

/** The landings whose keys a feed's references may name, by the feed that they are of; one of which nothing landed is left out. */
export type KnownLandings = Readonly<Record<string, readonly string[]>>;

/** The landings of the feeds that one refers to, as they count now. */
export async function knownLandings(
  store: Store,
  feeds: ReadonlyMap<string, Feed>,
  feed: Feed,
): Promise<KnownLandings> {
  const known: Record<string, string[]> = {};
  for (const target of new Set(Object.values(feed.references))) {
    const other = feeds.get(target);
    const live = other ? liveLandings(other, await readLanded(store, target)) : [];
    if (live.length > 0) known[target] = live.map(({ receipt }) => receipt.landingId);
  }
  return known;
}

/** What a receipt says of the landings that its references were checked by. */
export function fingerprints(known: KnownLandings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(known).map(([feed, landingIds]) => [feed, fingerprint(landingIds)]),
  );
}

/** Loads the keys that a feed's references may name. */
export async function loadKnownKeys(
  connection: DuckDBConnection,
  store: Store,
  feeds: ReadonlyMap<string, Feed>,
  feed: Feed,
  known: KnownLandings,
): Promise<KnownKeys[]> {
  const loaded: KnownKeys[] = [];
  for (const [field, target] of Object.entries(feed.references)) {
    const landingIds = known[target];
    const other = feeds.get(target);
    if (!landingIds || !other) continue;
    const table = `known_${field}`;
    await connection.run(
      `create or replace temp table ${quoted(table)} as ${await keysSelect(store, other, landingIds)}`,
    );
    loaded.push({ field, table });
  }
  return loaded;
}

/** A select of `key`, of every row that landings hold. */
export async function keysSelect(store: Store, feed: Feed, landingIds: readonly string[]): Promise<string> {
  const keys = (await Promise.all(landingIds.map((id) => rowsKeys(store, feed.name, id)))).flat();
  const files = await Promise.all(keys.map((key) => store.localPath(key)));
  return `select distinct ${quoted(feed.key[0] ?? '')} as key
    from read_parquet([${files.map((file) => literal(file, 'varchar')).join(', ')}], hive_partitioning = false)`;
}

/**
 * Whether landing a file again would judge it otherwise: it named a key that was not there, or was landed before
 * the feed that it refers to, and the keys of that feed have changed since.
 */
export async function referencesChanged(
  receipt: LandedReceipt,
  feed: Feed,
  store: Store,
  feeds: ReadonlyMap<string, Feed>,
): Promise<boolean> {
  const missedSome = receipt.brokenRules.some(({ rule }) => rule === 'unknown_reference');
  for (const target of Object.values(feed.references)) {
    const other = feeds.get(target);
    const known = receipt.references[target];
    if (!other || (known !== undefined && !missedSome)) continue;
    const live = liveLandings(other, await readLanded(store, target));
    if (live.length > 0 && known !== fingerprint(live.map(({ receipt: { landingId } }) => landingId)))
      return true;
  }
  return false;
}

function fingerprint(landingIds: readonly string[]): string {
  return createHash('sha256')
    .update([...landingIds].sort().join(' '))
    .digest('hex')
    .slice(0, 16);
}
