import { expect, test } from 'vitest';
import { readSample } from './sample.ts';

const measures = await readSample('measures/measures.csv');
const targets = await readSample('measures/targets.csv');

const line = (kind: string, measure: string) =>
  targets
    .filter((target) => target.kind === kind && target.measure_code === measure)
    .map((target) => `${target.school_year}: ${target.target}`);

test('each goal has one measure that is the figure of the goal itself', () => {
  expect(
    measures.filter((found) => found.role === 'goal').map((found) => [found.goal_code, found.measure_code]),
  ).toEqual([
    ['goal_1', 'early_literacy_k2'],
    ['goal_2', 'reading_ccr_3_8'],
    ['goal_3', 'math_1_ccr'],
    ['goal_4', 'post_graduation_readiness'],
  ]);
});

test('chronic absence is lower the better, counts by itself at each level, and is no figure that the board set', () => {
  const found = measures.find((measure) => measure.measure_code === 'chronic_absence');
  expect(found).toMatchObject({
    goal_code: 'guardrail_3',
    role: 'supporting',
    direction: 'lower',
    counts_upward: 'each_level',
    annual_window: 'YEAR',
  });
});

test('the targets are the published ones; a year without a published target has none', () => {
  expect(line('target', 'early_literacy_k2')).toEqual(['2025: 75', '2029: 91']);
  expect(line('target', 'early_literacy_kg')).toEqual(['2024: 77', '2029: 97']);
  expect(line('target', 'early_literacy_1')).toEqual(['2025: 76', '2029: 92']);
  expect(line('target', 'early_literacy_2')).toEqual(['2029: 86']);
  expect(line('target', 'reading_ccr_3_8')).toEqual(['2025: 37', '2029: 50']);
  expect(line('target', 'math_1_ccr')).toEqual(['2025: 37', '2026: 42', '2029: 57']);
  expect(line('target', 'math_1_ccr_high')).toEqual(['2025: 19']);
  expect(line('target', 'math_1_ccr_middle')).toEqual(['2025: 75']);
  expect(line('target', 'post_graduation_readiness')).toEqual(['2024: 74', '2029: 85']);
  expect(line('target', 'chronic_absence')).toEqual([]);
});

test('the baselines are those of 2022-23', () => {
  expect(
    targets
      .filter((target) => target.kind === 'baseline')
      .map((target) => `${target.measure_code} ${target.school_year}: ${target.target}`),
  ).toEqual([
    'early_literacy_k2 2023: 67',
    'early_literacy_kg 2023: 73',
    'early_literacy_1 2023: 68',
    'early_literacy_2 2023: 62',
    'reading_ccr_3_8 2023: 31',
    'math_1_ccr 2023: 27',
    'post_graduation_readiness 2023: 72',
  ]);
});

test('there are no others: 16 targets and 7 baselines, all of the district and of every student', () => {
  expect(targets).toHaveLength(16 + 7);
  expect(
    targets.filter((target) => target.organisation_code !== '600LEA' || target.subgroup_code !== 'ALL'),
  ).toEqual([]);
});

test('a published target is a whole percent', () => {
  expect(targets.filter((target) => !/^[0-9]{2}$/.test(target.target ?? ''))).toEqual([]);
});
