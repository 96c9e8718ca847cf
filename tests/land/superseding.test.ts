import { describe, expect, it } from 'vitest';
import { csv, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, studentNumber } from './account.ts';

const students = (from: number, to: number, year = 2025) =>
  Array.from({ length: to - from + 1 }, (_, at) => student(studentNumber(from + at), year));
const idsOf = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ student_id: String(studentNumber(from + at)) }));

describe('the same file again', () => {
  it('gives no second row and no second receipt', async () => {
    const test = await testWorkspace();
    const content = csv(STUDENTS, ...students(1, 3));
    expect((await test.landFile('students.csv', content)).outcome).toBe('landed');
    const files = await test.files();
    expect(await test.landFile('students_copy.csv', content)).toMatchObject({
      outcome: 'landed_before',
      isReplaced: false,
    });
    expect(await test.files()).toEqual(files);
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(1, 3));
    await expectOrder(test);
  });

  it('after a later file replaced it, it says so, and counts again when asked to', async () => {
    const test = await testWorkspace();
    const first = csv(STUDENTS, ...students(1, 2));
    await test.landFile('students_a.csv', first);
    await test.landFile('students_b.csv', csv(STUDENTS, ...students(3, 4)));
    expect(await test.landFile('students_a.csv', first)).toMatchObject({
      outcome: 'landed_before',
      isReplaced: true,
    });
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(3, 4));
    await expectOrder(test);

    expect((await test.landFile('students_a.csv', first, { again: true })).outcome).toBe('landed');
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(1, 2));
    await expectOrder(test);
  });

  it('judged anew it does not come back from behind a file that replaced it', async () => {
    const test = await testWorkspace();
    const ENROLLMENTS =
      'school_year,student_id,school_code,grade,entry_date,exit_date,entry_code,exit_code,is_primary';
    const stay = (year: number, school: string) =>
      `${year},${studentNumber(1)},${school},01,${year - 1}-08-26,,,,true`;
    const SCHOOLS = 'school_code,school_name,school_level,lowest_grade,highest_grade,opened_date,closed_date';
    const school = (code: string) => `${code},Name,high,09,12,,`;
    const both = csv(ENROLLMENTS, stay(2024, '600301'), stay(2025, '600301'), stay(2024, '600999'));
    await test.landFile('schools_1.csv', csv(SCHOOLS, school('600301'), school('600302')));
    await test.landFile('enrollments_both.csv', both);
    await test.landFile('enrollments_2025.csv', csv(ENROLLMENTS, stay(2025, '600302')));
    await test.landFile('schools_2.csv', csv(SCHOOLS, school('600999')));

    const judged = await test.landFile('enrollments_both.csv', both);
    expect(account(judged)).toEqual({ outcome: 'landed', records: 3, landed: 3, quarantined: 0 });
    await test.refresh();
    const engine = await test.workspace.openWarehouse({ readOnly: true });
    const rows = await engine.rows('select school_year, school_code from stg_enrollments order by all');
    await engine.close();
    expect(rows).toEqual([
      { school_year: 2024, school_code: '600301' },
      { school_year: 2024, school_code: '600999' },
      { school_year: 2025, school_code: '600302' },
    ]);
    await expectOrder(test);
  });
});

describe('a file that is suspiciously smaller than what it replaces', () => {
  const full = csv(STUDENTS, ...students(1, 10));
  const half = csv(STUDENTS, ...students(1, 5));

  it('is held back and changes nothing, until someone says yes', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', full);
    expect(account(await test.landFile('students_half.csv', half))).toEqual({
      outcome: 'held',
      reason: 'of school_year 2025 it has 5 rows where it would replace 10',
      hint: 'If it is right, land it again and say that it may be smaller.',
    });
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(1, 10));
    await expectOrder(test);

    const accepted = await test.landFile('students_half.csv', half, { acceptSmaller: true });
    expect(account(accepted)).toEqual({ outcome: 'landed', records: 5, landed: 5, quarantined: 0 });
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(1, 5));
    await expectOrder(test);
  });

  it('is no smaller with four fifths of the rows', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', full);
    expect((await test.landFile('students.csv', csv(STUDENTS, ...students(1, 7)))).outcome).toBe('held');
    expect((await test.landFile('students.csv', csv(STUDENTS, ...students(1, 8)))).outcome).toBe('landed');
    await expectOrder(test);
  });

  it('is held back for one year that was halved, however much another grew', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', csv(STUDENTS, ...students(1, 10, 2024), ...students(1, 2, 2025)));
    const content = csv(STUDENTS, ...students(1, 5, 2024), ...students(1, 100, 2025));
    expect(account(await test.landFile('students.csv', content))).toMatchObject({
      outcome: 'held',
      reason: 'of school_year 2024 it has 5 rows where it would replace 10',
    });
    await expectOrder(test);
  });

  it('may leave out a year: what it does not speak of stays', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', csv(STUDENTS, ...students(1, 10, 2024), ...students(1, 2, 2025)));
    expect((await test.landFile('students.csv', csv(STUDENTS, ...students(3, 5, 2025)))).outcome).toBe(
      'landed',
    );
    await expectOrder(test);
  });

  it('does not empty a feed when none of its records can be landed, even when someone says yes', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', full);
    const bad = full.replaceAll('ASIA', 'none');
    expect(account(await test.landFile('students.csv', bad, { acceptSmaller: true }))).toEqual({
      outcome: 'rejected',
      reason: 'none of its records (10) can be landed',
      hint: 'race is none of AMIN, ASIA, BLCK, HISP, MULT, PACI, WHTE (10 records, the first is 1).',
    });
    expect(await test.rowsOf('students', 'student_id')).toEqual(idsOf(1, 10));
    await expectOrder(test);
  });
});
