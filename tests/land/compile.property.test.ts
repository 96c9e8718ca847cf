import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { type Feed, feed, type Rule } from '../../feeds/contract/feed.ts';
import type { Field } from '../../feeds/contract/field.ts';
import { inOrder } from '../../feeds/contract/vocabulary.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import { cellColumns } from '../../functions/land/compile.ts';
import { trimmed } from '../../functions/land/decode.ts';
import { judge } from '../../functions/land/judge.ts';
import { type Cells, type CompiledVerdict, compiledVerdicts } from './compiled-verdict.ts';
import { NASTY } from './nasty.ts';

const ROWS = 1500;

/** Over a year that no contract has checked, DuckDB's make_date and its subtraction fail. */
const afterYearBegan: Rule = {
  code: 'after_year_began',
  fields: ['year', 'first_date'],
  hint: 'none',
  js: ({ year, first_date }) => String(first_date) >= `${Number(year) - 1}-07-01`,
  sql: 'first_date >= make_date(year - 1, 7, 1)',
};

const flagNeedsNote: Rule = {
  code: 'flag_needs_note',
  fields: ['flag', 'note'],
  hint: 'none',
  js: ({ flag, note }) => flag === false || note !== undefined,
  sql: 'not flag or note is not null',
};

/** Every kind of field, required and optional, with every kind of limit. */
const everyKind = feed({
  name: 'every_kind',
  description: 'A feed that no one has.',
  owner: 'Tests',
  contract: z.object({
    code: z
      .string()
      .regex(/^[0-9]{3}[A-Z]?$/)
      .meta({ description: 'bounded pattern' }),
    open_code: z
      .string()
      .regex(/^[a-z]+(-[0-9]+)*$/)
      .max(20)
      .meta({ description: 'open pattern' })
      .optional(),
    two_patterns: z
      .string()
      .regex(/^[a-z0-9]+$/)
      .regex(/^[0-9a-z]{2,5}[0-9]$/)
      .meta({ description: 'two patterns' })
      .optional(),
    exact: z.string().length(3).meta({ description: 'one length' }).optional(),
    lengths: z.string().min(2).max(6).meta({ description: 'lengths' }),
    note: z.string().meta({ description: 'any text' }).optional(),
    choice: z.enum(['a', 'B', "O'Brien", 'é']).meta({ description: 'choice' }),
    small: z.int().min(-5).max(10).meta({ description: 'integer' }),
    large: z.int().min(0).max(999_999_999_999).meta({ description: 'bigint' }).optional(),
    long: z.int().min(-9e15).max(9e15).meta({ description: 'more digits than a cell may have' }).optional(),
    year: z.int().min(2000).max(2100).meta({ description: 'integer of a rule' }),
    rate: z.number().min(-1).max(100.5).meta({ description: 'number' }),
    flag: z.boolean().meta({ description: 'boolean' }),
    maybe: z.boolean().meta({ description: 'boolean' }).optional(),
    first_date: z.iso.date().meta({ description: 'date' }),
    last_date: z.iso.date().meta({ description: 'date' }).optional(),
  }),
  key: ['code'],
  scope: { kind: 'everything' },
  rules: [inOrder('first_date', 'last_date'), afterYearBegan, flagNeedsNote],
});

function seldom(text: string): fc.Arbitrary<string> {
  return fc.constantFrom('', '', '', '', '', text);
}

/** Fields that rules hold together would hardly ever agree by chance. */
const TOGETHER: Readonly<Record<string, fc.Arbitrary<string>>> = {
  school_year: fc.constantFrom('2024', '2025', '2025', '2025'),
  year: fc.constantFrom('2024', '2025'),
  assessment: fc.constantFrom('DIBELS8', 'MVPA', 'EOG', 'ACT'),
  level: fc.constantFrom('', '3', 'Level 4', 'At Benchmark', 'Not Proficient'),
  minutes_absent: fc.integer({ min: 0, max: 200 }).map(String),
  last_date: fc.constantFrom('2024-09-01', '2025-06-30', '2025-07-15'),
  two_patterns: fc.stringMatching(/^[0-9a-z]{2,5}[0-9]$/),
  lengths: fc.stringMatching(/^[a-zé🙂]{2,6}$/u),
  of_measure: seldom('reading'),
  focus_subgroup: seldom('BLCK'),
  reference_subgroup: seldom('WHTE'),
  change_from: seldom('baseline'),
};

