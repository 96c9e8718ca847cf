import { readFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { school } from '../fixture-workspace.ts';
import { days, published } from './figures.ts';

/** Everything is real, but for one feed. */
const ROWS = {
  schools: [school('600301')],
  performance_area_assignments: ['600301,Elementary 1,Elementary,2024-07-01,'],
  students: ['2025,10001,F,BLCK,true,false,false'],
  enrollments: ['2025,10001,600301,03,2024-08-26,,,,true'],
  assessment_results: ['2025,EOG,RD,YEAR,10001,600301,03,2025-05-20,RG,Level 4,'],
  attendance: days('10001', '600301', '2024-09-02', 'PPPPPPPPPP'),
  plan_readings: ['wig_oe_4_001_1,2024-12-31,47,Strategy,'],
};

/** Which figures are called made up when one feed is, as `measure level subgroup`. */
async function madeUpFigures(feed: string): Promise<unknown[]> {
  const { ask } = await published(ROWS, [feed], onTestFinished);
  const rows = await ask(
    `select measure_code || ' ' || organisation_level
        || case when subgroup_code = 'ALL' then '' else ' by subgroup' end as figure,
      count(distinct subgroup_code) as subgroups
    from fct_measure where is_made_up group by 1 order by 1`,
  );
  // Sex, race, economic situation, English learner, disability: one subgroup each.
  expect(
    rows.every(({ figure, subgroups }) => subgroups === (`${figure}`.endsWith('subgroup') ? 5n : 1n)),
  ).toBe(true);
  return rows.map(({ figure }) => figure);
}

it.each([
  [
    'results',
    'assessment_results',
    [
      'reading_ccr_3_8 district',
      'reading_ccr_3_8 district by subgroup',
      'reading_ccr_3_8 performance_area',
      'reading_ccr_3_8 performance_area by subgroup',
      'reading_ccr_3_8 school',
      'reading_ccr_3_8 school by subgroup',
    ],
  ],
  [
    'subgroups',
    'students',
    [
      'absence_at_risk district by subgroup',
      'absence_at_risk performance_area by subgroup',
      'absence_at_risk school by subgroup',
      'attendance_rate district by subgroup',
      'attendance_rate performance_area by subgroup',
      'attendance_rate school by subgroup',
      'chronic_absence district by subgroup',
      'chronic_absence performance_area by subgroup',
      'chronic_absence school by subgroup',
      'reading_ccr_3_8 district by subgroup',
      'reading_ccr_3_8 performance_area by subgroup',
      'reading_ccr_3_8 school by subgroup',
    ],
  ],
  [
    'areas',
    'performance_area_assignments',
    [
      'absence_at_risk performance_area',
      'absence_at_risk performance_area by subgroup',
      'attendance_rate performance_area',
      'attendance_rate performance_area by subgroup',
      'chronic_absence performance_area',
      'chronic_absence performance_area by subgroup',
      'reading_ccr_3_8 performance_area',
      'reading_ccr_3_8 performance_area by subgroup',
    ],
  ],
  [
    'grades',
    'enrollments',
    [
      'absence_at_risk district',
      'absence_at_risk district by subgroup',
      'absence_at_risk performance_area',
      'absence_at_risk performance_area by subgroup',
      'absence_at_risk school',
      'absence_at_risk school by subgroup',
      'attendance_rate district',
      'attendance_rate district by subgroup',
      'attendance_rate performance_area',
      'attendance_rate performance_area by subgroup',
      'attendance_rate school',
      'attendance_rate school by subgroup',
      'chronic_absence district',
      'chronic_absence district by subgroup',
      'chronic_absence performance_area',
      'chronic_absence performance_area by subgroup',
      'chronic_absence school',
      'chronic_absence school by subgroup',
    ],
  ],
])(
  'with made-up %s, every figure of rows that depend on them is made up, and no other',
  async (_, feed, figures) => {
    expect(await madeUpFigures(feed)).toEqual(figures);
  },
);

it('a plan item that is made up stays so when its reading is real', async () => {
  const { test, ask } = await published({ plan_readings: ROWS.plan_readings }, [], onTestFinished);
  const isMadeUp = () =>
    ask(`select is_made_up, status from fct_plan_item where item_code = 'wig_oe_4_001_1'`);
  expect(await isMadeUp()).toEqual([{ is_made_up: false, status: 'on_track' }]);
  await test.landFile('plan_items.csv', await readFile('samples/plan/plan_items.csv'), { isMadeUp: true });
  await test.refresh();
  expect(await isMadeUp()).toEqual([{ is_made_up: true, status: 'on_track' }]);
});
