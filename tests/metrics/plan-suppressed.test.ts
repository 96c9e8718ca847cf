import { describe, expect, it } from 'vitest';
import { openTables, scorecardOf } from '../../local/commands/show.ts';
import { wigsOf } from '../../local/scorecard/plan.ts';
import { isSuppressed } from '../../local/scorecard/scorecard.ts';
import { school } from '../fixture-workspace.ts';
import { published } from './figures.ts';

/** A test, the day on which it was taken, and its better and worse level. */
type Sitting = readonly [test: string, day: string, better: string, worse: string];

/** So many students with one result each, the first of them with the better level. */
const results = (sitting: Sitting, grade: string, first: number, students: number, met: number) => {
  const [test, day, better, worse] = sitting;
  return Array.from(
    { length: students },
    (_, at) => `${test},${first + at},600301,${grade},${day},RG,${at < met ? better : worse},`,
  );
};
const dibels = (year: number, window: string, day: string): Sitting => [
  `${year},DIBELS8,COMPOSITE,${window}`,
  day,
  'At Benchmark',
  'Below Benchmark',
];
const SPRING = dibels(2025, 'EOY', '2025-05-20');
const READING: Sitting = ['2025,EOG,RD,YEAR', '2025-05-20', 'Level 4', 'Level 3'];
const MATH_1: Sitting = ['2025,EOC,M1,YEAR', '2025-05-20', 'Level 4', 'Level 3'];

/** A measure of students as the figure of a WIG. */
const measure = (code: string, item: string, window: string) =>
  `${code},Students,${item},goal,1,rate,higher,school,${window},Students assessed,test,,,,,`;

const { test } = await published({
  schools: [school('600301')],
  performance_area_assignments: ['600301,Elementary 1,Elementary,2020-07-01,'],
  // So that figures have subgroups.
  students: Array.from(
    { length: 60 },
    (_, at) => `2025,${40000 + at},${at % 2 === 0 ? 'F' : 'M'},BLCK,false,false,false`,
  ),
  assessment_results: [
    ...results(SPRING, 'KG', 10000, 6, 3),
    // What is shown of the same measure at other times is not of its latest reading.
    ...results(dibels(2024, 'EOY', '2024-05-20'), 'KG', 11000, 30, 12),
    ...results(dibels(2025, 'BOY', '2024-09-10'), 'KG', 12000, 30, 12),
    ...results(SPRING, '01', 20000, 30, 12),
    ...results(READING, '03', 30000, 40, 39),
    ...results(MATH_1, '09', 40000, 60, 24),
  ],
  published_results: ['2025,600LEA,The district,M1,EOC,ALL,ALL,60,60.0,0.0,20.0,20.0,40.0,40.0,,'],
  measures: [
    measure('math_1_ccr', 'wig_ae_1_004_1', 'YEAR'),
    measure('math_1_ccr_high', 'wig_federal_state_and_local_testing_2', 'YEAR'),
    measure('early_literacy_k2', 'wig_school_improvement_and_data_integration_3', 'EOY'),
    measure('early_literacy_kg', 'wig_oe_4_001_1', 'EOY'),
    measure('early_literacy_1', 'wig_oe_4_002_1', 'EOY'),
    measure('reading_ccr_3_8', 'wig_federal_state_and_local_testing_3', 'YEAR'),
  ],
  plan_readings: ['wig_data_analytics_2,2024-12-31,5.4,Data Analytics,'],
  access_grants: [
    'leader,district,600LEA,aggregates,true,2020-07-01,',
    'superintendent,performance_area,Elementary 1,aggregates,true,2020-07-01,',
    'board,district,600LEA,suppressed_aggregates,true,2020-07-01,',
    'office,performance_area,Elementary 1,suppressed_aggregates,false,2020-07-01,',
    'board.and.area,district,600LEA,suppressed_aggregates,true,2020-07-01,',
    'board.and.area,performance_area,Elementary 1,aggregates,false,2020-07-01,',
  ],
});

const READINGS = [
  ['of a group that is shown', 'wig_ae_1_004_1', '40.0 off_track', '40.0 off_track'],
  [
    'of a figure that is reported too',
    'wig_federal_state_and_local_testing_2',
    '40.0 off_track',
    '40.0 off_track',
  ],
  ['of a small group', 'wig_oe_4_001_1', '50.0 off_track', 'null not_shown'],
  ['of the restated same', 'wig_strategy_management_1', '50.0 off_track', 'null not_shown'],
  ['of a share that is a band', 'wig_federal_state_and_local_testing_3', '97.5 on_track', 'null not_shown'],
  ['that a department gives', 'wig_data_analytics_2', '5.4 on_track', '5.4 on_track'],
  ['that is not there', 'wig_oe_4_003_1', 'null no_data', 'null no_data'],
] as const;

/** The reading and the status of each WIG on the scorecard of a reader. */
async function lines(as: string): Promise<Map<string, string>> {
  const { plan } = await scorecardOf(test.workspace.folder, { as });
  return new Map(
    wigsOf(plan).map(({ code, reading, status }) => [code, `${reading?.toFixed(1) ?? null} ${status}`]),
  );
}

/** Each reading of the plan that a reader finds in any table. */
async function readingsFor(as: string): Promise<unknown[]> {
  const tables = await openTables(test.workspace.folder, { as });
  try {
    const rows = await tables.query(
      `select item_code from fct_plan_item where reading is not null or reading_date is not null`,
    );
    return rows.map(({ item_code }) => item_code);
  } finally {
    await tables.close();
  }
}

describe.each(['leader', 'superintendent'])('%s, who sees whole figures of the district', (as) => {
  it.each(READINGS)('sees the reading %s', async (_, item, whole) => {
    expect((await lines(as)).get(item)).toBe(whole);
  });
});

describe.each(['board', 'office', 'board.and.area'])('%s, who does not', (as) => {
  it.each(READINGS)('sees the reading %s as it may leave the house', async (_, item, _whole, shown) => {
    expect((await lines(as)).get(item)).toBe(shown);
  });

  it('is not told both readings that would give the small group away', async () => {
    const told = await lines(as);
    const both = ['wig_oe_4_002_1', 'wig_school_improvement_and_data_integration_3'];
    expect(both.map((item) => told.get(item))).toContain('null not_shown');
  });

  it('reads none in the table of whole readings', async () => {
    expect(await readingsFor(as)).toEqual([]);
  });

  it('is told that something is kept back', async () => {
    expect(isSuppressed(await scorecardOf(test.workspace.folder, { as }))).toBe(true);
  });
});
