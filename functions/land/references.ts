import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feed } from '../../feeds/contract/feed.ts';
import { literal, quoted } from '../engines/sql-text.ts';
import type { Store } from '../stores/store.ts';
import { liveLandings, readLanded } from './live.ts';
import type { LandedReceipt } from './receipt.ts';

/** The keys of another feed, as they are known now. */
export interface KnownKeys {
  readonly field: string;
  readonly feed: string;
  /** Temporary table with one column, `key`. */
  readonly table: string;
  readonly fingerprint: string;
}

/** Loads the keys that a feed's references may name; a feed of which nothing has landed is left out. */
export async function loadKnownKeys(
  connection: DuckDBConnection,
  store: Store,
  feeds: ReadonlyMap<string, Feed>,
  feed: Feed,
): Promise<KnownKeys[]> {
  const known: KnownKeys[] = [];
  for (const [field, target] of Object.entries(feed.references)) {
    const other = feeds.get(target);
    const live = other ? liveLandings(other, await readLanded(store, target)) : [];
    if (!other || live.length === 0) continue;
    const ids = live.map(({ receipt }) => receipt.landingId);
    const files = await Promise.all(
      ids.map((id) => store.localPath(`landed/${target}/landing_id=${id}/rows.parquet`)),
    );
    const table = `known_${field}`;
    await connection.run(
      `create or replace temp table ${quoted(table)} as
      select distinct ${quoted(other.key[0] ?? '')} as key
      from read_parquet([${files.map((file) => literal(file, 'varchar')).join(', ')}], hive_partitioning = false)`,
    );
    known.push({ field, feed: target, table, fingerprint: fingerprint(ids) });
  }
  return known;
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
