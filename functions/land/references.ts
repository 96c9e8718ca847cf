import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feed } from '../../feeds/contract/feed.ts';
import { literal, quoted } from '../engines/sql-text.ts';
import type { Store } from '../stores/store.ts';
import { liveLandings, readLanded } from './live.ts';

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

/** Changes when the keys that references to a feed may name can have changed. */
export async function referenceFingerprint(store: Store, feed: Feed): Promise<string> {
  const live = liveLandings(feed, await readLanded(store, feed.name));
  return fingerprint(live.map(({ receipt }) => receipt.landingId));
}

function fingerprint(landingIds: readonly string[]): string {
  return createHash('sha256')
    .update([...landingIds].sort().join(' '))
    .digest('hex')
    .slice(0, 16);
}
