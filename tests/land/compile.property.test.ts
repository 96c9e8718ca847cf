import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { type Feed, feed } from '../../feeds/contract/feed.ts';
import { inOrder } from '../../feeds/contract/vocabulary.ts';
import { literal, quoted } from '../../functions/engines/sql-text.ts';
import { readValue } from '../../functions/engines/duckdb-values.ts';
import { cellColumns, cellOf, isGood, typedColumns, violations } from '../../functions/land/compile.ts';
import { judge } from '../../functions/land/judge.ts';
import { NASTY } from './nasty.ts';

const ROWS = 1500;

/** Every kind of field, required and optional, with every kind of limit. */
const everyKind = feed({
  name: 'every_kind',
  description: 'A feed that no one has.',
  owner: 'Tests',
  contract: z.object({
    code: z.string().regex(/^[0-9]{3}[A-Z]?$/).meta({ description: 'bounded pattern' }),
    open_code: z.string().regex(/^[a-z]+(-[0-9]+)*$/).max(20).meta({ description: 'open pattern' }).optional(),
    name: z.string().min(2).max(6).meta({ description: 'lengths' }),
    note: z.string().meta({ description: 'any text' }).optional(),
    choice: z.enum(['a', 'B', "O'Brien", 'é']).meta({ description: 'choice' }),
    small: z.int().min(-5).max(10).meta({ description: 'integer' }),
    large: z.int().min(0).max(999_999_999_999).meta({ description: 'bigint' }).optional(),
    rate: z.number().min(-1).max(100.5).meta({ description: 'number' }),
    flag: z.boolean().meta({ description: 'boolean' }),
    maybe: z.boolean().meta({ description: 'boolean' }).optional(),
    first_date: z.iso.date().meta({ description: 'date' }),
    last_date: z.iso.date().meta({ description: 'date' }).optional(),
  }),
  key: ['code'],
  scope: { kind: 'everything' },
  rules: [inOrder('first_date', 'last_date')],
});

