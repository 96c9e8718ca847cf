import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Feed, scopeFields } from '../../feeds/contract/feed.ts';
import { quoted } from '../engines/sql-text.ts';
import { count, text } from './duckdb-session.ts';
import type { Malformed } from './malformed.ts';
import { type Quarantine, writeQuarantine } from './quarantine.ts';
import type { LandedReceipt } from './receipt.ts';
import { findRepeatedKeys } from './repeated-keys.ts';
import { placed } from './stage.ts';

/** A part whose records are staged. */
export interface StagedPart {
  readonly offset: number;
  readonly records: number;
  /** A select of `key_hash`, of every record in it. */
  readonly keys: string;
  /** Lends the staged file for as long as `act` runs. */
  withStaged<Result>(act: (staged: string) => Promise<Result>): Promise<Result>;
}

export interface ToldApartInput {
  readonly file: string;
  readonly feed: Feed;
  readonly isMadeUp: boolean;
  /** Of the whole file, malformed ones included. */
  readonly records: number;
  readonly malformed: readonly Malformed[];
  readonly parts: readonly StagedPart[];
  /** Where to write. */
  readonly folder: string;
  readonly onStep?: ((step: string) => void) | undefined;
}

/** One file, told apart: rows that may land, records that may not, and their account. */
export interface ToldApart extends Quarantine, Pick<LandedReceipt, 'landed' | 'scopes'> {
  /** One for each part. */
  readonly rowsFiles: readonly string[];
}

/**
 * Tells the good records of a file from the bad ones. What is wrong with each by itself stands in `broken`; what only
 * the whole file shows is found here.
 */
export async function tellApart(connection: DuckDBConnection, input: ToldApartInput): Promise<ToldApart> {
  const { file, feed, parts, folder, onStep } = input;
  onStep?.('looking for keys that are there twice');
  await findRepeatedKeys(connection, feed, parts);
  await connection.run('create temp table bad as select distinct place from broken');

  onStep?.('writing the rows');
  await connection.run('set preserve_insertion_order = false');
  const rowsFiles: string[] = [];
  const scopes: Record<string, number> = {};
  for (const [at, part] of parts.entries()) {
    const rowsFile = join(folder, `rows-${at + 1}.parquet`);
    await part.withStaged((staged) => writeRows(connection, input, part, staged, rowsFile));
    for (const [scope, rows] of await countScopes(connection, feed, rowsFile)) {
      scopes[scope] = (scopes[scope] ?? 0) + rows;
    }
    rowsFiles.push(rowsFile);
  }
  const landed = Object.values(scopes).reduce((sum, rows) => sum + rows, 0);
  const quarantine = await writeQuarantine(connection, feed, input, join(folder, 'quarantine.parquet'));
  if (landed + quarantine.quarantined !== input.records) {
    throw new Error(
      `${file}: ${landed} landed and ${quarantine.quarantined} quarantined of ${input.records}`,
    );
  }
  return { rowsFiles, landed, scopes: inOrder(scopes), ...quarantine };
}

async function writeRows(
  connection: DuckDBConnection,
  { feed, isMadeUp }: ToldApartInput,
  { offset, records }: StagedPart,
  staged: string,
  rowsFile: string,
): Promise<void> {
  const columns = feed.fields.map((field) => quoted(field.name)).join(', ');
  await connection.run(
    `copy (
      select ${columns}, ${isMadeUp} as is_made_up from ${placed(staged, offset)}
      where _raw is null
        and _place not in (select place from bad where place >= ${offset} and place < ${offset + records})
    ) to ${text(rowsFile)} (format parquet, compression zstd)`,
  );
}

async function countScopes(
  connection: DuckDBConnection,
  feed: Feed,
  rowsFile: string,
): Promise<[scope: string, rows: number][]> {
  const fields = scopeFields(feed.scope).map(quoted);
  if (fields.length === 0) {
    const rows = await count(connection, `read_parquet(${text(rowsFile)})`);
    return rows === 0 ? [] : [['', rows]];
  }
  // Counted as they are, and only the few that there are written out.
  const reader = await connection.runAndReadAll(
    `select ${fields.map((field) => `cast(${field} as varchar)`).join(` || '|' || `)} as scope, landed
    from (select ${fields.join(', ')}, count(*) as landed from read_parquet(${text(rowsFile)}) group by all) as scopes`,
  );
  return reader.getRows().map(([name, rows]) => [String(name), Number(rows)]);
}

function inOrder(scopes: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(scopes).sort(([first], [second]) => (first < second ? -1 : 1)));
}
