import { describe, expect, it, onTestFinished } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
import { days, indicatorOf, modelsWith, published } from './figures.ts';

/** A district whose K-2 figures are given for each year: met of assessed, against a target. */
const YEARS = [
  { year: 2021, met: 3, of: 4, target: '75' },
  { year: 2022, met: 2, of: 3, target: '67' },
  { year: 2023, met: 2, of: 3, target: '65.1' },
  { year: 2024, met: 1, of: 4, target: undefined },
  // 36.96 %, which is shown as 37.0 %.
  { year: 2018, met: 462, of: 1250, target: '37' },
];

const sitting = (
  year: number,
  student: number,
  level: string,
  date = `${year}-05-20`,
  window = 'EOY',
  grade = 'KG',
) => `${year},DIBELS8,COMPOSITE,${window},${student},600301,${grade},${date},RG,${level},`;

const { ask } = await published({
  schools: ['600301,North,elementary,KG,05,,'],
  students: ['2021,10001,F,BLCK,true,false,false'],
  assessment_results: [
    ...YEARS.flatMap(({ year, met, of }) =>
      Array.from({ length: of }, (_, at) =>
        sitting(year, 10001 + at, at < met ? 'At Benchmark' : 'Below Benchmark'),
      ),
    ),
    // The last of two sittings in a window counts, for better or worse.
    sitting(2020, 10001, 'Above Benchmark', '2020-05-01'),
    sitting(2020, 10001, 'Below Benchmark', '2020-05-20'),
    sitting(2020, 10002, 'Above Benchmark'),
    // A part of the test is not its composite.
    sitting(2020, 10002, 'Below Benchmark', '2020-05-21').replace('COMPOSITE', 'WR'),
    sitting(2021, 10001, 'Above Benchmark', '2020-09-20', 'BOY'),
  ],
  attendance: [
    ...days('10001', '600301', '2024-09-02', 'PPPPPPPPPA'),
    ...days('10002', '600301', '2024-09-02', 'PPPPPPPPPP'),
  ],
  targets: [
    ...YEARS.filter(({ target }) => target).map(
      ({ year, target }) => `early_literacy_k2,${year},600LEA,ALL,target,${target},2019-07-01,test`,
    ),
    'early_literacy_k2,2021,600LEA,BLCK,target,60,2019-07-01,test',
    // Replaced by a later version of the same target.
    'early_literacy_k2,2021,600LEA,ALL,target,99,2018-07-01,test',
    'chronic_absence,2025,600LEA,ALL,target,50,2024-07-01,test',
    'chronic_absence,2025,600301,ALL,target,49.999,2024-07-01,test',
  ],
});

const district = async (measure: string, year: number, window = 'EOY'): Promise<Row | undefined> =>
  (
    await ask(
      `select numerator, denominator, target_milli, status, students_needed from fct_measure
      where measure_code = '${measure}' and school_year = ${year} and window_code = '${window}'
        and organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'ALL'`,
    )
  )[0];

describe('a figure against its target', () => {
  it('exactly on target is met, by the latest version of the target', async () => {
    expect(await district('early_literacy_k2', 2021)).toMatchObject({
      target_milli: 75000n,
      status: 'met',
      students_needed: 0n,
    });
  });

  it('is compared unrounded: 36.96 % is not 37 %, though it is shown so', async () => {
    expect(await district('early_literacy_k2', 2018)).toMatchObject({
      numerator: 462n,
      denominator: 1250n,
      status: 'off_track',
      students_needed: 1n,
    });
  });

  it('is compared unrounded: 66.7 % shown is not 67 %', async () => {
    expect(await district('early_literacy_k2', 2022)).toMatchObject({
      status: 'off_track',
      students_needed: 1n,
    });
  });

  it('may have a target with a decimal', async () => {
    expect(await district('early_literacy_k2', 2023)).toMatchObject({ target_milli: 65100n, status: 'met' });
  });

  it('without a target is neither met nor missed', async () => {
    expect(await district('early_literacy_k2', 2024)).toMatchObject({
      target_milli: null,
      status: 'no_target',
      students_needed: null,
    });
  });

  it('of an earlier window, without a year before to project from, is not judged', async () => {
    expect(await district('early_literacy_k2', 2021, 'BOY')).toMatchObject({
      target_milli: 75000n,
      status: 'no_data',
    });
  });

  it('of one grade has no target, and of a subgroup has its own or none', async () => {
    const rows = await ask(
      `select grade, subgroup_code, target_milli from fct_measure
      where measure_code = 'early_literacy_k2' and school_year = 2021 and window_code = 'EOY'
        and organisation_level = 'district' and subgroup_code in ('ALL', 'BLCK', 'EDS') order by grade, subgroup_code`,
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['ALL', 'ALL', 75000n],
      ['ALL', 'BLCK', 60000n],
      ['ALL', 'EDS', null],
      ['KG', 'ALL', null],
      ['KG', 'BLCK', null],
      ['KG', 'EDS', null],
    ]);
  });

  it('exactly on target is met where lower is better, too', async () => {
    expect(await district('chronic_absence', 2025, 'YEAR')).toMatchObject({
      numerator: 1n,
      denominator: 2n,
      status: 'met',
    });
  });

  it('of a school is held against the target of that school', async () => {
    const rows = await ask(
      `select organisation_level, target_milli, status, students_needed from fct_measure
      where measure_code = 'chronic_absence' and grade = 'ALL' and subgroup_code = 'ALL' order by organisation_level`,
    );
    expect(rows).toEqual([
      { organisation_level: 'district', target_milli: 50000n, status: 'met', students_needed: 0n },
      // One fewer: 49.999 % of two students is none.
      { organisation_level: 'school', target_milli: 49999n, status: 'off_track', students_needed: 1n },
    ]);
  });

  it('counts the last sitting of a window, and those who were assessed', async () => {
    expect(await district('early_literacy_k2', 2020)).toMatchObject({ numerator: 1n, denominator: 2n });
  });

  it('of one grade is the interim measure of that grade, too', async () => {
    expect(await district('early_literacy_kg', 2021)).toMatchObject({ numerator: 3n, denominator: 4n });
    expect(await district('early_literacy_1', 2021)).toBeUndefined();
  });
});

