import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  csv,
  receiptTexts,
  SCHOOLS,
  STUDENTS,
  school,
  student,
  testWorkspace,
} from '../fixture-workspace.ts';

/** Landed or refused, with its account. */
function account({
  outcome,
  receipt,
}: Awaited<ReturnType<Awaited<ReturnType<typeof testWorkspace>>['landFile']>>) {
  if (receipt.outcome !== 'landed') return { outcome, reason: receipt.reason, hint: receipt.hint };
  const { records, landed, quarantined } = receipt;
  return { outcome, records, landed, quarantined };
}

describe('a file that is no table at all is rejected whole', () => {
  it.each([
    ['an empty file', '', /empty/],
    ['a PDF', '%PDF-1.7\n%abc', /PDF/],
    ['a gzip archive', gzipSync('school_year'), /gzip/],
    ['a header alone', `${STUDENTS}\n`, /header and no records/],
    ['blank lines alone', '\n\n\n', /blank lines/],
  ])('%s', async (_, content, reason) => {
    const test = await testWorkspace();
    const landing = account(await test.landFile('students.csv', content));
    expect(landing).toMatchObject({ outcome: 'rejected', reason: expect.stringMatching(reason) });
    expect(landing.hint).toMatch(/\w/);
    expect(await test.rowsOf('students')).toEqual([]);
    // The same name with what it should have held puts it right.
    expect(account(await test.landFile('students.csv', csv(STUDENTS, student(10001))))).toMatchObject({
      landed: 1,
    });
  });

  it('a folder that is named like a file', async () => {
    const test = await testWorkspace();
    const path = join(test.workspace.folder, 'students.csv');
    await mkdir(path);
    const landing = account(await test.landFile('other.csv', 'x', { path }));
    expect(landing).toMatchObject({ outcome: 'rejected', reason: 'this is a folder' });
  });
});

describe('a file with the wrong columns is rejected whole and told which', () => {
  it.each([
    ['a missing one', STUDENTS.replace(',is_swd', ''), 'column is_swd is missing'],
    ['a renamed one', STUDENTS.replace('is_swd', 'is_sdw'), 'column is_swd is missing (is it "is_sdw"?)'],
    ['a surplus one', `${STUDENTS},shoe_size`, 'column "shoe_size" is not known'],
    ['one that is there twice', `${STUDENTS},race`, 'column "race" is there twice'],
  ])('%s', async (_, header, reason) => {
    const test = await testWorkspace();
    const landing = account(await test.landFile('students.csv', csv(header, student(10001))));
    expect(landing).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining(reason) });
  });

  it('a file without a header is not quoted in the message', async () => {
    const test = await testWorkspace();
    const landing = account(
      await test.landFile('students.csv', csv(student(1234567890), student(1234567891))),
    );
    expect(landing.outcome).toBe('rejected');
    expect(JSON.stringify(landing) + (await receiptTexts(test))).not.toMatch(/123456789/);
  });
});

