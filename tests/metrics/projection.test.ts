import { describe, expect, it, onTestFinished } from 'vitest';
import { published } from './figures.ts';

/** Sittings of as many students as are counted, of whom so many meet the benchmark. */
const window = (year: number, code: string, grade: string, school: string, met: number, of: number) =>
  Array.from(
    { length: of },
    (_, at) =>
      `${year},DIBELS8,COMPOSITE,${code},${grade === '02' ? 2 : 1}${school.slice(-2)}${10000 + at},${school},${grade},${year}-01-20,RG,${at < met ? 'At' : 'Below'} Benchmark,`,
  );

const target = (measure: string, organisation: string, value: number) =>
  `${measure},2025,${organisation},ALL,target,${value},2024-07-01,test`;

const { ask } = await published({
  schools: ['600301,North,elementary,KG,05,,', '600302,South,elementary,KG,05,,'],
  assessment_results: [
    // Kindergarten of 2024-25 as the board saw it: 56 % after a gain of 17.6 points the year before.
    ...window(2024, 'MOY', 'KG', '600301', 282, 500),
    ...window(2024, 'EOY', 'KG', '600301', 370, 500),
    ...window(2025, 'MOY', 'KG', '600301', 280, 500),
    ...window(2024, 'MOY', '01', '600302', 2, 3),
    ...window(2024, 'EOY', '01', '600302', 3, 3),
    ...window(2025, 'MOY', '01', '600302', 1, 3),
    ...window(2025, 'MOY', '02', '600302', 1, 3),
  ],
  targets: [
    target('early_literacy_kg', '600LEA', 77),
    target('early_literacy_kg', '600301', 73.6),
    target('early_literacy_1', '600LEA', 66.667),
    target('early_literacy_1', '600302', 66.666),
    target('early_literacy_2', '600LEA', 10),
  ],
});

const figure = async (measure: string, organisation: string) =>
  (
    await ask(
      `select projection_milli, acceleration_milli, status, students_needed from fct_measure
      where measure_code = '${measure}' and organisation_code = '${organisation}' and school_year = 2025
        and window_code = 'MOY' and grade = 'ALL' and subgroup_code = 'ALL'`,
    )
  )[0];

describe('a figure of a window before the end of the year', () => {
  it("projects to itself and last year's gain: 56 % and 17.6 points are 73.6 % (board report on kindergarten, April 2025)", async () => {
    expect(await figure('early_literacy_kg', '600LEA')).toEqual({
      projection_milli: 73600n,
      acceleration_milli: 3400n,
      status: 'off_track',
      students_needed: 105n,
    });
  });

  it('that projects exactly to the target is on track', async () => {
    expect(await figure('early_literacy_kg', '600301')).toMatchObject({
      projection_milli: 73600n,
      acceleration_milli: 0n,
      status: 'on_track',
    });
  });

  it('is compared unrounded: two thirds are below 66.667 % and not below 66.666 %', async () => {
    expect(await figure('early_literacy_1', '600LEA')).toMatchObject({
      projection_milli: 66667n,
      status: 'off_track',
    });
    expect(await figure('early_literacy_1', '600302')).toMatchObject({ status: 'on_track' });
  });

  it('without the same window of the year before is not judged, however high it is', async () => {
    expect(await figure('early_literacy_2', '600LEA')).toMatchObject({
      projection_milli: null,
      acceleration_milli: null,
      status: 'no_data',
    });
  });
});

it('of as many students as a large district has is as exact', async () => {
  const large = await published({
    schools: ['600301,North,elementary,KG,05,,'],
    assessment_results: [
      ...window(2024, 'MOY', 'KG', '600301', 14_100, 25_000),
      ...window(2024, 'EOY', 'KG', '600301', 18_500, 25_000),
      ...window(2025, 'MOY', 'KG', '600301', 14_000, 25_000),
    ],
    targets: [target('early_literacy_kg', '600LEA', 73.6)],
  });
  expect(
    await large.ask(
      `select projection_milli, status from fct_measure where measure_code = 'early_literacy_kg'
        and organisation_level = 'district' and school_year = 2025 and grade = 'ALL' and subgroup_code = 'ALL'`,
    ),
  ).toEqual([{ projection_milli: 73600n, status: 'on_track' }]);
});

it('where lower is better is on track at its target or below, and lacks what it is above', async () => {
  const measure = (code: string, direction: string) =>
    `${code},${code},goal_1,supporting,1,rate,${direction},school,EOY,who,test,,,,,`;
  const { ask: askLower } = await published(
    {
      schools: ['600301,North,elementary,KG,05,,', '600302,South,elementary,KG,05,,'],
      measures: [
        measure('early_literacy_k2', 'lower'),
        measure('early_literacy_kg', 'lower'),
        measure('early_literacy_k2_midyear', 'lower'),
      ],
      assessment_results: ['600301', '600302'].flatMap((code) => [
        ...window(2024, 'MOY', 'KG', code, 282, 500),
        ...window(2024, 'EOY', 'KG', code, 370, 500),
        ...window(2025, 'MOY', 'KG', code, 280, 500),
      ]),
      targets: [target('early_literacy_kg', '600301', 73.6), target('early_literacy_kg', '600302', 73.5)],
    },
    [],
    onTestFinished,
  );
  expect(
    await askLower(
      `select organisation_code, projection_milli, acceleration_milli, status from fct_measure
      where measure_code = 'early_literacy_kg' and organisation_level = 'school' and school_year = 2025 and grade = 'ALL'
      order by organisation_code`,
    ),
  ).toEqual([
    { organisation_code: '600301', projection_milli: 73600n, acceleration_milli: 0n, status: 'on_track' },
    { organisation_code: '600302', projection_milli: 73600n, acceleration_milli: 100n, status: 'off_track' },
  ]);
});
