import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cell } from '../../functions/suppress/cell.ts';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { limitOf } from '../../functions/suppress/relations.ts';
import { stacksOf } from '../../functions/suppress/stack.ts';
import { primary } from '../../functions/suppress/state.ts';
import { absent, type Cohort, cohorts, graduation, group, ofGraduates, ready } from './cohorts.ts';
import { cellsOf, found, foundLines, published } from './students.ts';

/** Those who are ready by one of the indicators. */
const readyByCredit = (cohort: readonly Cohort[]) =>
  ofGraduates('credit', cohort, (of) => Math.min(of.ready, of.credit)).map((cell) => ({
    ...cell,
    within: 'ready',
  }));

const unsaid = <Any extends Cell>(cells: readonly Any[]) =>
  cells.map(({ within: _, apartFrom: __, ...cell }) => cell);

it('readers know that nobody meets two rules that exclude each other', () => {
  // All are absent or at risk of it, so that the one tells the other.
  const students = [
    { in: { Sex: 'FEM' }, students: 20, met: 15 },
    { in: { Sex: 'MALE' }, students: 25, met: 20 },
  ];
  const atRisk = cellsOf(
    students.map((of) => ({ ...of, met: 5 })),
    { measure: 'at_risk', apartFrom: 'absent' },
  );
  const shown = [
    ...published(cellsOf(students, { measure: 'absent' })),
    ...published(atRisk).map((cell) =>
      cell.subgroup === 'ALL' ? cell : { ...cell, shows: 'size' as const, numerator: null },
    ),
  ];
  expect(foundLines(shown)).toContain('met of S1 03 FEM: 5 to 5');
});

it('what figures contradict is no definition', () => {
  const cohort = [group('AMIN', 40, 30, 20), group('BLCK', 50, 30, 10), group('WHTE', 70, 50, 30)];
  const related = (is: Partial<Cell>) =>
    stacksOf([
      ...graduation(cohort),
      ...ready(cohort),
      ...ofGraduates('credit', cohort, (of) => of.ready - 5).map((cell) => ({ ...cell, ...is })),
    ]).stacks.flatMap(({ relations }) => relations.map((relation) => relation.is));
  expect(related({ within: 'ready' })).toEqual(['within']);
  expect(related({ apartFrom: 'ready' })).toEqual([]);
  expect(related({ within: 'graduation' })).toEqual([]);
});

it('as many more are absent, or at risk of it, as are neither', () => {
  const [stack] = stacksOf(absent([group('AMIN', 20, 12, 5), group('BLCK', 50, 10, 10)]).flat()).stacks;
  const [relation] = stack?.relations ?? [];
  if (!stack || !relation) throw new Error('no relation');
  const states = stack.grids.map((grid) => primary(grid, PARAMETERS));
  const [place] = [...(stack.grids[0]?.cells ?? [])].find(([, cells]) => cells[0]?.subgroup === 'AMIN') ?? [];
  const reach = (table: number, sign: number) =>
    limitOf(stack, states, [{ table, what: 'figure' }])?.(place ?? -1, sign);
  for (const table of [relation.table, relation.other]) {
    expect(reach(table, 1)).toBe(20 - 12 - 5);
    expect(reach(table, -1)).toBe(Number.POSITIVE_INFINITY);
  }
});

it('proofs keep to what definitions say', () => {
  const of = (school: string, race: string, economic: string, students: number, met: number): Cohort => ({
    ...group(race, students, met, students - met),
    school,
    area: school === 'S3' ? 'A2' : 'A1',
    in: { Race: race, Economic: economic },
  });
  const cells = absent([
    of('S2', 'BLCK', 'NOT_EDS', 78, 0),
    of('S2', 'BLCK', 'NOT_EDS', 17, 17),
    of('S3', 'WHTE', 'NOT_EDS', 43, 0),
    of('S2', 'AMIN', 'EDS', 76, 0),
    of('S3', 'WHTE', 'EDS', 4, 0),
  ]).flat();
  const defined = new Map(cells.map(({ measure, apartFrom }) => [measure, apartFrom]));
  const unaware = published(unsaid(cells)).map((cell) => ({
    ...cell,
    apartFrom: defined.get(cell.measure) ?? null,
  }));
  expect(foundLines(unaware)).toContain('met of S2 03 ALL: 17 to 17');
  expect(foundLines(published(cells))).toEqual([]);
});

it.each([
  {
    is: 'is within another',
    runs: 30,
    measuresOf: (of: readonly Cohort[]) => [graduation(of), ready(of), readyByCredit(of)],
  },
  { is: 'excludes another', runs: 60, measuresOf: absent },
])('the auditor finds nothing hidden in measures of which one $is', ({ runs, measuresOf }) => {
  fc.assert(
    fc.property(cohorts, (of) => {
      expect(found(published(measuresOf(of).flat()))).toEqual([]);
    }),
    { numRuns: runs },
  );
});
