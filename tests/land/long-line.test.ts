import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { csv, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, studentNumber } from './account.ts';

// In a file of their own: what is measured is the most memory that this process ever had.
const MB = 2 ** 20;
const peak = () => process.resourceUsage().maxRSS * 1024;

/** Writes a line of 100 MB between two records, without ever holding it. */
async function writeLongLine(path: string, open: string): Promise<void> {
  const texts = function* () {
    yield csv(STUDENTS, student(studentNumber(1)));
    yield open;
    for (let written = 0; written < 100; written++) yield 'x'.repeat(MB);
    yield `\n${csv(student(studentNumber(2)))}`;
  };
  await pipeline(Readable.from(texts()), createWriteStream(path));
}

describe('a line of 100 MB', () => {
  it.each([
    ['without a quote', '', 'record_too_long'],
    ['within a quote', '"', 'unterminated_quote'],
  ])('%s is quarantined as one record, in a fraction of its memory', async (_, open, rule) => {
    const test = await testWorkspace();
    // What a first landing takes, it takes once.
    await test.landFile('students_first.csv', csv(STUDENTS, student(studentNumber(1))));
    const path = await test.write('students.csv', '');
    await writeLongLine(path, open);
    const before = peak();
    const landing = await test.landPath(path);
    expect((peak() - before) / MB).toBeLessThan(80);

    expect(account(landing)).toEqual({ outcome: 'landed', records: 3, landed: 2, quarantined: 1 });
    expect(await test.quarantineOf('students')).toEqual([{ record: 2n, field: '', rule, value: null }]);
    expect(await test.rowsOf('students', 'student_id')).toEqual([
      { student_id: String(studentNumber(1)) },
      { student_id: String(studentNumber(2)) },
    ]);
    await expectOrder(test);
  });

  it('as the whole file is no table', async () => {
    const test = await testWorkspace();
    const path = await test.write('students.csv', 'x'.repeat(MB));
    expect(account(await test.landPath(path))).toEqual({
      outcome: 'rejected',
      reason: 'its first 64 KB have no line end',
      hint: 'Export the table as CSV.',
    });
    await expectOrder(test);
  });
});
