import { expect, it } from 'vitest';
import { days, published } from './figures.ts';

const enrolled = (student: number, school: string, grade: string, entry = '2024-09-01') =>
  `2025,${student},${school},${grade},${entry},,,,true`;

const { ask } = await published({
  schools: [
    '600301,North,elementary,KG,05,,',
    '600302,South,elementary,KG,05,,',
    '600303,West,elementary,KG,05,,',
  ],
  performance_area_assignments: [
    '600301,Elementary 1,Elementary,2024-07-01,',
    '600302,Elementary 2,Elementary,2024-07-01,',
    // Moves to another area in the middle of what is recorded.
    '600303,Elementary 1,Elementary,2024-07-01,2024-09-12',
    '600303,Elementary 2,Elementary,2024-09-13,',
  ],
  enrollments: [
    enrolled(10001, '600301', '01'),
    enrolled(10004, '600301', '01'),
    enrolled(10004, '600302', '02', '2024-09-20'),
    enrolled(10005, '600303', '03'),
    // A second school beside the first says nothing of the grade.
    '2025,10005,600301,05,2024-10-01,,,,false',
  ],
  attendance: [
    // Exactly one day in ten.
    ...days('10001', '600301', '2024-09-02', 'PPPPPPPPPA'),
    // One day in eleven; to be late is to be there.
    ...days('10002', '600301', '2024-09-02', 'PPTPPPPPPPA'),
    // Nine days enrolled, all missed: not counted at all.
    ...days('10003', '600301', '2024-09-02', 'AAAAAAAAA'),
    // A transfer: 0 of 10 days at the first school, 3 of 10 at the second, 3 of 20 in the district.
    ...days('10004', '600301', '2024-09-02', 'PPPPPPPPPP'),
    ...days('10004', '600302', '2024-09-20', 'AAATPPPPPP'),
    // The school changes its area after 11 days: 0 of 11, then 2 of 10.
    ...days('10005', '600303', '2024-09-02', 'PPPPPPPPPPPAAPPPPPPPP'),
  ],
});

const figures = async (where: string) =>
  (
    await ask(
      `select organisation_code, numerator, denominator from fct_measure
      where measure_code = 'chronic_absence' and subgroup_code = 'ALL' and ${where} order by organisation_code, grade`,
    )
  ).map((row) => `${row.organisation_code} ${row.numerator}/${row.denominator}`);

it('in the district a student counts once, by all days at all schools; exactly 10 % is chronically absent', async () => {
  // 10001 and 10004 are, 10002 and 10005 (2 of 21) are not, 10003 was enrolled for nine days only.
  expect(await figures(`organisation_level = 'district' and grade = 'ALL'`)).toEqual(['600LEA 2/4']);
});

it('at a school a student counts by the days at that school', async () => {
  expect(await figures(`organisation_level = 'school' and grade = 'ALL'`)).toEqual([
    '600301 1/3',
    '600302 1/1',
    '600303 0/1',
  ]);
});

it('in an area a student counts by the days at its schools while they were in it', async () => {
  expect(await figures(`organisation_level = 'performance_area' and grade = 'ALL'`)).toEqual([
    'Elementary 1 1/4',
    'Elementary 2 2/2',
  ]);
});

it('the grade is that of the latest enrollment; without one a student counts among all grades', async () => {
  const rows = await ask(
    `select grade, numerator, denominator from fct_measure
    where measure_code = 'chronic_absence' and organisation_level = 'district' and grade <> 'ALL' and subgroup_code = 'ALL'
    order by grade`,
  );
  expect(rows).toEqual([
    { grade: '01', numerator: 1n, denominator: 1n },
    { grade: '02', numerator: 1n, denominator: 1n },
    { grade: '03', numerator: 0n, denominator: 1n },
  ]);
});

it('without a target there is no status but that', async () => {
  expect(
    await ask(`select distinct status, target_milli from fct_measure where measure_code = 'chronic_absence'`),
  ).toEqual([{ status: 'no_target', target_milli: null }]);
});
