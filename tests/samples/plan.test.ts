import { expect, test } from 'vitest';
import { type Cells, readSample } from './sample.ts';

const items = await readSample('plan/plan_items.csv');
const byCode = new Map(items.map((item) => [item.item_code, item]));

const ofKind = (kind: string): Cells[] => items.filter((item) => item.kind === kind);
const under = (item: Cells): Cells | undefined => byCode.get(item.parent_code);
const ofStrategies = (kind: string): Cells[] =>
  ofKind(kind).filter((item) => under(item)?.kind === 'strategy');
const ofDepartments = (kind: string): Cells[] =>
  ofKind(kind).filter((item) => under(item)?.kind === 'department');

function countUnder(found: Cells[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of found) {
    const label = under(item)?.label ?? '';
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

test('the board set four goals and four guardrails, with the short titles of the plan', () => {
  expect(ofKind('goal').map((item) => [item.item_code, item.label])).toEqual([
    ['goal_1', 'Improved Early Literacy in Grades K-2'],
    ['goal_2', 'Improved Literacy Skills in Grades 3-8'],
    ['goal_3', 'Strengthened Mathematics Performance'],
    ['goal_4', 'Post-Grad Readiness'],
  ]);
  expect(ofKind('guardrail').map((item) => [item.item_code, item.label])).toEqual([
    ['guardrail_1', 'Equity over Equality'],
    ['guardrail_2', 'Safety & Security'],
    ['guardrail_3', 'Attending to the Whole Child'],
    ['guardrail_4', 'High Quality Teachers'],
  ]);
});

test('the plan has four pillars of excellence; two of them have priorities in it', () => {
  expect(ofKind('pillar').map((item) => item.item_code)).toEqual([
    'pillar_academic',
    'pillar_people',
    'pillar_operational',
    'pillar_engagement',
  ]);
  expect(ofKind('priority').map((item) => [item.label, item.parent_code])).toEqual([
    ['Ae1', 'pillar_academic'],
    ['Oe2', 'pillar_operational'],
    ['Oe4', 'pillar_operational'],
    ['Oe5', 'pillar_operational'],
  ]);
});

test('the priorities have eight strategies', () => {
  expect(ofKind('strategy').map((item) => [item.label, item.parent_code])).toEqual([
    ['Ae 1.004', 'priority_ae1'],
    ['Oe 2.004', 'priority_oe2'],
    ['Oe 4.001', 'priority_oe4'],
    ['Oe 4.002', 'priority_oe4'],
    ['Oe 4.003', 'priority_oe4'],
    ['Oe 5.001', 'priority_oe5'],
    ['Oe 5.002', 'priority_oe5'],
    ['Oe 5.003', 'priority_oe5'],
  ]);
});

test('the strategies have nine WIG statements: two under Ae 1.004, one under each other', () => {
  expect(countUnder(ofStrategies('wig'))).toEqual({
    'Ae 1.004': 2,
    'Oe 2.004': 1,
    'Oe 4.001': 1,
    'Oe 4.002': 1,
    'Oe 4.003': 1,
    'Oe 5.001': 1,
    'Oe 5.002': 1,
    'Oe 5.003': 1,
  });
});

test('the strategies have 18 key levers', () => {
  expect(countUnder(ofKind('key_lever'))).toEqual({
    'Ae 1.004': 2,
    'Oe 2.004': 1,
    'Oe 4.001': 3,
    'Oe 4.002': 3,
    'Oe 4.003': 1,
    'Oe 5.001': 3,
    'Oe 5.002': 3,
    'Oe 5.003': 2,
  });
});

test('the strategies have 19 performance measures, those run together in the document split', () => {
  expect(countUnder(ofStrategies('performance_measure'))).toEqual({
    'Ae 1.004': 6,
    'Oe 2.004': 4,
    'Oe 4.001': 3,
    'Oe 4.002': 1,
    'Oe 4.003': 2,
    'Oe 5.001': 1,
    'Oe 5.002': 1,
    'Oe 5.003': 1,
  });
});

test('the strategies name 14 collaborating departments, those run together in the document split', () => {
  expect(countUnder(ofKind('collaborator'))).toEqual({
    'Ae 1.004': 1,
    'Oe 2.004': 1,
    'Oe 4.001': 1,
    'Oe 4.002': 1,
    'Oe 4.003': 3,
    'Oe 5.001': 3,
    'Oe 5.002': 3,
    'Oe 5.003': 1,
  });
});

test('the index of department plans has six departments with 14 WIGs', () => {
  expect(countUnder(ofDepartments('wig'))).toEqual({
    'Data Analytics': 2,
    'Student Information Systems': 1,
    'Data Strategy': 3,
    'Federal, State, and Local Testing': 3,
    'School Improvement and Data Integration': 3,
    'Strategy Management': 2,
  });
  expect(ofKind('department')).toHaveLength(6);
});

test('the departments have 29 performance measures', () => {
  expect(countUnder(ofDepartments('performance_measure'))).toEqual({
    'Data Analytics': 4,
    'Student Information Systems': 3,
    'Data Strategy': 2,
    'Federal, State, and Local Testing': 8,
    'School Improvement and Data Integration': 8,
    'Strategy Management': 4,
  });
});

test('there is nothing else: 133 items', () => {
  // 4 goals, 4 guardrails, 4 pillars, 4 priorities, 8 strategies, 6 departments, 23 WIGs, 18 levers, 48 measures, 14 collaborators.
  expect(items).toHaveLength(4 + 4 + 4 + 4 + 8 + 6 + (9 + 14) + 18 + (19 + 29) + 14);
});

test('every parent exists, and each kind stands under the kind that the plan puts it under', () => {
  const allowed: Record<string, (string | undefined)[]> = {
    goal: [undefined],
    guardrail: [undefined],
    pillar: [undefined],
    department: [undefined],
    priority: ['pillar'],
    strategy: ['priority'],
    wig: ['strategy', 'department'],
    key_lever: ['strategy'],
    performance_measure: ['strategy', 'department'],
    collaborator: ['strategy'],
  };
  const lost = items.filter((item) => item.parent_code !== '' && under(item) === undefined);
  const misplaced = items.filter((item) => !allowed[item.kind ?? '']?.includes(under(item)?.kind));
  expect([...lost, ...misplaced]).toEqual([]);
});

test('each item has its own place among its kind under its parent, counted from 1', () => {
  const places = new Map<string, number[]>();
  for (const item of items) {
    const group = `${item.kind} under ${item.parent_code}`;
    places.set(group, [...(places.get(group) ?? []), Number(item.sort_order)]);
  }
  const uneven = [...places].filter(([, found]) => found.some((place, index) => place !== index + 1));
  expect(uneven).toEqual([]);
});

test('no statement has blanks or markup left over from the document', () => {
  expect(items.filter((item) => /^\s|\s$|\s\s|[<>*•●\n]/.test(item.statement ?? ''))).toEqual([]);
});
