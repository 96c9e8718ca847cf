import { describe, expect, it } from 'vitest';
import { published } from './figures.ts';

const stay = (student: number, school: string, entry = '2024-08-26', year = 2025, primary = true) =>
  `${year},${student},${school},06,${entry},,,,${primary}`;
const act = (id: string, what: string, school: string, day: string, place = 'school', year = 2025) =>
  `${year},${id},${what},${school},${day},${place}`;
const suspension = (
  id: string,
  student: number,
  school: string,
  kind: string,
  days: string,
  day = '2024-10-01',
) => `2025,${id},${student},${school},${day},${kind},${days}`;

const { ask } = await published({
  schools: ['600301,North,middle,06,08,,', '600302,South,middle,06,08,,'],
  performance_area_assignments: ['600301,Middle 1,Middle,2024-07-01,', '600302,Middle 2,Middle,2024-07-01,'],
  students: [10001, 10002].map((student) => `2025,${student},F,BLCK,true,false,false`),
  enrollments: [
    stay(10001, '600301'),
    stay(10002, '600301'),
    // A transfer counts once, at the second school.
    stay(10003, '600301'),
    stay(10003, '600302', '2025-01-06'),
    stay(10004, '600302'),
    // A second school beside the first is no stay of its own.
    stay(10001, '600302', '2024-09-01', 2025, false),
    stay(10001, '600301', '2023-08-28', 2024),
  ],
  incidents: [
    act('a1', 'possession_of_weapon', '600301', '2024-10-01'),
    // Two acts of one incident are two acts.
    act('a2', 'assault_on_personnel', '600302', '2024-11-01'),
    act('a2', 'possession_of_weapon', '600302', '2024-11-01'),
    act('a3', 'bomb_threat', '600301', '2025-02-03', 'transportation'),
  ],
  suspensions: [
    suspension('s1', 10001, '600301', 'short_term', '3'),
    suspension('s2', 10001, '600301', 'long_term', '11', '2025-01-10'),
    // In school is not out of school.
    suspension('s3', 10002, '600301', 'in_school', '1'),
    suspension('s4', 10003, '600301', 'expulsion', '90', '2024-12-02'),
  ],
});

const figures = async (measure: string, where = `subgroup_code = 'ALL'`) =>
  (
    await ask(
      `select school_year, organisation_code, numerator, denominator from fct_measure
      where measure_code = '${measure}' and grade = 'ALL' and ${where} order by organisation_code`,
    )
  ).map((row) => `${row.school_year} ${row.organisation_code} ${row.numerator}/${row.denominator}`);

describe('reportable acts', () => {
  it('are acts over students, each student once; a year of which no act is known has no figure', async () => {
    expect(await figures('reportable_acts')).toEqual([
      '2025 600301 2/2',
      '2025 600302 2/2',
      '2025 600LEA 4/4',
      '2025 Middle 1 2/2',
      '2025 Middle 2 2/2',
    ]);
  });

  it('are of no subgroup and of no grade: who did it is not known', async () => {
    expect(await figures('reportable_acts', `subgroup_code <> 'ALL'`)).toEqual([]);
    expect(
      await ask(`select 1 from fct_measure where measure_code = 'reportable_acts' and grade <> 'ALL'`),
    ).toEqual([]);
  });
});

describe('suspensions', () => {
  it('are students, each once, out of school; at a school by what happened there', async () => {
    expect(await figures('suspension_rate')).toEqual([
      '2025 600301 2/3',
      '2025 600302 0/2',
      '2025 600LEA 2/4',
      '2025 Middle 1 2/3',
      '2025 Middle 2 0/2',
    ]);
  });

  it('are of subgroups too', async () => {
    expect(
      await figures('suspension_rate', `subgroup_code = 'BLCK' and organisation_level = 'district'`),
    ).toEqual(['2025 600LEA 1/2']);
  });
});
