import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feed } from '../../feeds/contract/feed.ts';
import { literal } from '../engines/sql-text.ts';
import { hintFor } from './hints.ts';
import type { Malformed } from './malformed.ts';
import type { LandedReceipt } from './receipt.ts';

export interface Quarantine extends Pick<LandedReceipt, 'quarantined' | 'brokenRules'> {
  readonly quarantineFile: string | undefined;
}

/**
 * Writes what did not land, and why: the rules of the table `broken`, by place in the clean copy, and the malformed
 * records.
 */
export async function writeQuarantine(
  connection: DuckDBConnection,
  feed: Feed,
  { malformed }: { readonly malformed: readonly Malformed[] },
  file: string,
): Promise<Quarantine> {
  await connection.run('create temp table malformed (record bigint, rank bigint, rule varchar)');
  const appender = await connection.createAppender('malformed');
  for (const [at, { record, rule }] of malformed.entries()) {
    appender.appendBigInt(BigInt(record));
    appender.appendBigInt(BigInt(at + 1));
    appender.appendVarchar(rule);
    appender.endRow();
  }
  appender.closeSync();
  // The k-th record of the clean copy is that many places further on in the file as malformed ones precede it.
  await connection.run(
    `create temp table quarantine as
    select place + 1 + coalesce(before.rank, 0) as record, broken.field, broken.rule, broken.value
    from broken
    asof left join (select record - rank as passed, max(rank) as rank from malformed group by passed) as before
      on broken.place >= before.passed
    union all
    select record, '', rule, null from malformed`,
  );
  const quarantined = Number(
    (await connection.runAndReadAll('select count(distinct record) from quarantine')).getRows()[0]?.[0],
  );
  if (quarantined === 0) return { quarantined, brokenRules: [], quarantineFile: undefined };
  await connection.run(
    `copy (select * from quarantine order by record, field, rule) to ${literal(file, 'varchar')} (format parquet, compression zstd)`,
  );
  const counts = await connection.runAndReadAll(
    `select field, rule, count(distinct record), min(record) from quarantine group by all order by 3 desc, 1, 2`,
  );
  const brokenRules = counts.getRows().map(([field, rule, records, first]) => ({
    field: String(field),
    rule: String(rule),
    records: Number(records),
    firstRecord: Number(first),
    hint: hintFor(feed, String(field), String(rule)),
  }));
  return { quarantined, brokenRules, quarantineFile: file };
}