it('a school year is named as people write it', async () => {
  expect(await ask('select * from dim_school_year where school_year in (2018, 2025) order by 1')).toEqual([
    { school_year: 2018, school_year_name: '2017-18' },
    { school_year: 2025, school_year_name: '2024-25' },
  ]);
});

it('students still needed: 1,808 for 6,092 of 10,394 at 76 % (board report on grade 1, May 2025)', async () => {
  const assessed = Array.from({ length: 10_394 }, (_, at) =>
    sitting(2019, 20001 + at, at < 6092 ? 'At Benchmark' : 'Below Benchmark', '2019-05-20', 'EOY', '01'),
  );
  const rowsOfGrade1 = {
    schools: ['600301,North,elementary,KG,05,,'],
    assessment_results: assessed,
    targets: ['early_literacy_1,2019,600LEA,ALL,target,76,2018-07-01,test'],
  };
  const { ask: askGrade1 } = await published(rowsOfGrade1, [], onTestFinished);
  const rows = await askGrade1(
    `select numerator, denominator, students_needed, status from fct_measure
    where measure_code = 'early_literacy_1' and organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'ALL'`,
  );
  expect(rows).toEqual([
    { numerator: 6092n, denominator: 10394n, students_needed: 1808n, status: 'off_track' },
  ]);
});

it('a target is for one year, level and subgroup, in the version adopted last, whichever came first in the file', async () => {
  const goal = (organisation: string, subgroup: string, percent: number, adopted: string, year = 2025) =>
    `share,${year},${organisation},${subgroup},target,${percent},${adopted},test`;
  const { ask: askShare } = await published(
    {
      schools: ['600301,North,elementary,KG,05,,'],
      performance_area_assignments: ['600301,North,Elementary,2020-07-01,'],
      measures: ['share,share,goal_1,supporting,1,rate,higher,school,YEAR,who,test,,,,,'],
      targets: [
        goal('600LEA', 'ALL', 62, '2025-01-15'),
        goal('600LEA', 'ALL', 61, '2024-07-01'),
        goal('600LEA', 'ALL', 50, '2024-07-01', 2024),
        goal('North', 'ALL', 63, '2024-07-01'),
        goal('600301', 'ALL', 64, '2024-07-01'),
      ],
    },
    [],
    onTestFinished,
    await modelsWith(
      'ind_shares',
      indicatorOf(
        `'share', 2024, 'every_level', '600301', 1, 2`,
        `'share', 2025, 'every_level', '600301', 5, 8`,
      ),
    ),
  );
  const rows = await askShare(
    `select school_year, organisation_level, target_milli, status from fct_measure where grade = 'ALL' order by 1, 2`,
  );
  expect(rows.map((row) => Object.values(row))).toEqual([
    [2024, 'district', 50000n, 'met'],
    [2024, 'performance_area', null, 'no_target'],
    [2024, 'school', null, 'no_target'],
    [2025, 'district', 62000n, 'met'],
    [2025, 'performance_area', 63000n, 'off_track'],
    [2025, 'school', 64000n, 'off_track'],
  ]);
});
