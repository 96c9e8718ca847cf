import { expect, it } from 'vitest';
import { school } from '../fixture-workspace.ts';
import { days, published } from './figures.ts';

const stay = (student: number, code: string, grade: string, entry = '2024-08-26') =>
  `2025,${student},${code},${grade},${entry},,,,true`;

const { ask } = await published({
  schools: [school('600301'), school('600302')],
  enrollments: [
    stay(10001, '600301', 'KG'),
    stay(10002, '600301', '01'),
    // A transfer, a prekindergartner, a fifth grader, and one who left after nine days.
    stay(10003, '600301', '02'),
    stay(10003, '600302', '02', '2025-01-06'),
    stay(10004, '600301', 'PK'),
    stay(10005, '600302', '05'),
    stay(10006, '600302', '01'),
  ],
  attendance: [
    ...[10001, 10002, 10003, 10005].flatMap((student) =>
      days(`${student}`, '600301', '2024-09-02', 'PPPPPPPPPP'),
    ),
    ...days('10003', '600302', '2025-01-06', 'PPPPPPPPPP'),
    ...days('10006', '600302', '2024-09-02', 'PPPPPPPPP'),
  ],
  assessment_results: [10001, 10002, 10003].map(
    (student, at) =>
      `2025,DIBELS8,COMPOSITE,EOY,${student},600301,${['KG', '01', '02'][at]},2025-05-20,RG,At Benchmark,`,
  ),
  incidents: ['2025,a1,bomb_threat,600301,2025-02-03,school'],
  suspensions: ['2025,s1,10001,600301,2024-10-01,short_term,3'],
});

const counted = async (measure: string, level: string) => {
  const [row] = await ask(
    `select cast(sum(denominator) as bigint) as counted from fct_measure where measure_code = '${measure}'
      and organisation_level = '${level}' and grade = 'ALL' and subgroup_code = 'ALL'`,
  );
  return Number(row?.counted);
};

// CMS 2024-25: 147,299 members, 145,014 in the sum of schools, 145,900 under the April count (CCD and EDS files of the state).
it.each([
  ['reportable_acts', 6, 6, /primary enrollment in the year, each once at the last school/],
  ['suspension_rate', 6, 7, /primary enrollment in the year/],
  ['chronic_absence', 4, 5, /enrolled at least 10 school days/],
  ['early_literacy_k2', 3, 3, /those assessed, not those enrolled/],
])(
  'students of a district differ by definition, and %s says which is its own: %i, %i in the sum of schools',
  async (measure, inDistrict, inSchools, rule) => {
    expect(await counted(measure, 'district')).toBe(inDistrict);
    expect(await counted(measure, 'school')).toBe(inSchools);
    const [row] = await ask(`select denominator_rule from dim_measure where measure_code = '${measure}'`);
    expect(row?.denominator_rule).toMatch(rule);
  },
);
