import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feed } from '../../feeds/contract/feed.ts';
import { readValue } from '../../functions/engines/duckdb-values.ts';
import type { Value } from '../../functions/engines/engine.ts';
import { quoted } from '../../functions/engines/sql-text.ts';
import { cellColumns, cellOf, isGood, typedColumns, violations } from '../../functions/land/compile.ts';

export type Cells = Readonly<Record<string, string | undefined>>;

export interface CompiledVerdict {
  readonly isGood: unknown;
  /** Each as JSON of field, rule and value, in order. */
  readonly violations: readonly string[];
  readonly values: Readonly<Record<string, Value>>;
}

/** What the compiled contract says of records, many at a time, as landing asks it. */
export async function compiledVerdicts(
  connection: DuckDBConnection,
  feed: Feed,
  records: readonly Cells[],
  isPadded: boolean,
): Promise<CompiledVerdict[]> {
  const names = feed.fields.map((field) => field.name);
  await fill(connection, names, records);
  const sources = Object.fromEntries(names.map((name) => [name, quoted(name)]));
  const cells = `select record, ${cellColumns(feed, sources, {}, isPadded).join(', ')} from file`;
  const verdicts = await connection.runAndReadAll(
    `select record, ${isGood(feed)} as is_good, ${names.map(quoted).join(', ')}
    from (select *, ${typedColumns(feed).join(', ')} from (${cells}) as cells) as typed order by record`,
  );
  const broken = await connection.runAndReadAll(
    violations(feed, `select record, ${names.map(cellOf).join(', ')} from (${cells})`),
  );
  const byRecord = new Map<number, string[]>();
  for (const [record, ...violation] of broken.getRows()) {
    const found = byRecord.get(Number(record)) ?? [];
    byRecord.set(Number(record), [...found, JSON.stringify(violation)]);
  }
  return verdicts.getRows().map(([record, good, ...values]) => ({
    isGood: good,
    violations: (byRecord.get(Number(record)) ?? []).sort(),
    values: Object.fromEntries(names.map((name, at) => [name, readValue(values[at] ?? null)])),
  }));
}

async function fill(connection: DuckDBConnection, names: readonly string[], records: readonly Cells[]) {
  const columns = names.map((name) => `${quoted(name)} varchar`).join(', ');
  await connection.run(`create or replace temp table file (record bigint, ${columns})`);
  const appender = await connection.createAppender('file');
  for (const [at, record] of records.entries()) {
    appender.appendBigInt(BigInt(at));
    for (const name of names) {
      const text = record[name];
      // The CSV reader gives null for an empty cell.
      if (text === undefined || text === '') appender.appendNull();
      else appender.appendVarchar(text);
    }
    appender.endRow();
  }
  appender.closeSync();
}