describe('how the bytes are written does not matter, or is told', () => {
  const lines = [STUDENTS, student(10001), student(10002), student(10003)];
  it.each([
    ['a byte order mark', `\ufeff${csv(...lines)}`],
    ['CRLF line ends', `${lines.join('\r\n')}\r\n`],
    ['CR line ends', `${lines.join('\r')}\r`],
    ['mixed line ends', `${lines[0]}\r\n${lines[1]}\n${lines[2]}\r${lines[3]}`],
    ['no final line end', lines.join('\n')],
    ['UTF-16 little endian', Buffer.from(`\ufeff${csv(...lines)}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\ufeff${csv(...lines)}`, 'utf16le').swap16()],
    ['blanks around values', csv(...lines.map((line) => line.replaceAll(',', ' ,\t')))],
    ['tabs between values', csv(...lines.map((line) => line.replaceAll(',', '\t')))],
  ])('%s: all three records land', async (_, content) => {
    const test = await testWorkspace();
    expect(account(await test.landFile('students.csv', content))).toEqual({
      outcome: 'landed',
      records: 3,
      landed: 3,
      quarantined: 0,
    });
    expect(await test.rowsOf('students', 'student_id')).toEqual(
      ['10001', '10002', '10003'].map((student_id) => ({ student_id })),
    );
  });

  const accented = Buffer.from(csv(SCHOOLS, school('600301', 'Ecole'), school('600302', 'Plain')), 'latin1');
  accented[accented.indexOf('Ecole')] = 0xc9;

  it('Windows-1252 is quarantined record by record, and lands when its encoding is named', async () => {
    const test = await testWorkspace();
    const landing = await test.landFile('schools.csv', accented);
    expect(account(landing)).toEqual({ outcome: 'landed', records: 2, landed: 1, quarantined: 1 });
    expect(await test.quarantineOf('schools')).toEqual([
      { record: 1n, field: '', rule: 'invalid_utf8', value: null },
    ]);
    expect(
      account(await test.landFile('schools_1252.csv', accented, { encoding: 'windows-1252' })),
    ).toMatchObject({ landed: 2 });
    expect(await test.rowsOf('schools', 'distinct school_name')).toEqual([
      { school_name: 'Plain' },
      { school_name: 'École' },
    ]);
  });

  it('a record with a NUL byte is quarantined', async () => {
    const test = await testWorkspace();
    await test.landFile(
      'students.csv',
      csv(STUDENTS, student(10001), student('10\u0000002'), student(10003)),
    );
    expect(await test.quarantineOf('students')).toEqual([
      { record: 2n, field: '', rule: 'nul_byte', value: null },
    ]);
  });
});

describe('a broken record costs itself and no other', () => {
  it('one unclosed quote in the middle of a million records', async () => {
    const test = await testWorkspace();
    const lines = Array.from({ length: 1_000_000 }, (_, at) => student(10000 + at));
    lines[500_000] = lines[500_000]?.replace(',F,', ',"F,') ?? '';
    const landing = await test.landFile('students.csv', `${[STUDENTS].concat(lines).join('\n')}\n`);
    expect(account(landing)).toEqual({
      outcome: 'landed',
      records: 1_000_000,
      landed: 999_999,
      quarantined: 1,
    });
    expect(await test.quarantineOf('students')).toEqual([
      { record: 500_001n, field: '', rule: 'unterminated_quote', value: null },
    ]);
  });

  it('too few fields, too many fields, a line of 100 MB, and a file that is cut off', async () => {
    const test = await testWorkspace();
    const before = process.memoryUsage().rss;
    const content = csv(
      STUDENTS,
      student(10001),
      '2025,10002,F',
      `${student(10003)},x`,
      'x'.repeat(100_000_000),
      student(10005),
      '2025,100',
    ).trimEnd();
    expect(account(await test.landFile('students.csv', content))).toEqual({
      outcome: 'landed',
      records: 6,
      landed: 2,
      quarantined: 4,
    });
    expect((await test.quarantineOf('students')).map(({ record, rule }) => [record, rule])).toEqual([
      [2n, 'too_few_fields'],
      [3n, 'too_many_fields'],
      [4n, 'record_too_long'],
      [6n, 'too_few_fields'],
    ]);
    // The text itself takes 200 MB here; landing it must not hold it once more.
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 2 ** 20);
  });
});

