import { describe, expect, it } from 'vitest';
import { csv, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, studentNumber } from './account.ts';

const record = student(studentNumber(1));
const columns = `The columns of students are ${STUDENTS}.`;

describe('a file with the wrong columns is rejected whole, with the columns that are wrong', () => {
  it.each([
    [
      'a missing one',
      STUDENTS.replace(',is_swd', ''),
      'it looks like students, and column is_swd is missing',
      columns,
    ],
    [
      'a renamed one',
      STUDENTS.replace('is_swd', 'is_swds'),
      'it looks like students, and column is_swd is missing (is it "is_swds"?)',
      columns,
    ],
    [
      'a surplus one',
      `${STUDENTS},shoe_size`,
      'it looks like students, and column "shoe_size" is not known',
      columns,
    ],
    [
      'one that is there twice',
      `${STUDENTS},Race`,
      'column "Race" is there twice',
      'Remove one of the two and land it again.',
    ],
    [
      'columns without a name, as a sheet leaves them',
      `${STUDENTS},,`,
      'column number 8 has no name',
      'Delete the columns without a name, often empty ones at the right end of a sheet, and export again.',
    ],
    [
      'a space for an underscore',
      STUDENTS.replace('student_id', 'Student ID'),
      'it looks like students, and column student_id is missing (is it "Student ID"?)',
      columns,
    ],
  ])('%s', async (_, header, reason, hint) => {
    const test = await testWorkspace();
    expect(account(await test.landFile('students.csv', csv(header, record)))).toEqual({
      outcome: 'rejected',
      reason,
      hint,
    });
    expect(await test.rowsOf('students')).toEqual([]);
    await expectOrder(test);

    expect(account(await test.landFile('students.csv', csv(STUDENTS, record)))).toMatchObject({ landed: 1 });
    expect(await test.rowsOf('students', 'student_id')).toEqual([{ student_id: String(studentNumber(1)) }]);
    await expectOrder(test);
  });

  it('columns in another order, in capitals, are the same columns', async () => {
    const test = await testWorkspace();
    const content = csv(
      ' IS_SWD,IS_EL,IS_EDS,RACE,SEX,STUDENT_ID,SCHOOL_YEAR ',
      `true,false,false,ASIA,F,${studentNumber(1)},2025`,
    );
    await test.landFile('students.csv', content);
    expect(await test.rowsOf('students', 'school_year, is_eds, is_swd')).toEqual([
      { school_year: 2025, is_eds: false, is_swd: true },
    ]);
    await expectOrder(test);
  });
});

describe('a file without a header', () => {
  it('is rejected without a word of its first record', async () => {
    const test = await testWorkspace();
    expect(account(await test.landFile('students.csv', csv(record, student(studentNumber(2)))))).toEqual({
      outcome: 'rejected',
      reason: 'its first line names no column of students',
      hint: `Put the header on top: ${STUDENTS}.`,
    });
    await expectOrder(test);
  });

  it('is rejected the same way when its name tells no feed', async () => {
    const test = await testWorkspace();
    const landing = account(await test.landFile('export.csv', csv('Maria,Maria,600301', 'Jon,Jon,600302')));
    expect(landing).toEqual({
      outcome: 'rejected',
      reason: 'its header is that of no feed',
      hint: expect.stringMatching(
        /^Begin the file's name with the name of its feed, or name the feed: access_grants,/,
      ),
    });
    await expectOrder(test);
  });
});

describe('which feed a file is', () => {
  it('its header tells, whatever its name', async () => {
    const test = await testWorkspace();
    const { receipt } = await test.landFile('SIS export (3).csv', csv(STUDENTS, record));
    expect(receipt).toMatchObject({ feed: 'students', landed: 1 });
    await expectOrder(test);
  });

  it('a feed that is named and does not exist is told with those that do', async () => {
    const test = await testWorkspace();
    expect(account(await test.landFile('a.csv', csv(STUDENTS, record), { feed: 'pupils' }))).toEqual({
      outcome: 'rejected',
      reason: 'there is no feed "pupils"',
      hint: expect.stringMatching(/^Feeds are access_grants, .*students/),
    });
    await expectOrder(test);
  });
});