/** A cell for a field: mostly of its kind, often nearly so, sometimes anything. */
function cell(of: Feed, name: string): fc.Arbitrary<string | undefined> {
  const type = of.fields.find((field) => field.name === name)?.type;
  const nasty = fc.constantFrom(...NASTY);
  const day = fc
    .date({ min: new Date('2022-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const likely: fc.Arbitrary<string> = (() => {
    // Fields that rules hold together would hardly ever agree by chance.
    if (name === 'school_year') return fc.constantFrom('2023', '2024', '2025', '2026', '1999');
    if (name === 'assessment') return fc.constantFrom('DIBELS8', 'MVPA', 'EOG', 'EOC', 'ACT');
    if (name === 'level') return fc.constantFrom('', '3', 'Level 4', 'At Benchmark', 'Not Proficient');
    if (name === 'minutes_absent') return fc.integer({ min: -1, max: 200 }).map(String);
    switch (type?.kind) {
      case 'choice':
        return fc.constantFrom(...type.values);
      case 'integer':
        return fc.oneof(
          fc.integer({ min: Math.max(type.min, -1e9), max: Math.min(type.max, 1e9) }),
          fc.constantFrom(type.min, type.max, type.min - 1, type.max + 1),
        ).map(String);
      case 'number':
        return fc.oneof(fc.integer({ min: Math.max(type.min * 16, -2000), max: 2000 }).map((n) => String(n / 16)), fc.constantFrom(String(type.min), String(type.max)));
      case 'boolean':
        return fc.constantFrom('true', 'false', 'TRUE', 'Yes', 'n', '0', '1');
      case 'date':
        return day;
      default:
        return type?.patterns[0]
          ? fc.stringMatching(new RegExp(type.patterns[0]), { maxLength: 30 })
          : fc.string({ maxLength: 12, unit: 'grapheme' });
    }
  })();
  return fc.oneof(
    { weight: 30, arbitrary: likely },
    { weight: 1, arbitrary: likely.map((text) => ` ${text}\t`) },
    { weight: 1, arbitrary: likely.map((text) => [...text].slice(1).join('')) },
    { weight: 1, arbitrary: nasty },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());

type Cells = Record<string, string | undefined>;

/** The compiled verdict of many records at a time. */
async function compiled(of: Feed, records: readonly Cells[], isPadded: boolean) {
  const names = of.fields.map((field) => field.name);
  await connection.run(`create or replace table file (record bigint, ${names.map((name) => `${quoted(name)} varchar`).join(', ')})`);
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
  const sources = Object.fromEntries(names.map((name) => [name, quoted(name)]));
  const cells = `select record, ${cellColumns(of, sources, {}, isPadded).join(', ')} from file`;
  const verdict = await connection.runAndReadAll(
    `select record, ${isGood(of)} as is_good, ${names.map(quoted).join(', ')}
    from (select *, ${typedColumns(of).join(', ')} from (${cells}) as cells) as typed order by record`,
  );
  const broken = await connection.runAndReadAll(violations(of, `select record, ${names.map(cellOf).join(', ')} from (${cells})`));
  const byRecord = new Map<number, string[]>();
  for (const [record, field, rule, value] of broken.getRows()) {
    const list = byRecord.get(Number(record)) ?? [];
    byRecord.set(Number(record), [...list, JSON.stringify([field, rule, value])]);
  }
  return verdict.getRows().map(([record, good, ...values]) => ({
    isGood: good,
    violations: (byRecord.get(Number(record)) ?? []).sort(),
    values: Object.fromEntries(names.map((name, at) => [name, readValue(values[at] ?? null)])),
  }));
}

function judged(of: Feed, record: Cells) {
  const { violations: found, record: parsed } = judge(of, record);
  return {
    isGood: found.length === 0,
    violations: found.map(({ field, rule, value }) => JSON.stringify([field, rule, value])).sort(),
    values: parsed,
  };
}

/** As the columns hold them: integers past 32 bits are bigint, what is missing is null. */
function comparable(of: Feed, values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    of.fields.map(({ name }) => {
      const value = values[name] ?? null;
      return [name, typeof value === 'bigint' ? Number(value) : Object.is(value, -0) ? 0 : value];
    }),
  );
}

describe("a contract's verdict is the same in zod and in SQL", async () => {
  const feeds = [...(await readFeeds()).values(), everyKind];
  it.each(feeds.map((of) => [of.name, of] as const))('%s', async (_, of) => {
    const record = fc.record(Object.fromEntries(of.fields.map(({ name }) => [name, cell(of, name)])));
    const records = fc.sample(record, ROWS) as Cells[];
    // Each nasty text in each field of a record that is otherwise as it came.
    for (const [at, text] of NASTY.entries()) {
      for (const { name } of of.fields) records.push({ ...records[at], [name]: text });
    }
    const verdicts = await compiled(of, records, true);
    let good = 0;
    for (const [at, cells] of records.entries()) {
      const wanted = judged(of, cells);
      const found = verdicts[at];
      expect({ isGood: found?.isGood, violations: found?.violations }, JSON.stringify(cells)).toEqual({
        isGood: wanted.isGood,
        violations: wanted.violations,
      });
      if (!wanted.isGood) continue;
      good += 1;
      expect(comparable(of, found?.values ?? {})).toEqual(comparable(of, wanted.values));
    }
    // A generator that never makes a good record, or never a bad one, would prove nothing.
    expect(good).toBeGreaterThan(ROWS / 100);
    expect(good).toBeLessThan(records.length - ROWS / 10);
  });

  it('cells without blanks around them need no trimming', async () => {
    const cells = { code: '123A', name: 'Anna', choice: 'é', small: '-5', rate: '100.5', flag: 'no', first_date: '2024-02-29' };
    const [padded] = await compiled(everyKind, [cells], true);
    expect(await compiled(everyKind, [cells], false)).toEqual([padded]);
    expect(padded?.isGood).toBe(true);
  });
});

it('source codes become the values of the contract, and a code that is not listed is judged as it is', async () => {
  const codes = { choice: { '1': 'a', '2': literal('B', 'varchar').slice(1, -1) } };
  const cells = cellColumns(everyKind, { choice: 'source' }, codes, false).find((column) => column.includes('source'));
  const reader = await connection.runAndReadAll(
    `select ${cells} from (values ('1'), ('2'), ('9'), (null)) as file (source)`,
  );
  expect(reader.getRows().map(([value]) => value)).toEqual(['a', 'B', '9', null]);
});
