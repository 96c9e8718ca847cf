import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { school } from '../fixture-workspace.ts';
import { published } from './figures.ts';

/** Results of as many students as were tested, so many of them at a level; ids follow one another. */
const results = (
  first: number,
  test: string,
  grade: string,
  met: number,
  of: number,
  school: string,
  day: string,
) =>
  Array.from(
    { length: of },
    (_, at) => `2025,${test},${first + at},${school},${grade},${day},RG,${at < met ? 'LEVEL' : 'OTHER'},`,
  );
const levels = (rows: readonly string[], met: string, other: string) =>
  rows.map((row) => row.replace(',LEVEL,', `,${met},`).replace(',OTHER,', `,${other},`));

const eog = (first: number, grade: string, met: number, of: number) =>
  levels(results(first, 'EOG,RD,YEAR', grade, met, of, '600425', '2025-05-28'), 'Level 4', 'Level 3');

const { test, ask } = await published({
  schools: ['600425,Grove Park Elementary School,elementary,PK,05,,', school('600302')],
  assessment_results: [
    // Grove Park, NC DPI Disag 2024-25, type ALL: 132, 112 and 136 tested at 13.6, 26.8 and 31.6 percent.
    ...eog(100_000, '03', 18, 132),
    ...eog(200_000, '04', 30, 112),
    ...eog(300_000, '05', 43, 136),
    // Grade 1 in the middle of 2024-25: 6,092 of 10,394 (board report of 13 May 2025).
    ...levels(
      results(1_000_000, 'DIBELS8,COMPOSITE,MOY', '01', 6092, 10_394, '600302', '2025-01-20'),
      'At Benchmark',
      'Below Benchmark',
    ),
  ],
  targets: ['early_literacy_1,2025,600LEA,ALL,target,76,2025-05-13,Board report'],
});

const figure = async (measure: string, organisation: string, grade = 'ALL') =>
  (
    await ask(
      `select numerator, denominator, cast(round(1000e0 * numerator / denominator) as bigint) as tenths
      from fct_measure where measure_code = '${measure}' and organisation_code = '${organisation}' and grade = '${grade}'
        and subgroup_code = 'ALL' and source = 'computed'`,
    )
  )[0];

describe('figures that were published, from the rows of students behind them', () => {
  it('reading at Grove Park is 23.9 % of 380, and 24.0 if rates were averaged (NC DPI Disag 2024-25)', async () => {
    expect(await figure('reading_ccr_3_8', '600425')).toEqual({
      numerator: 91n,
      denominator: 380n,
      tenths: 239n,
    });
    const grades = await Promise.all(
      ['03', '04', '05'].map((grade) => figure('reading_ccr_3_8', '600425', grade)),
    );
    expect(grades.map((row) => row?.tenths)).toEqual([136n, 268n, 316n]);
  });

  it('grade 1 in the middle of the year is 58.6 %: 6,092 of 10,394 (board report of 13 May 2025)', async () => {
    expect(await figure('early_literacy_1', '600LEA')).toEqual({
      numerator: 6092n,
      denominator: 10_394n,
      tenths: 586n,
    });
  });

  it('1,808 more of them are needed for 76 %, rounded up (board report of 13 May 2025)', async () => {
    expect(
      await ask(
        `select students_needed from fct_measure where measure_code = 'early_literacy_1' and organisation_level = 'district'
          and grade = 'ALL' and subgroup_code = 'ALL'`,
      ),
    ).toEqual([{ students_needed: 1808n }]);
  });
});

describe('figures that were published, from the file of the state', () => {
  it('the regular test alone would be 33.5 % of 63,346: only all forms give the 33 % of the district', async () => {
    await test.landFile(
      'Disag_2024-25_district.csv',
      await readFile('samples/published/Disag_2024-25_district.csv'),
    );
    expect(await test.refresh()).toMatchObject({ outcome: 'published' });
    const [regular] = await ask(
      `select cast(sum(num_tested) as bigint) as tested,
        cast(round(1e0 * sum(num_tested * cast(replace(pct_ccr, '.', '') as integer)) / sum(num_tested)) as bigint) as tenths
      from stg_published_results where subject = 'RD' and type = 'RG' and grade between '03' and '08'`,
    );
    expect(regular).toEqual({ tested: 63_346n, tenths: 335n });
    expect(
      await ask(
        `select cast(round(1000e0 * numerator / denominator) as bigint) as tenths from fct_measure
        where measure_code = 'reading_ccr_3_8' and organisation_level = 'district' and source = 'reported' and grade = 'ALL'`,
      ),
    ).toEqual([{ tenths: 332n }]);
  });

  it.each([
    ["'RD', 'MA', 'SC'", 'GS', 'EOG', 149_468n],
    ["'BI', 'E2', 'M1', 'M3'", 'EOC', 'EOC', 42_761n],
  ])('the tests of %s add up exactly to the composite of %s %s: %i', async (parts, grade, whole, tests) => {
    const tested = async (subjects: string) =>
      (
        await ask(
          `select cast(sum(num_tested) as bigint) as tested from stg_published_results
          where subject in (${subjects}) and grade = '${grade}' and type = 'ALL' and subgroup = 'ALL' and school_code = '600LEA'`,
        )
      )[0]?.tested;
    expect(await tested(parts)).toBe(tests);
    expect(await tested(`'${whole}'`)).toBe(tests);
  });

  it('mathematics of the six grades is 40.8 % of 64,079', async () => {
    expect(
      await ask(
        `select cast(sum(num_tested) as bigint) as tested,
          cast(round(1e0 * sum(num_tested * cast(replace(pct_ccr, '.', '') as integer)) / sum(num_tested)) as bigint) as tenths
        from stg_published_results where subject = 'MA' and type = 'ALL' and grade between '03' and '08'
          and school_code = '600LEA'`,
      ),
    ).toEqual([{ tested: 64_079n, tenths: 408n }]);
  });

  it('grade level proficiency of all tests is 55.8 %: 56.7 of the end-of-grade tests, 52.7 of the courses', async () => {
    expect(
      await ask(
        `select cast(sum(num_tested) as bigint) as tested,
          cast(round(1e0 * sum(num_tested * cast(replace(pct_glp, '.', '') as integer)) / sum(num_tested)) as bigint) as tenths
        from stg_published_results where subject in ('EOG', 'EOC') and grade in ('GS', 'EOC') and type = 'ALL'
          and school_code = '600LEA'`,
      ),
    ).toEqual([{ tested: 192_229n, tenths: 558n }]);
  });
});