describe('a wrong value is quarantined with record, field, rule and value', () => {
  it('ids that a spreadsheet made, lost leading zeros, days that do not exist, words that are not in the list', async () => {
    const test = await testWorkspace();
    const header = 'school_code,performance_area,area_group,from_date,to_date';
    const content = csv(
      header,
      '600301,Elementary 1,Elementary,2024-07-01,',
      '6.00E+05,Elementary 1,Elementary,2024-07-01,',
      '60302,Elementary 1,Elementary,2024-07-01,',
      '600303,Elementary 1,Elementary,2024-02-30,',
      '600304,Elementary 1,Primary,2024-07-01,',
      '600305,,Elementary,2024-07-01,',
      '600306,Elementary 1,Elementary,2024-07-01,2024-06-30',
    );
    expect(account(await test.landFile('performance_area_assignments.csv', content))).toEqual({
      outcome: 'landed',
      records: 7,
      landed: 1,
      quarantined: 6,
    });
    expect(await test.quarantineOf('performance_area_assignments')).toEqual([
      { record: 2n, field: 'school_code', rule: 'pattern', value: '6.00E+05' },
      { record: 3n, field: 'school_code', rule: 'pattern', value: '60302' },
      { record: 4n, field: 'from_date', rule: 'not_a_date', value: '2024-02-30' },
      { record: 5n, field: 'area_group', rule: 'not_one_of', value: 'Primary' },
      { record: 6n, field: 'performance_area', rule: 'missing', value: null },
      { record: 7n, field: 'to_date', rule: 'dates_in_order', value: '2024-06-30' },
    ]);
    // Corrected, it replaces what it said before.
    const corrected = content.replace('6.00E+05', '600302').replace('2024-02-30', '2024-03-01');
    expect(account(await test.landFile('performance_area_assignments.csv', corrected))).toMatchObject({
      landed: 3,
    });
    expect(await test.rowsOf('performance_area_assignments', 'school_code')).toHaveLength(3);
  });

  it('a school code that no school has is told, and lands once the school is there', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    const content = csv(
      'school_code,performance_area,area_group,from_date,to_date',
      '600301,A,High,2024-07-01,',
      '600999,A,High,2024-07-01,',
    );
    await test.landFile('performance_area_assignments.csv', content);
    expect(await test.quarantineOf('performance_area_assignments')).toEqual([
      { record: 2n, field: 'school_code', rule: 'unknown_reference', value: '600999' },
    ]);
    await test.landFile('schools_new.csv', csv(SCHOOLS, school('600999')));
    expect(account(await test.landFile('performance_area_assignments.csv', content))).toMatchObject({
      outcome: 'landed',
      landed: 2,
      quarantined: 0,
    });
    expect(await test.rowsOf('performance_area_assignments', 'school_code')).toHaveLength(2);
  });

  it('a target or a reading that names nothing is told', async () => {
    const test = await testWorkspace();
    await test.landFile('plan_items.csv', await readFile('samples/plan/plan_items.csv'));
    await test.landFile('measures.csv', await readFile('samples/measures/measures.csv'));
    const targets =
      'measure_code,school_year,organisation_code,subgroup_code,kind,target,adopted_date,source';
    await test.landFile(
      'targets.csv',
      csv(targets, 'reading_ccr_3_9,2025,600LEA,ALL,target,37,2024-07-01,board'),
    );
    await test.landFile(
      'plan_readings.csv',
      csv(
        'item_code,reading_date,reading,reported_by,note',
        'wig_nothing,2025-01-31,5,Data,',
        'wig_oe_4_001_1,2025-01-31,5,Data,',
      ),
    );
    expect(await test.rowsOf('plan_readings', 'item_code')).toEqual([{ item_code: 'wig_oe_4_001_1' }]);
    expect(await test.quarantineOf('plan_readings')).toEqual([
      { record: 1n, field: 'item_code', rule: 'unknown_reference', value: 'wig_nothing' },
    ]);
    // Not one of its records lands, so the file is held back.
    expect((await test.files()).filter((file) => file.startsWith('receipts/refused/'))).toHaveLength(1);
  });

  it('no receipt and no file name tells a student', async () => {
    const test = await testWorkspace();
    await test.landFile(
      'students.csv',
      csv(
        STUDENTS,
        student('12345678901'),
        student('9876543210'),
        student('9876543210'),
        `${student('5555555')},x`,
      ),
    );
    expect((await receiptTexts(test)) + (await test.files()).join()).not.toMatch(
      /1234567890|9876543210|5555555/,
    );
  });
});
