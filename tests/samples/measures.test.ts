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
    measures
      .filter((found) => found.role === 'goal' && found.goal_code?.startsWith('goal_'))
      .map((found) => [found.goal_code, found.measure_code]),
  ).toEqual([
    ['goal_1', 'early_literacy_k2'],
    ['goal_2', 'reading_ccr_3_8'],
    ['goal_3', 'math_1_ccr'],
    ['goal_4', 'post_graduation_readiness'],
  ]);
});

test('each guardrail has measures that say that the board set none of them', () => {
  const serving = (item: string) => measures.filter((found) => found.goal_code === item);
  for (const item of ['guardrail_1', 'guardrail_2', 'guardrail_3', 'guardrail_4']) {
    expect(serving(item).length).toBeGreaterThan(1);
    expect(new Set(serving(item).map((found) => found.role))).toEqual(new Set(['supporting']));
    expect(
      serving(item).filter((found) => !/not known|no board-set|No measure set/.test(found.rule_source ?? '')),
    ).toEqual([]);
  }
});

test('each WIG that stands by itself is fed by one measure', async () => {
  const wigs = (await readSample('plan/plan_items.csv')).filter(
    (item) => item.kind === 'wig' && item.same_as === '',
  );
  const fed = (item: string | undefined) =>
    measures.filter((found) => found.role === 'goal' && found.goal_code === item).length;
  expect(wigs.map((wig) => [wig.item_code, fed(wig.item_code)])).toEqual(
    wigs.map((wig) => [wig.item_code, 1]),
  );
});

test('interim measures of the board stand in two versions', () => {
  const version = (wanted: string) =>
    measures.filter((found) => found.version === wanted).map((found) => found.measure_code);
  expect(version('1')).toEqual(['early_literacy_k2_midyear', 'reading_mvpa_3_8', 'math_1_mvpa']);
  expect(version('2')).toHaveLength(12);
  expect(measures.filter((found) => found.role === 'interim' && found.version === '')).toEqual([]);
});

test('each group of performance areas has measures of its own', () => {
  const own = (group: string) =>
    measures
      .filter((found) => found.for_area_groups?.split(';').includes(group))
      .map((found) => found.measure_code);
  expect(own('Elementary')).toContain('early_literacy_k2');
  expect(own('Middle')).toContain('math_1_ccr_middle');
  expect(own('K-8')).toEqual(expect.arrayContaining(['early_literacy_k2', 'math_1_ccr_middle']));
  expect(own('High')).toEqual(expect.arrayContaining(['math_1_ccr_high', 'graduation_4_year']));
  expect(own('High')).not.toContain('early_literacy_k2');
});

test('a measure lists students by a rule of its own; what looks at everyone lists nobody', () => {
  const rule = (code: string) => measures.find((found) => found.measure_code === code)?.list_rule;
  expect(rule('chronic_absence')).toContain('10 % or more');
  expect(rule('absence_at_risk')).toContain('5 % or more and under 10 %');
  expect(rule('graduation_projected')).toContain('Not on track to graduate');
  expect(rule('attendance_rate')).toBe('');
  expect(measures.filter((found) => found.list_rule && found.of_measure)).toEqual([]);
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
  expect(line('target', 'reading_mvpa_3_5')).toEqual(['2029: 52']);
  expect(line('target', 'reading_mvpa_6_8')).toEqual(['2029: 50']);
  expect(line('target', 'readiness_test_benchmark')).toEqual(['2024: 43']);
  expect(line('target', 'readiness_college_credit')).toEqual(['2024: 40']);
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
    'reading_mvpa_3_5 2023: 33',
    'math_1_ccr 2023: 27',
    'post_graduation_readiness 2023: 72',
  ]);
});

test('there are no others: 20 targets and 8 baselines, all of the district and of every student', () => {
  expect(targets).toHaveLength(20 + 8);
  expect(
    targets.filter((target) => target.organisation_code !== '600LEA' || target.subgroup_code !== 'ALL'),
  ).toEqual([]);
});

test('a published target is a whole percent', () => {
  expect(targets.filter((target) => !/^[0-9]{2}$/.test(target.target ?? ''))).toEqual([]);
});
