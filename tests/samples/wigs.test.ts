import { expect, test } from 'vitest';
import { type Cells, readSample } from './sample.ts';

const wigs = (await readSample('plan/plan_items.csv')).filter((item) => item.kind === 'wig');
const byCode = new Map(wigs.map((wig) => [wig.item_code, wig]));

const facts = (wig: Cells) =>
  `${wig.item_code}: ${wig.baseline || '?'} to ${wig.target} ${wig.unit}, ${wig.direction}, due ${wig.due_date || '?'}`;

test('the WIGs of the strategies say what the plan states and leave the rest open', () => {
  expect(wigs.filter((wig) => wig.parent_code?.startsWith('strategy_')).map(facts)).toEqual([
    'wig_ae_1_004_1: ? to 100 percent, higher, due 2025-05-31',
    'wig_ae_1_004_2: 0 to 1 points_gained, higher, due 2025-07-31',
    'wig_oe_2_004_1: ? to 100 percent, higher, due 2025-07-31',
    'wig_oe_4_001_1: 18 to 75 percent, higher, due 2025-06-30',
    'wig_oe_4_002_1: 0 to 95 percent, higher, due 2025-06-30',
    'wig_oe_4_003_1: 0 to 1 milestone, higher, due ?',
    'wig_oe_5_001_1: 0 to 1 milestone, higher, due 2025-07-31',
    'wig_oe_5_002_1: 0 to 1 milestone, higher, due 2025-07-31',
    'wig_oe_5_003_1: 0 to 1 milestone, higher, due 2025-06-30',
  ]);
});

test('the WIGs of the departments say what the index states and leave the rest open', () => {
  expect(wigs.filter((wig) => wig.parent_code?.startsWith('department_')).map(facts)).toEqual([
    'wig_data_analytics_1: 0 to -50 percent_change, lower, due 2025-06-30',
    'wig_data_analytics_2: 7 to 4 days, lower, due 2025-06-30',
    'wig_student_information_systems_1: ? to 100 percent, higher, due 2025-04-30',
    'wig_data_strategy_1: 0 to 1 milestone, higher, due 2025-07-31',
    'wig_data_strategy_2: 0 to 1 milestone, higher, due 2025-07-31',
    'wig_data_strategy_3: 0 to 1 milestone, higher, due 2025-06-30',
    'wig_federal_state_and_local_testing_1: 7.7 to 9.7 points, higher, due 2025-07-31',
    'wig_federal_state_and_local_testing_2: ? to 100 percent, higher, due 2025-07-31',
    'wig_federal_state_and_local_testing_3: 0 to 100 percent, higher, due 2025-06-30',
    'wig_school_improvement_and_data_integration_1: ? to 100 percent, higher, due 2025-05-31',
    'wig_school_improvement_and_data_integration_2: 0 to 1 points_gained, higher, due 2025-07-31',
    'wig_school_improvement_and_data_integration_3: ? to 100 percent, higher, due 2025-06-30',
    'wig_strategy_management_1: 18 to 75 percent, higher, due 2025-06-30',
    'wig_strategy_management_2: 0 to 95 percent, higher, due 2025-06-30',
  ]);
});

test('only the WIG that names July 2024 has a first day', () => {
  expect(wigs.filter((wig) => wig.start_date !== '').map((wig) => [wig.item_code, wig.start_date])).toEqual([
    ['wig_ae_1_004_2', '2024-07-01'],
    ['wig_school_improvement_and_data_integration_2', '2024-07-01'],
  ]);
});

test('eight WIGs of departments restate one of a strategy', () => {
  expect(wigs.filter((wig) => wig.same_as !== '').map((wig) => [wig.item_code, wig.same_as])).toEqual([
    ['wig_student_information_systems_1', 'wig_oe_2_004_1'],
    ['wig_data_strategy_1', 'wig_oe_5_001_1'],
    ['wig_data_strategy_2', 'wig_oe_5_002_1'],
    ['wig_data_strategy_3', 'wig_oe_5_003_1'],
    ['wig_school_improvement_and_data_integration_1', 'wig_ae_1_004_1'],
    ['wig_school_improvement_and_data_integration_2', 'wig_ae_1_004_2'],
    ['wig_strategy_management_1', 'wig_oe_4_001_1'],
    ['wig_strategy_management_2', 'wig_oe_4_002_1'],
  ]);
});

test('a WIG that restates another is read on the same scale, so that one reading serves both', () => {
  const scale = (wig: Cells | undefined) => [wig?.unit, wig?.direction, wig?.baseline, wig?.target];
  for (const wig of wigs.filter((found) => found.same_as !== '')) {
    expect(scale(wig)).toEqual(scale(byCode.get(wig.same_as)));
  }
});

test('the words of a WIG are those of the plan, quotation marks and all', () => {
  expect(byCode.get('wig_oe_5_001_1')?.statement).toBe(
    'Create a "control tower" for district leaders centered on the 2024-29 Goals and Guardrails in Power BI by July 2025.',
  );
  // The plan says it twice, and not in the same words.
  expect(byCode.get('wig_oe_4_002_1')?.statement).toContain('from 0% to 95% by June 2025.');
  expect(byCode.get('wig_strategy_management_2')?.statement).toContain('from 0 to 95% by June 2025.');
});

test('readings are given for WIGs that stand by themselves, and two have none', async () => {
  const read = new Set((await readSample('made-up/plan_readings.csv')).map((reading) => reading.item_code));
  const restated = wigs.filter((wig) => wig.same_as !== '' && read.has(wig.item_code));
  const silent = wigs.filter((wig) => wig.same_as === '' && !read.has(wig.item_code));
  expect(restated).toEqual([]);
  expect(silent.map((wig) => wig.item_code)).toEqual([
    'wig_oe_4_003_1',
    'wig_federal_state_and_local_testing_3',
  ]);
});

test('every reading falls within the year of the plan', async () => {
  const dates = (await readSample('made-up/plan_readings.csv')).map((reading) => reading.reading_date ?? '');
  expect(dates.filter((date) => date < '2024-07-01' || date > '2025-07-31')).toEqual([]);
});