const day = fc
  .date({ min: new Date('2024-06-15'), max: new Date('2025-07-15'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** A cell that a field may well hold. */
function likelyCell({ name, type }: Field): fc.Arbitrary<string> {
  const together = TOGETHER[name];
  if (together) return together;
  switch (type.kind) {
    case 'choice':
      return fc.constantFrom(...type.values);
    case 'integer':
      return fc.integer({ min: Math.max(type.min, -1e9), max: Math.min(type.max, 1e9) }).map(String);
    case 'number': {
      const sixteenths = fc.integer({ min: Math.ceil(type.min * 16), max: Math.floor(type.max * 16) });
      return sixteenths.map((parts) => String(parts / 16));
    }
    case 'boolean':
      return fc.constantFrom('true', 'false', 'TRUE', 'Yes', 'n', '0', '1');
    case 'date':
      return day;
    case 'text': {
      const { patterns, minLength, maxLength } = type;
      if (patterns[0]) return fc.stringMatching(new RegExp(patterns[0]), { maxLength: 30 });
      return fc.string({ minLength, maxLength: Math.min(maxLength, 12), unit: 'grapheme' });
    }
  }
}

/** What dirt leaves behind a value, or in place of its end. */
const TAILS = fc.constantFrom(
  ...[
    '\n',
    '\r',
    '\v',
    '\f',
    '\u00a0',
    '\u0001',
    ' ',
    '0',
    '.',
    '.0',
    '-',
    '_',
    'd',
    'Z',
    'é',
    ' (BC)',
    ' 00:00',
  ],
);

const BLANKS = fc.constantFrom('', '', ' ', '\t', ' \t  ');

/** A cell that is nearly right, or at a limit, or anything at all. */
function doubtfulCell(field: Field): fc.Arbitrary<string | undefined> {
  const likely = likelyCell(field);
  const { type } = field;
  const limits =
    type.kind === 'integer' || type.kind === 'number'
      ? [type.min, type.max, type.min - 1, type.max + 1].map(String)
      : ['2024-06-30', '2024-07-01', '2025-06-30', '2025-07-01'];
  return fc.oneof(
    fc.tuple(BLANKS, likely, BLANKS).map((parts) => parts.join('')),
    likely.map((text) => [...text].slice(1).join('')),
    fc.tuple(likely, TAILS).map(([text, tail]) => text + tail),
    fc.tuple(likely, TAILS).map(([text, tail]) => [...text].slice(0, -1).join('') + tail),
    fc.constantFrom(...limits),
    fc.constantFrom(...NASTY),
    fc.string({ maxLength: 8, unit: 'grapheme' }),
    fc.constant(undefined),
  );
}

/** Records that are mostly good, each with about one doubtful cell. */
function recordOf(of: Feed): fc.Arbitrary<Cells> {
  const weight = of.fields.length;
  const cells = of.fields.map((field): [string, fc.Arbitrary<string | undefined>] => [
    field.name,
    fc.oneof({ weight, arbitrary: likelyCell(field) }, { weight: 1, arbitrary: doubtfulCell(field) }),
  ]);
  return fc.record(Object.fromEntries(cells));
}

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());

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
    const records = fc.sample(recordOf(of), ROWS);
    // Each nasty text in each field of a record that is otherwise as it came.
    for (const [at, text] of NASTY.entries()) {
      for (const { name } of of.fields) records.push({ ...records[at], [name]: text });
    }
    const good = expectAgreement(of, records, await compiledVerdicts(connection, of, records, true));
    // A generator that never makes a good record, or never a bad one, would prove nothing.
    expect(good).toBeGreaterThan(ROWS / 20);
    expect(good).toBeLessThan(records.length - ROWS / 10);

    const unpadded = records.map(withoutBlanks);
    expectAgreement(of, unpadded, await compiledVerdicts(connection, of, unpadded, false));
  });
});

/** @returns how many records are good */
function expectAgreement(of: Feed, records: readonly Cells[], verdicts: readonly CompiledVerdict[]): number {
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
  return good;
}

function withoutBlanks(cells: Cells): Cells {
  return Object.fromEntries(Object.entries(cells).map(([name, text]) => [name, trimmed(text)]));
}

it('source codes become the values of the contract, and a code that is not listed is judged as it is', async () => {
  const codes = { choice: { '1': 'a', '2': literal('B', 'varchar').slice(1, -1) } };
  const cells = cellColumns(everyKind, { choice: 'source' }, codes, false).find((column) =>
    column.includes('source'),
  );
  const reader = await connection.runAndReadAll(
    `select ${cells} from (values ('1'), ('2'), ('9'), (null)) as file (source)`,
  );
  expect(reader.getRows().map(([value]) => value)).toEqual(['a', 'B', '9', null]);
});
