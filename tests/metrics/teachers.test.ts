import { describe, expect, it } from 'vitest';
import { published } from './figures.ts';

const person = (id: number, school: string, role: string, left: string, isBeginning: boolean, rating = '') =>
  `2025,${id},${school},${role},2020-08-01,${left},${isBeginning},${rating}`;

const { ask } = await published({
  schools: ['600301,North,middle,06,08,,', '600302,South,middle,06,08,,'],
  performance_area_assignments: [
    '600301,Middle 1,Middle,2024-07-01,2024-12-31',
    '600301,Middle 2,Middle,2025-01-01,',
    '600302,Middle 1,Middle,2024-07-01,',
  ],
  staff: [
    person(50001, '600301', 'teacher', '', false, 'effective'),
    person(50002, '600301', 'teacher', '2025-06-13', true, 'needs_improvement'),
    // After the year and before the next: left all the same.
    person(50003, '600302', 'teacher', '2025-08-01', true),
    person(50004, '600302', 'teacher', '', false, 'highly_effective'),
    person(50005, '600302', 'principal', '2025-06-30', false),
  ],
});

const figures = async (measure: string) =>
  (
    await ask(
      `select organisation_code, numerator, denominator from fct_measure
      where measure_code = '${measure}' and grade = 'ALL' and subgroup_code = 'ALL' order by organisation_code`,
    )
  ).map((row) => `${row.organisation_code} ${row.numerator}/${row.denominator}`);

describe('teachers', () => {
  it('who left are of all teachers, and of no one else', async () => {
    expect(await figures('teacher_turnover')).toEqual([
      '600301 1/2',
      '600302 1/2',
      '600LEA 2/4',
      'Middle 1 1/2',
      // The area that the first school had at the end of the year.
      'Middle 2 1/2',
    ]);
  });

  it('who are effective are of those who have a rating: without one is not ineffective', async () => {
    expect(await figures('teacher_effectiveness')).toEqual([
      '600301 1/2',
      '600302 1/1',
      '600LEA 2/3',
      'Middle 1 1/1',
      'Middle 2 1/2',
    ]);
  });

  it('who begin are of all teachers', async () => {
    expect((await figures('beginning_teachers')).at(2)).toBe('600LEA 2/4');
  });
});

it('staff is no student: no figure of a subgroup', async () => {
  expect(await ask(`select distinct subgroup_code from fct_measure`)).toEqual([{ subgroup_code: 'ALL' }]);
});
