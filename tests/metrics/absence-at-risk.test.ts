import { describe, expect, it } from 'vitest';
import { days as daysOf, published } from './figures.ts';

/** Days in a row from 2 September 2024 on, the last of them absent. */
const days = (student: number, school: string, present: number, absent: number, first = '2024-09-02') =>
  daysOf(`${student}`, school, first, 'P'.repeat(present) + 'A'.repeat(absent));

const { ask } = await published({
  schools: ['600301,North,elementary,KG,05,,', '600302,South,elementary,KG,05,,'],
  attendance: [
    ...days(10001, '600301', 19, 1),
    ...days(10002, '600301', 20, 1),
    ...days(10003, '600301', 10, 1),
    ...days(10004, '600301', 18, 2),
    ...days(10005, '600301', 8, 1),
    ...days(10006, '600301', 20, 0),
    // 0 of 10 days at one school and 1 of 10 at the other: 1 of 20 in the district.
    ...days(10007, '600301', 10, 0),
    ...days(10007, '600302', 9, 1, '2024-10-01'),
  ],
});

const listed = async (measure: string) =>
  (
    await ask(`select organisation_code, student_id from fct_student_indicator
where measure_code = '${measure}' and is_listed order by 1, 2`)
  ).map((row) => `${row.organisation_code} ${row.student_id}`);

const figures = async (measure: string) =>
  (
    await ask(`select organisation_code, numerator, denominator from fct_measure
where measure_code = '${measure}' and grade = 'ALL' and subgroup_code = 'ALL' order by organisation_level, organisation_code`)
  ).map((row) => `${row.organisation_code} ${row.numerator}/${row.denominator}`);

describe('on the way to chronic absence', () => {
  it('is from exactly 5 % on, and under 10 %: then it is chronic absence', async () => {
    expect(await listed('absence_at_risk')).toEqual(['600301 10001', '600301 10003']);
    expect(await listed('chronic_absence')).toEqual(['600301 10004', '600302 10007']);
  });

  it('counts, like chronic absence, those with ten days, and each level by its own days', async () => {
    // In the district 10007 is at risk with 1 of 20 days; 10005, with nine days, is in neither figure.
    expect(await figures('absence_at_risk')).toEqual(['600LEA 3/6', '600301 2/6', '600302 0/1']);
    expect(await figures('chronic_absence')).toEqual(['600LEA 1/6', '600301 1/6', '600302 1/1']);
  });
});
