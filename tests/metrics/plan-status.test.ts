import { describe, expect, it } from 'vitest';
import { published } from './figures.ts';

const { ask } = await published({
  plan_readings: [
    // 18 % to 75 % by the end of June 2025: half-way in time is 46.5 %.
    'wig_oe_4_001_1,2024-10-31,20,Strategy,',
    'wig_oe_4_001_1,2024-12-31,47,Strategy,',
    // 0 % to 95 %: on the last day of 2024 the line is near 48 %.
    'wig_oe_4_002_1,2024-12-31,40,Strategy,',
    // 7 days to 4 days, lower is better.
    'wig_data_analytics_2,2024-12-31,5.4,Data Analytics,',
    // Half as many requests: exactly there.
    'wig_data_analytics_1,2025-06-30,-50,Data Analytics,',
    // A milestone that is not done, before it is due; and one after.
    'wig_oe_5_001_1,2025-07-01,0,Data Strategy,',
    'wig_oe_5_003_1,2025-07-01,0,Data Strategy,',
    'wig_oe_5_002_1,2025-07-01,1,Data Strategy,',
    // No baseline is stated, so there is no line to be on.
    'wig_ae_1_004_1,2025-01-31,90,Data,',
  ],
});

const status = async (item: string) =>
  (await ask(`select status, reading from fct_plan_item where item_code = '${item}'`))[0];

describe('a wildly important goal', () => {
  it.each([
    [
      'is on track on or beyond the line from baseline to target, by its latest reading',
      'wig_oe_4_001_1',
      'on_track',
      47,
    ],
    ['is off track below the line', 'wig_oe_4_002_1', 'off_track', 40],
    ['is on track below the line where lower is better', 'wig_data_analytics_2', 'on_track', 5.4],
    ['is met exactly on target', 'wig_data_analytics_1', 'met', -50],
    ['that is a milestone is on track until it is due', 'wig_oe_5_001_1', 'on_track', 0],
    ['that is a milestone is off track when it was due', 'wig_oe_5_003_1', 'off_track', 0],
    ['that is a milestone is met when it is done', 'wig_oe_5_002_1', 'met', 1],
    ['without a baseline is met or off track', 'wig_ae_1_004_1', 'off_track', 90],
    ['without a reading has no data', 'wig_oe_4_003_1', 'no_data', null],
    [
      'of a department that restates another has the readings of that one',
      'wig_strategy_management_1',
      'on_track',
      47,
    ],
  ])('%s', async (_, item, wanted, reading) => {
    expect(await status(item)).toEqual({ status: wanted, reading });
  });
});

it('every WIG of the plan has a status, its pillar or its department; nothing else has', async () => {
  const counts = await ask(
    `select kind, count(*) as items, count(status) as with_status, count(pillar_code) as in_pillar, count(department_name) as in_department
    from fct_plan_item where kind in ('wig', 'strategy', 'performance_measure') group by kind order by kind`,
  );
  expect(counts).toEqual([
    { kind: 'performance_measure', items: 48n, with_status: 0n, in_pillar: 19n, in_department: 29n },
    { kind: 'strategy', items: 8n, with_status: 0n, in_pillar: 8n, in_department: 0n },
    { kind: 'wig', items: 23n, with_status: 23n, in_pillar: 9n, in_department: 14n },
  ]);
});
