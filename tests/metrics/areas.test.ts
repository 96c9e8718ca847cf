import { describe, expect, it } from 'vitest';
import { csv, SCHOOLS, school, testWorkspace } from '../fixture-workspace.ts';
import { days, published } from './figures.ts';

const read = (student: number, schoolCode: string, date: string, level = 'Level 4') =>
  `2025,EOG,RD,YEAR,${student},${schoolCode},03,${date},RG,${level},`;

const { ask } = await published({
  schools: ['600301', '600302', '600303', '600304', '600305', '600306'].map((code) => school(code)),
  performance_area_assignments: [
    // Nobody closed the first when the second began.
    '600301,Elementary 1,Elementary,2024-07-01,',
    '600301,K-8 1,K-8,2025-01-01,',
    // Closed in between: for a while it is in no area.
    '600302,Elementary 1,Elementary,2024-07-01,2024-12-31',
    '600302,K-8 1,K-8,2025-05-01,',
    // Has changed since its only figure.
    '600304,Elementary 1,Elementary,2024-07-01,2024-12-31',
    '600304,K-8 1,K-8,2025-01-01,',
    // Is to join an area after all of its figures, and after the day of the refresh, 1 September 2025.
    '600303,K-8 1,K-8,2026-07-01,',
    // Joins on the day of the refresh.
    '600305,Elementary 1,Elementary,2024-07-01,2025-08-31',
    '600305,K-8 1,K-8,2025-09-01,',
    // Left the day before, and is to come back.
    '600306,Elementary 1,Elementary,2024-07-01,2025-08-31',
    '600306,Elementary 1,Elementary,2025-09-02,',
  ],
  assessment_results: [
    read(10001, '600301', '2024-12-31'),
    read(10002, '600301', '2025-01-01'),
    read(10003, '600302', '2025-02-01'),
    read(10004, '600302', '2025-05-01', 'Level 3'),
    read(10005, '600303', '2025-05-01'),
    read(10006, '600304', '2024-12-20'),
  ],
  attendance: [
    ...days('10001', '600301', '2024-12-22', 'PPPPPPPPPPAAPPPPPPPP'),
    ...days('10005', '600303', '2025-01-02', 'PPPPPPPPPP'),
  ],
});

const figures = async (measure: string, level: string) =>
  (
    await ask(
      `select organisation_code, performance_area, area_group, numerator, denominator from fct_measure
      where measure_code = '${measure}' and organisation_level = '${level}' and grade = 'ALL' and subgroup_code = 'ALL'
      order by organisation_code`,
    )
  ).map(
    (row) =>
      `${row.organisation_code} (${row.performance_area}, ${row.area_group}) ${row.numerator}/${row.denominator}`,
  );

describe('a school whose area changes', () => {
  it('counts once in itself and in the district, also when nobody closed its first assignment', async () => {
    expect(await figures('reading_ccr_3_8', 'school')).toEqual([
      '600301 (K-8 1, K-8) 2/2',
      '600302 (K-8 1, K-8) 1/2',
      '600303 (Unassigned, Unassigned) 1/1',
      '600304 (Elementary 1, Elementary) 1/1',
    ]);
    expect(await figures('reading_ccr_3_8', 'district')).toEqual(['600LEA (All, All) 5/6']);
  });

  it('counts in the area in which it is on the day, the first day included; in none where it has none', async () => {
    expect(await figures('reading_ccr_3_8', 'performance_area')).toEqual([
      'Elementary 1 (Elementary 1, Elementary) 2/2',
      'K-8 1 (K-8 1, K-8) 1/2',
    ]);
  });

  it('has no area of its own where it has none', async () => {
    expect(
      await ask(
        `select distinct organisation_code from met_measure_counts
        where organisation_level = 'performance_area' order by 1`,
      ),
    ).toEqual([{ organisation_code: 'Elementary 1' }, { organisation_code: 'K-8 1' }]);
  });

  it('is listed in the area of the day of the refresh: not in one that it has left or is to join', async () => {
    const listed = await ask(
      `select organisation_code, performance_area, area_group from dim_organisation
      where organisation_level = 'school' order by organisation_code`,
    );
    expect(listed.map((row) => Object.values(row).join(', '))).toEqual([
      '600301, K-8 1, K-8',
      '600302, K-8 1, K-8',
      '600303, Unassigned, Unassigned',
      '600304, K-8 1, K-8',
      '600305, K-8 1, K-8',
      '600306, Unassigned, Unassigned',
    ]);
  });

  it('has each day of attendance once, in the area of the day', async () => {
    // 10 days until the end of December without an absence, 10 from January on with two.
    expect(await figures('chronic_absence', 'performance_area')).toEqual([
      'Elementary 1 (Elementary 1, Elementary) 0/1',
      'K-8 1 (K-8 1, K-8) 1/1',
    ]);
    expect(await figures('chronic_absence', 'district')).toEqual(['600LEA (All, All) 1/2']);
  });
});

describe('assignments that contradict each other are refused, for a school must not count twice', () => {
  const HEADER = 'school_code,performance_area,area_group,from_date,to_date';

  it.each([
    [
      'a school in two areas on one day',
      ['600301,Elementary 1,Elementary,2024-07-01,2025-01-01', '600301,Elementary 2,Elementary,2025-01-01,'],
      'stg_school_areas',
      'school_code = 600301, from_date = 2024-07-01',
    ],
    [
      'an area that bears the name of the district’s rows',
      ['600301,All,Elementary,2024-07-01,'],
      'stg_school_areas',
      'school_code = 600301, from_date = 2024-07-01',
    ],
    [
      'an area in two groups',
      ['600301,Elementary 1,Elementary,2024-07-01,', '600302,Elementary 1,K-8,2024-07-01,'],
      'dim_organisation',
      'organisation_level = performance_area, organisation_code = Elementary 1',
    ],
  ])('%s', async (_, assignments, model, example) => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301'), school('600302')));
    await test.landFile('performance_area_assignments.csv', csv(HEADER, ...assignments));
    expect(await test.refresh()).toMatchObject({
      outcome: 'refused',
      broken: [{ model, severity: 'error', rows: 1, examples: [example] }],
    });
  });
});
