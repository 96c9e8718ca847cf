import { describe, expect, it } from 'vitest';
import { days, published } from './figures.ts';

const sitting = (student: string, school: string, level: string) =>
  `2025,DIBELS8,COMPOSITE,MOY,${student},${school},KG,2025-01-20,RG,${level} Benchmark,`;

const { ask } = await published({
  schools: ['600301,North,elementary,KG,05,,', '600302,South,elementary,KG,05,,'],
  performance_area_assignments: [
    '600301,North,Elementary,2020-07-01,2025-01-31',
    '600301,West,Elementary,2025-02-01,',
    '600302,South,Elementary,2020-07-01,',
  ],
  students: ['2025,10001,F,BLCK,true,false,false', '2025,10002,M,WHTE,false,false,true'],
  enrollments: ['2025,10001,600301,KG,2024-08-26,,,,true', '2025,10002,600302,KG,2024-08-26,,,,true'],
  assessment_results: [sitting('10001', '600301', 'Below'), sitting('10002', '600302', 'At')],
  attendance: [
    ...days('10001', '600301', '2025-03-03', 'PPPPPPPPPA'),
    ...days('10002', '600302', '2025-03-03', 'PPPPPPPPPP'),
  ],
});

const list = (measure: string) =>
  ask(
    `select student_id, organisation_code, performance_area, is_listed from fct_student_indicator
    where measure_code = '${measure}' order by student_id`,
  );

describe('the students behind a figure', () => {
  it('are on its list when they do not meet it, in the area of the day', async () => {
    expect(await list('early_literacy_k2')).toEqual([
      { student_id: '10001', organisation_code: '600301', performance_area: 'North', is_listed: true },
      { student_id: '10002', organisation_code: '600302', performance_area: 'South', is_listed: false },
    ]);
  });

  it('are on its list when it counts them and lower is better', async () => {
    expect(await list('chronic_absence')).toEqual([
      { student_id: '10001', organisation_code: '600301', performance_area: 'West', is_listed: true },
      { student_id: '10002', organisation_code: '600302', performance_area: 'South', is_listed: false },
    ]);
  });

  it('are on no list of a measure without one: it looks at everyone', async () => {
    const [present, absent] = await list('attendance_rate');
    expect([present, absent].map((row) => row?.is_listed)).toEqual([false, false]);
    expect(
      await ask(
        `select list_rule, for_area_groups, version from dim_measure where measure_code = 'attendance_rate'`,
      ),
    ).toEqual([{ list_rule: null, for_area_groups: null, version: null }]);
  });

  it('stand once in the list of students, in the area of today', async () => {
    expect(
      await ask('select student_id, organisation_code, performance_area from dim_student order by 1'),
    ).toEqual([
      { student_id: '10001', organisation_code: '600301', performance_area: 'West' },
      { student_id: '10002', organisation_code: '600302', performance_area: 'South' },
    ]);
  });
});
