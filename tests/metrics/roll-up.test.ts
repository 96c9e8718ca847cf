import { describe, expect, it } from 'vitest';
import { published } from './figures.ts';

const result = (
  student: number,
  school: string,
  grade: string,
  level: string,
  date = '2025-05-20',
  form = 'RG',
) => `2025,EOG,RD,YEAR,${student},${school},${grade},${date},${form},${level},`;

const { ask } = await published({
  schools: [
    '600301,North,elementary,KG,05,,',
    '600302,South,elementary,KG,05,,',
    '600303,East,middle,06,08,,',
  ],
  performance_area_assignments: [
    '600301,Elementary 1,Elementary,2024-07-01,2024-12-31',
    '600301,Elementary 2,Elementary,2025-01-01,',
    '600302,Elementary 1,Elementary,2024-07-01,',
  ],
  students: [
    '2025,10001,F,ASIA,true,false,false',
    // What a student was the year before says nothing of this year.
    '2024,10001,M,BLCK,true,true,true',
    '2025,10002,M,BLCK,true,true,false',
    '2025,10003,F,BLCK,false,false,true',
    '2025,10004,M,WHTE,false,false,false',
  ],
  assessment_results: [
    result(10001, '600301', '03', 'Level 4'),
    result(10002, '600301', '03', 'Level 3'),
    // The alternate form counts as the regular one does.
    result(10003, '600302', '04', 'Level 5', '2025-05-20', 'X1'),
    // The better of two results counts, whichever came first.
    result(10004, '600303', '06', 'Level 4', '2025-05-20'),
    result(10004, '600303', '06', 'Not Proficient', '2025-06-02'),
    // A student whom the feed of students does not know counts among all.
    result(10005, '600303', '06', 'Not Proficient'),
    // Grade 9 is not of this measure.
    result(10006, '600303', '09', 'Level 5'),
  ],
});

const figure = async (where: string) =>
  (
    await ask(
      `select numerator, denominator from fct_measure where measure_code = 'reading_ccr_3_8' and ${where}`,
    )
  ).map(({ numerator, denominator }) => `${numerator}/${denominator}`);

describe('a measure is rolled up by sums', () => {
  it.each([
    ['the district', `organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'ALL'`, '3/5'],
    ['a school', `organisation_code = '600301' and grade = 'ALL' and subgroup_code = 'ALL'`, '1/2'],
    [
      'a grade of the district',
      `organisation_level = 'district' and grade = '06' and subgroup_code = 'ALL'`,
      '1/2',
    ],
    ['a grade of a school', `organisation_code = '600302' and grade = '04' and subgroup_code = 'ALL'`, '1/1'],
    [
      'an area, by the area of the school on the day',
      `organisation_code = 'Elementary 2' and grade = 'ALL' and subgroup_code = 'ALL'`,
      '1/2',
    ],
    [
      'the area that the school had left',
      `organisation_code = 'Elementary 1' and grade = 'ALL' and subgroup_code = 'ALL'`,
      '1/1',
    ],
    ['a race', `organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'BLCK'`, '1/2'],
    ['a sex', `organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'MALE'`, '1/2'],
    [
      'the economically disadvantaged',
      `organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'EDS'`,
      '1/2',
    ],
    [
      'English learners',
      `organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'ELS'`,
      '0/1',
    ],
    [
      'students with disabilities of a school',
      `organisation_code = '600302' and grade = 'ALL' and subgroup_code = 'SWD'`,
      '1/1',
    ],
  ])('for %s', async (_, where, wanted) => {
    expect(await figure(where)).toEqual([wanted]);
  });

  it('a school without an area is in no area, and says so', async () => {
    const rows = await ask(
      `select distinct performance_area, area_group from fct_measure where organisation_code = '600303'`,
    );
    expect(rows).toEqual([{ performance_area: 'Unassigned', area_group: 'Unassigned' }]);
  });

  it('figures of real rows are not called made up', async () => {
    expect(await ask('select distinct source, is_made_up from fct_measure')).toEqual([
      { source: 'computed', is_made_up: false },
    ]);
  });
});
