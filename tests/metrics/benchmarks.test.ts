import { describe, expect, it } from 'vitest';
import { school } from '../fixture-workspace.ts';
import { published } from './figures.ts';

const mvpa = (subject: string, window: string, student: number, grade: string, level: string, day = '15') =>
  `2025,MVPA,${subject},${window},${student},600301,${grade},2025-02-${day},RG,${level},`;
const dibels = (window: string, student: number, level: string) =>
  `2025,DIBELS8,COMPOSITE,${window},${student},600301,KG,2025-01-20,RG,${level} Benchmark,`;

const { ask } = await published({
  schools: [school('600301')],
  assessment_results: [
    mvpa('RD', 'B3', 10001, '03', '4'),
    mvpa('RD', 'B3', 10002, '05', '3'),
    mvpa('RD', 'B3', 10003, '06', '5'),
    // The last sitting of a window counts, for better or worse.
    mvpa('RD', 'B3', 10004, '08', '5', '10'),
    mvpa('RD', 'B3', 10004, '08', '1', '20'),
    mvpa('RD', 'B3', 10005, '07', '2'),
    mvpa('RD', 'B2', 10001, '03', '3'),
    mvpa('RD', 'B2', 10003, '06', '4'),
    // Grade 9 reads no such benchmark.
    mvpa('RD', 'B2', 10006, '09', '5'),
    mvpa('M1', 'B2', 10003, '08', '5'),
    mvpa('M1', 'B2', 10006, '09', '1'),
    mvpa('M1', 'B3', 10003, '08', '4'),
    mvpa('M1', 'B3', 10006, '09', '2'),
    mvpa('M1', 'B3', 10007, '10', '4'),
    dibels('BOY', 10011, 'Above'),
    dibels('MOY', 10011, 'Below'),
    dibels('MOY', 10012, 'At'),
    dibels('EOY', 10011, 'At'),
  ],
});

const figures = async (measure: string) =>
  (
    await ask(
      `select window_code, numerator, denominator from fct_measure
      where measure_code = '${measure}' and organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'ALL'
      order by window_code`,
    )
  ).map((row) => `${row.window_code} ${row.numerator}/${row.denominator}`);

describe('the interim measures as revised', () => {
  it.each([
    ['2.1 is grades 3-5 at levels 4 and 5 of the final benchmark', 'reading_mvpa_3_5', ['B2 0/1', 'B3 1/2']],
    ['2.2 is grades 6-8, each student once by the last sitting', 'reading_mvpa_6_8', ['B2 1/1', 'B3 1/3']],
    ['Math I of middle school is up to grade 8', 'math_1_mvpa_middle', ['B2 1/1', 'B3 1/1']],
    ['Math I of high school is from grade 9 on', 'math_1_mvpa_high', ['B2 0/1', 'B3 1/2']],
  ])('%s', async (_, measure, wanted) => {
    expect(await figures(measure)).toEqual(wanted);
  });
});

describe('the interim measures of 2024', () => {
  it('are early literacy in the middle of the year alone', async () => {
    expect(await figures('early_literacy_k2_midyear')).toEqual(['MOY 1/2']);
  });

  it('are reading of grades 3-8 and Math I together, with the second benchmark as that of the year', async () => {
    expect(await figures('reading_mvpa_3_8')).toEqual(['B2 1/2', 'B3 2/5']);
    expect(await figures('math_1_mvpa')).toEqual(['B2 1/2', 'B3 2/3']);
    expect(
      await ask(
        `select distinct annual_window from dim_measure where measure_code in ('reading_mvpa_3_8', 'math_1_mvpa')`,
      ),
    ).toEqual([{ annual_window: 'B2' }]);
  });
});

it('a target of 2029 says nothing of 2025: there is no target set', async () => {
  expect(
    await ask(
      `select distinct status from fct_measure where measure_code = 'reading_mvpa_3_5' and window_code = 'B3'`,
    ),
  ).toEqual([{ status: 'no_target' }]);
});
