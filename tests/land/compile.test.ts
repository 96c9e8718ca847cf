import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { attendance } from '../../feeds/attendance.ts';
import { type Feed, type FeedDefinition, feed } from '../../feeds/contract/feed.ts';
import { inOrder } from '../../feeds/contract/vocabulary.ts';
import { enrollments } from '../../feeds/enrollments.ts';
import { contractId } from '../../functions/land/compile.ts';
import { hintFor } from '../../functions/land/hints.ts';
import { type Cells, compiledVerdicts } from './compiled-verdict.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());

const ABSENCE: Cells = {
  school_year: '2025',
  school_code: '600300',
  student_id: '0012345',
  attendance_date: '2025-02-28',
  status: 'absent',
  minutes_scheduled: '420',
  minutes_absent: '90',
};

const STAY: Cells = {
  school_year: '2025',
  student_id: '12345',
  school_code: '600300',
  grade: '03',
  entry_date: '2024-08-26',
  is_primary: 'yes',
};

async function verdict(of: Feed, cells: Cells) {
  const [only] = await compiledVerdicts(connection, of, [cells], true);
  if (!only) throw new Error('no verdict');
  return only;
}

async function violationsOf(of: Feed, cells: Cells): Promise<unknown[]> {
  return (await verdict(of, cells)).violations.map((violation) => JSON.parse(violation));
}

describe('a record', () => {
  it('that keeps the contract lands typed, its blanks trimmed and the zeros of its number kept', async () => {
    const { isGood, values } = await verdict(attendance, { ...ABSENCE, minutes_absent: ' 090\t' });
    expect(isGood).toBe(true);
    expect(values).toEqual({
      school_year: 2025,
      school_code: '600300',
      student_id: '0012345',
      attendance_date: '2025-02-28',
      status: 'absent',
      attendance_code: null,
      minutes_scheduled: 420,
      minutes_absent: 90,
    });
  });

  it('is told every field that it breaks, with the text as it came', async () => {
    const cells = { ...ABSENCE, school_code: '6.00E+05', status: undefined, minutes_absent: '1.5' };
    expect(await violationsOf(attendance, cells)).toEqual([
      ['minutes_absent', 'not_an_integer', '1.5'],
      ['school_code', 'pattern', '6.00E+05'],
      ['status', 'missing', null],
    ]);
  });

  it('with a grade whose leading zero is lost is none of the grades', async () => {
    expect(await violationsOf(enrollments, { ...STAY, grade: '3' })).toEqual([['grade', 'not_one_of', '3']]);
  });

  it('with more than its column holds is told that it is too big, not that it is no number', async () => {
    const cells = { ...ABSENCE, minutes_absent: '3000000000' };
    expect(await violationsOf(attendance, cells)).toEqual([['minutes_absent', 'too_big', '3000000000']]);
  });
});

describe('a date', () => {
  test.each(['2025-02-28', '2024-08-26', '2025-06-30'])('%j is one', async (attendance_date) => {
    const { isGood, values } = await verdict(attendance, { ...ABSENCE, attendance_date });
    expect({ isGood, date: values.attendance_date }).toEqual({ isGood: true, date: attendance_date });
  });

  test.each([
    '2025-02-29',
    '2025-2-28',
    '2025/02/28',
    '02/28/2025',
    '2025-02-2d',
    '2025-02-2\n',
    '2025-02-28Z',
    '2025-02-28 00:00',
    '20250228',
    'epoch',
  ])('%j is none', async (attendance_date) => {
    expect(await violationsOf(attendance, { ...ABSENCE, attendance_date })).toEqual([
      ['attendance_date', 'not_a_date', attendance_date],
    ]);
  });
});

describe('a rule over several fields', () => {
  it('that is broken is told at the last field that it reads', async () => {
    expect(await violationsOf(enrollments, { ...STAY, exit_date: '2024-08-25' })).toEqual([
      ['exit_date', 'dates_in_order', '2024-08-25'],
    ]);
  });

  it('is not broken by an optional field without a value', async () => {
    expect(await violationsOf(enrollments, STAY)).toEqual([]);
  });

  it('is not judged over a field that is broken by itself, and cannot fail the statement over it', async () => {
    const of = feed({
      name: 'terms',
      description: 'A feed that no one has.',
      owner: 'Tests',
      contract: z.object({
        year: z.int().min(2000).max(2100).meta({ description: 'year' }),
        first_date: z.iso.date().meta({ description: 'date' }),
      }),
      key: ['year'],
      scope: { kind: 'everything' },
      rules: [
        {
          code: 'after_year_began',
          fields: ['year', 'first_date'],
          hint: 'none',
          js: () => true,
          sql: 'first_date >= make_date(year - 1, 7, 1)',
        },
      ],
    });
    expect(await violationsOf(of, { year: '-2147483648', first_date: '2024-06-30' })).toEqual([
      ['year', 'too_small', '-2147483648'],
    ]);
    expect(await violationsOf(of, { year: '2025', first_date: '2024-06-30' })).toEqual([
      ['first_date', 'after_year_began', '2024-06-30'],
    ]);
  });
});

describe('the contract of a feed is known by an id', () => {
  const shape = { code: z.string().max(5).meta({ description: 'code' }) };
  const plain: FeedDefinition<typeof shape> = {
    name: 'plain',
    description: 'A feed that no one has.',
    owner: 'Tests',
    contract: z.object(shape),
    key: ['code'],
    scope: { kind: 'everything' },
  };
  const id = contractId(feed(plain));

  it('that stays when only words change', () => {
    expect(contractId(feed({ ...plain, description: 'Other words.', owner: 'Others' }))).toBe(id);
  });

  const changes: [string, Partial<FeedDefinition<typeof shape>>][] = [
    ['a limit', { contract: z.object({ code: z.string().max(6).meta({ description: 'code' }) }) }],
    ['a rule', { rules: [inOrder('code', 'code')] }],
    ['the scope', { scope: { kind: 'rows' } }],
    ['a reference', { references: { code: 'schools' } }],
  ];
  test.each(changes)('that changes with %s', (_, change) => {
    expect(contractId(feed({ ...plain, ...change }))).not.toBe(id);
  });
});

describe('a hint', () => {
  it('for a code that a spreadsheet made a number says to format the column as text', () => {
    expect(hintFor(attendance, 'school_code', 'pattern')).toContain(
      'format the column as text and export again',
    );
  });

  it('for a choice names the values', () => {
    expect(hintFor(attendance, 'status', 'not_one_of')).toBe('is none of present, tardy, absent');
  });

  it('for a rule of the feed is what the rule says', () => {
    expect(hintFor(enrollments, 'exit_date', 'dates_in_order')).toBe(
      'exit_date lies before entry_date: correct one of them',
    );
  });
});
