import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { withDuckdb } from '../../functions/land/duckdb-session.ts';
import { matchLayout } from '../../functions/land/layout.ts';
import { RejectedFile } from '../../functions/land/rejected-file.ts';
import { scan } from '../../functions/land/scan.ts';
import { BROKEN, stage } from '../../functions/land/stage.ts';
import { recognise } from '../../functions/land/text-form.ts';
import { csv, feeds, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, STUDENT_NUMBER, studentNumber } from './account.ts';

const record = (place: number) => student(studentNumber(place));

describe('a broken record costs itself and no other', () => {
  it('one unclosed quote in the middle of a million records', async () => {
    const test = await testWorkspace();
    const path = await test.write('students.csv', '');
    const broken = 500_000;
    const texts = function* () {
      yield `${STUDENTS}\n`;
      for (let from = 0; from < 1_000_000; from += 10_000) {
        const lines = Array.from({ length: 10_000 }, (_, at) => `${student(1_000_000 + from + at)}\n`);
        if (from === broken) lines[0] = (lines[0] as string).replace(',F,', ',"F,');
        yield lines.join('');
      }
    };
    await pipeline(Readable.from(texts()), createWriteStream(path));
    expect(account(await test.landPath(path))).toEqual({
      outcome: 'landed',
      records: 1_000_000,
      landed: 999_999,
      quarantined: 1,
    });
    expect(await test.quarantineOf('students')).toEqual([
      { record: BigInt(broken + 1), field: '', rule: 'unterminated_quote', value: null },
    ]);
    const rows = `count(distinct student_id) as students, min(student_id) as lowest, max(student_id) as highest,
      count(*) filter (student_id = '1500000') as broken`;
    expect(await test.rowsOf('students', rows)).toEqual([
      { students: 999_999n, lowest: '1000000', highest: '1999999', broken: 0n },
    ]);
    await expectOrder(test);
  });

  it('too few fields, too many, stray quotes: each with its number in the file', async () => {
    const test = await testWorkspace();
    const content = csv(
      STUDENTS,
      record(1),
      '2025,12345,F',
      record(3),
      `${record(4)},extra`,
      record(5).replace('ASIA', 'AS"IA'),
      record(6).replace('ASIA', '"ASIA"x'),
      record(7),
    );
    const { receipt } = await test.landFile('students.csv', content);
    expect(receipt).toMatchObject({ records: 7, landed: 3, quarantined: 4 });
    expect(await test.quarantineOf('students')).toEqual([
      { record: 2n, field: '', rule: 'too_few_fields', value: null },
      { record: 4n, field: '', rule: 'too_many_fields', value: null },
      { record: 5n, field: '', rule: 'quote_in_unquoted_field', value: null },
      { record: 6n, field: '', rule: 'text_after_quote', value: null },
    ]);
    expect(await test.rowsOf('students', 'student_id')).toEqual(
      [1, 3, 7].map((place) => ({ student_id: String(studentNumber(place)) })),
    );
    await expectOrder(test);

    const mended = csv(STUDENTS, ...[1, 2, 3, 4, 5, 6, 7].map(record));
    expect(account(await test.landFile('students.csv', mended))).toMatchObject({ landed: 7, quarantined: 0 });
    expect(await test.rowsOf('students', 'student_id')).toHaveLength(7);
    expect(await test.quarantineOf('students')).toEqual([]);
    await expectOrder(test);
  });

  it('bad values after broken records keep their number in the file', async () => {
    const test = await testWorkspace();
    const content = csv(
      STUDENTS,
      'x',
      record(2).replace(',F,', ',Q,'),
      'x',
      '',
      'x',
      record(5),
      record(6).replace(',F,', ',Q,'),
    );
    await test.landFile('students.csv', content);
    expect((await test.quarantineOf('students')).map(({ record, rule }) => [record, rule])).toEqual([
      [1n, 'too_few_fields'],
      [2n, 'not_one_of'],
      [3n, 'too_few_fields'],
      [4n, 'too_few_fields'],
      [6n, 'not_one_of'],
    ]);
    await expectOrder(test);
  });

  it('values may hold line ends, delimiters and quotes, when they are quoted', async () => {
    const test = await testWorkspace();
    const note = 'first line\nsecond, with "quotes"';
    const content = csv(
      'item_code,reading_date,reading,reported_by,note',
      `wig_1,2025-01-31,5,Data,"${note.replaceAll('"', '""')}"`,
      'wig_2,2025-01-31,6,Data,',
    );
    await test.landFile('plan_readings.csv', content);
    expect(await test.rowsOf('plan_readings', 'item_code, note')).toEqual([
      { item_code: 'wig_1', note },
      { item_code: 'wig_2', note: null },
    ]);
    await expectOrder(test);
  });
});

