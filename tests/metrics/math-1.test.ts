import { describe, expect, it } from 'vitest';
import { school } from '../fixture-workspace.ts';
import { published } from './figures.ts';

const eoc = (
  student: number,
  grade: string,
  level: string,
  date = '2025-05-20',
  where = '600301',
  form = 'RG',
) => `2025,EOC,M1,YEAR,${student},${where},${grade},${date},${form},${level},`;

const { ask } = await published({
  schools: [school('600301'), school('600302')],
  assessment_results: [
    eoc(10001, '07', 'Level 5'),
    eoc(10002, '08', 'Level 4'),
    eoc(10003, '08', 'Level 3'),
    eoc(10004, '09', 'Not Proficient'),
    eoc(10005, '13', 'Level 4', '2025-05-20', '600302', 'X1'),
    // Two results in a year: the higher one counts, at the school and in the grade in which it was made.
    eoc(10006, '08', 'Level 4', '2025-01-15', '600301'),
    eoc(10006, '09', 'Level 3', '2025-05-20', '600302'),
    // Another course of the same kind is none of this.
    '2025,EOC,M3,YEAR,10007,600302,11,2025-05-20,RG,Level 5,',
  ],
});

const figures = async (measure: string, grade: string) =>
  (
    await ask(
      `select organisation_code, grade, numerator, denominator from fct_measure
      where measure_code = '${measure}' and subgroup_code = 'ALL' and ${grade} order by organisation_code, grade`,
    )
  ).map((row) => `${row.organisation_code} ${row.grade} ${row.numerator}/${row.denominator}`);

describe('Math I', () => {
  it('counts a student once, with the higher result of a year, alternate forms too', async () => {
    expect(await figures('math_1_ccr', `grade = 'ALL'`)).toEqual([
      '600301 ALL 3/5',
      '600302 ALL 1/1',
      '600LEA ALL 4/6',
    ]);
  });

  it('is middle school up to grade 8 and high school from grade 9 on, whatever the school is', async () => {
    expect(await figures('math_1_ccr_middle', `organisation_level = 'district'`)).toEqual([
      '600LEA 07 1/1',
      '600LEA 08 2/3',
      '600LEA ALL 3/4',
    ]);
    expect(await figures('math_1_ccr_high', `organisation_level = 'district'`)).toEqual([
      '600LEA 09 0/1',
      '600LEA 13 1/1',
      '600LEA ALL 1/2',
    ]);
  });
});
