import { describe, expect, it } from 'vitest';
import { csv, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, studentNumber } from './account.ts';

const AREAS = 'school_code,performance_area,area_group,from_date,to_date';
const ENROLLMENTS =
  'school_year,student_id,school_code,grade,entry_date,exit_date,entry_code,exit_code,is_primary';
const enrollment = (place: number, change: (line: string) => string = (line) => line) =>
  change(`2025,${studentNumber(place)},600301,01,2024-08-26,,E1,,true`);

describe('a wrong value is quarantined with its record, field, rule and value', () => {
  it('what a spreadsheet makes of codes and days', async () => {
    const test = await testWorkspace();
    const content = csv(
      AREAS,
      '600301,North,Elementary,2024-07-01,',
      '6.00E+05,North,Elementary,2024-07-01,',
      '60302,North,Elementary,2024-07-01,',
      '600303,North,Elementary,2024-02-30,',
      '600304,North,Elementary,7/1/2024,',
      '600305,North,Elementary,45474,',
      '600306,North,Elementary,2024-7-1,',
    );
    const { receipt } = await test.landFile('performance_area_assignments.csv', content);
    expect(receipt).toMatchObject({ records: 7, landed: 1, quarantined: 6 });
    expect(await test.quarantineOf('performance_area_assignments')).toEqual([
      { record: 2n, field: 'school_code', rule: 'pattern', value: '6.00E+05' },
      { record: 3n, field: 'school_code', rule: 'pattern', value: '60302' },
      { record: 4n, field: 'from_date', rule: 'not_a_date', value: '2024-02-30' },
      { record: 5n, field: 'from_date', rule: 'not_a_date', value: '7/1/2024' },
      { record: 6n, field: 'from_date', rule: 'not_a_date', value: '45474' },
      { record: 7n, field: 'from_date', rule: 'not_a_date', value: '2024-7-1' },
    ]);
    expect(receipt).toMatchObject({
      brokenRules: [
        {
          field: 'from_date',
          records: 4,
          firstRecord: 4,
          hint: 'is no day of the calendar written as 2025-05-31',
        },
        {
          field: 'school_code',
          records: 2,
          firstRecord: 2,
          hint:
            "is not of the form of this field (NC DPI's six-character code of the school: the district's three and " +
            "the school's three); if a spreadsheet made a number of it (6.00E+05, a lost leading zero), format the " +
            'column as text and export again',
        },
      ],
    });
    expect(await test.rowsOf('performance_area_assignments', 'school_code')).toEqual([
      { school_code: '600301' },
    ]);
    await expectOrder(test);

    // Corrected, it replaces what it said before.
    const corrected = csv(AREAS, ...['1', '2', '3'].map((at) => `60030${at},North,Elementary,2024-07-01,`));
    expect(account(await test.landFile('performance_area_assignments.csv', corrected))).toMatchObject({
      landed: 3,
      quarantined: 0,
    });
    expect(await test.rowsOf('performance_area_assignments', 'school_code')).toEqual([
      { school_code: '600301' },
      { school_code: '600302' },
      { school_code: '600303' },
    ]);
    expect(await test.quarantineOf('performance_area_assignments')).toEqual([]);
    await expectOrder(test);
  });

  it('lost zeros, missing values, words that are not in the list, days of another year, days out of order', async () => {
    const test = await testWorkspace();
    const content = csv(
      ENROLLMENTS,
      enrollment(1),
      enrollment(2, (line) => line.replace(',01,', ',1,')),
      enrollment(3, (line) => line.replace('600301', '')),
      enrollment(4, (line) => line.replace('true', 'maybe')),
      enrollment(5, (line) => line.replace('2024-08-26', '2023-08-26')),
      enrollment(6, (line) => line.replace('2024-08-26,', '2024-08-26,2024-08-25')),
      enrollment(7, (line) => line.replace('2025', '24/25')),
      enrollment(8, (line) => line.replace('2025', '1999').replace('true', '')),
    );
    const { receipt } = await test.landFile('enrollments.csv', content);
    expect(receipt).toMatchObject({ records: 8, landed: 1, quarantined: 7 });
    expect(await test.quarantineOf('enrollments')).toEqual([
      { record: 2n, field: 'grade', rule: 'not_one_of', value: '1' },
      { record: 3n, field: 'school_code', rule: 'missing', value: null },
      { record: 4n, field: 'is_primary', rule: 'not_true_or_false', value: 'maybe' },
      { record: 5n, field: 'entry_date', rule: 'within_school_year', value: '2023-08-26' },
      { record: 6n, field: 'exit_date', rule: 'dates_in_order', value: '2024-08-25' },
      { record: 7n, field: 'school_year', rule: 'not_an_integer', value: '24/25' },
      { record: 8n, field: 'is_primary', rule: 'missing', value: null },
      { record: 8n, field: 'school_year', rule: 'too_small', value: '1999' },
    ]);
    expect(await test.rowsOf('enrollments', 'student_id, grade, exit_date')).toEqual([
      { student_id: String(studentNumber(1)), grade: '01', exit_date: null },
    ]);
    await expectOrder(test);

    const corrected = csv(ENROLLMENTS, ...[1, 2, 3, 4, 5, 6, 7, 8].map((place) => enrollment(place)));
    expect(account(await test.landFile('enrollments.csv', corrected))).toMatchObject({ landed: 8 });
    expect(await test.rowsOf('enrollments', 'student_id')).toHaveLength(8);
    await expectOrder(test);
  });

  it('numbers with separators, exponents and units', async () => {
    const test = await testWorkspace();
    const reading = (value: string) => `wig_1,2025-01-${value.length + 10},${value},Data,`;
    const content = csv(
      'item_code,reading_date,reading,reported_by,note',
      ...['-5.25', '"1,200"', '1.2E+03', '12 percent', '999999'].map(reading),
    );
    await test.landFile('plan_readings.csv', content);
    expect(await test.quarantineOf('plan_readings')).toEqual([
      { record: 2n, field: 'reading', rule: 'not_a_number', value: '1,200' },
      { record: 3n, field: 'reading', rule: 'not_a_number', value: '1.2E+03' },
      { record: 4n, field: 'reading', rule: 'not_a_number', value: '12 percent' },
      { record: 5n, field: 'reading', rule: 'too_big', value: '999999' },
    ]);
    expect(await test.rowsOf('plan_readings', 'reading')).toEqual([{ reading: -5.25 }]);
    await expectOrder(test);
  });

  it('the values of students stand in the quarantine alone, not in its account', async () => {
    const test = await testWorkspace();
    const content = csv(
      STUDENTS,
      student(studentNumber(1)),
      student(`${studentNumber(2)}99`),
      student(studentNumber(3)).replace('ASIA', String(studentNumber(4))),
    );
    await test.landFile('students.csv', content);
    expect(await test.quarantineOf('students')).toEqual([
      { record: 2n, field: 'student_id', rule: 'pattern', value: `${studentNumber(2)}99` },
      { record: 3n, field: 'race', rule: 'not_one_of', value: String(studentNumber(4)) },
    ]);
    await expectOrder(test);
  });
});