describe('a file that was cut off', () => {
  const whole = csv(STUDENTS, ...Array.from({ length: 100 }, (_, at) => record(at)));

  it('half-way, within a record: that record is quarantined, what is before it lands', async () => {
    const test = await testWorkspace();
    const half = whole.slice(0, Math.floor(whole.length / 2) - 8);
    const { receipt } = await test.landFile('students.csv', half);
    expect(receipt).toMatchObject({ outcome: 'landed', records: 50, landed: 49, quarantined: 1 });
    expect(receipt).toMatchObject({ endsWithNewline: false });
    expect(await test.quarantineOf('students')).toEqual([
      { record: 50n, field: '', rule: 'too_few_fields', value: null },
    ]);
    await expectOrder(test);

    expect(account(await test.landFile('students.csv', whole))).toMatchObject({
      landed: 100,
      quarantined: 0,
    });
    expect(await test.rowsOf('students', 'student_id')).toHaveLength(100);
    await expectOrder(test);
  });

  it('half-way, after a whole file: it is held back', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', whole);
    const half = whole.slice(0, Math.floor(whole.length / 2) - 8);
    expect(account(await test.landFile('students.csv', half))).toEqual({
      outcome: 'held',
      reason:
        'of school_year 2025 it has 49 rows where it would replace 100; 1 of its records cannot be landed',
      hint: 'If it is right, land it again and say that it may be smaller.',
    });
    expect(await test.rowsOf('students', 'student_id')).toHaveLength(100);
    await expectOrder(test);
  });
});

describe('a file of which no record is good', () => {
  it('is rejected with what is wrong with most of them', async () => {
    const test = await testWorkspace();
    const content = csv(STUDENTS, `${record(1)},`, `${record(2)},`, record(3).replace('2025', '1925'));
    expect(account(await test.landFile('students.csv', content))).toEqual({
      outcome: 'rejected',
      reason: 'none of its records (3) can be landed',
      hint:
        'A record has more fields than the header; put quotes around a value that holds the delimiter ' +
        '(2 records, the first is 1). school_year is smaller than 2000; correct it at the source (record 3).',
    });
    expect(await test.rowsOf('students')).toEqual([]);
    await expectOrder(test);
  });
});

describe('a file that DuckDB reads otherwise than the scanner', () => {
  it.each([
    ['a record that is no record', '2025,1234500002,F\n'],
    ['a record more', `${record(2)}\n`],
  ])('as when %s was written meanwhile, is rejected without a word of it', async (_, more) => {
    const test = await testWorkspace();
    const before = await test.write('before/students.csv', csv(STUDENTS, record(1)));
    const form = await recognise(before);
    const scanned = await scan(before, form);
    const path = await test.write('students.csv', csv(STUDENTS, record(1)) + more);
    const match = matchLayout(feeds, form.file, form.columns);
    const { store, workFolder } = test.workspace;
    const part = { ...scanned, path, offset: 0 };
    const staged = withDuckdb(form.file, workFolder, {}, async (connection) => {
      await connection.run(BROKEN);
      await stage(connection, { part, form, match, known: {}, store, feeds, folder: workFolder });
    });
    const error: unknown = await staged.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RejectedFile);
    expect(String(error)).toMatch(
      /students.csv: its records could not be told apart. If it was still being written/,
    );
    expect(String(error)).not.toMatch(STUDENT_NUMBER);
  });
});
