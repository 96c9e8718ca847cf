import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../functions/suppress/cell.ts';
import { linksOf } from '../../functions/suppress/links.ts';
import { stacksOf } from '../../functions/suppress/stack.ts';
import { absent, type Cohort, cohorts, credit, graduation, group, ready } from './cohorts.ts';
import { found, foundLines, published } from './students.ts';

const COHORT = [
  group('AMIN', 14, 9, 4, 3),
  group('ASIA', 30, 22, 11, 9),
  group('BLCK', 60, 48, 20, 14),
  group('HISP', 44, 33, 14, 10),
  group('WHTE', 70, 55, 30, 21),
];

/** Cells of each measure, hidden as if there were no other. */
const apart = (...measures: Cell[][]) => measures.flatMap((cells) => published(cells));

const shownShare = (cells: readonly { shows: string }[]) =>
  cells.filter(({ shows }) => shows === 'figure').length / cells.length;

describe('measures of the same students', () => {
  it('are found by what they count', () => {
    const links = linksOf([...graduation(COHORT), ...ready(COHORT), ...credit(COHORT)]);
    expect(links).toEqual(
      expect.arrayContaining([
        { measure: 'ready', other: 'graduation', is: 'who met' },
        { measure: 'credit', other: 'graduation', is: 'who met' },
        { measure: 'ready', other: 'credit', is: 'same group' },
      ]),
    );
    const { stacks } = stacksOf([...graduation(COHORT), ...ready(COHORT), ...credit(COHORT)]);
    const measures = stacks.map(({ grids }) =>
      grids.map(({ cells }) => cells.values().next().value?.[0]?.measure),
    );
    expect(measures).toEqual([['credit', 'graduation', 'ready']]);
    expect(stacks.map(({ groupOf, metIn }) => ({ groupOf, metIn }))).toEqual([
      { groupOf: [0, 1, 0], metIn: [1, undefined] },
    ]);
  });

  it('give each other away when each is hidden by itself', () => {
    const attack = foundLines(apart(graduation(COHORT), ready(COHORT)));
    expect(attack).toContain('size of S1 03 AMIN: 9 to 9');
    const shown = published([...graduation(COHORT), ...ready(COHORT)]);
    expect(foundLines(shown)).toEqual([]);
    expect(shownShare(shown)).toBeGreaterThan(0.3);
  });

  it('are hidden together where their groups are the same', () => {
    const alike = (
      school: string,
      race: string,
      economic: string,
      students: number,
      met: number,
    ): Cohort => ({
      ...group(race, students, met),
      school,
      area: school === 'S3' ? 'A2' : 'A1',
      in: { Race: race, Economic: economic },
    });
    const students = [
      alike('S1', 'AMIN', 'EDS', 13, 3),
      alike('S1', 'AMIN', 'NOT_EDS', 19, 0),
      alike('S1', 'BLCK', 'EDS', 1, 0),
      alike('S1', 'WHTE', 'EDS', 13, 0),
      alike('S2', 'AMIN', 'EDS', 13, 3),
      alike('S3', 'WHTE', 'EDS', 1, 0),
    ];
    expect(foundLines(apart(...absent(students)))).toContain('size of S1 03 ALL: 46 to 46');
    const shown = published(absent(students).flat());
    const hiddenOf = (of: string) =>
      shown
        .filter(({ measure, shows }) => measure === of && shows === 'nothing')
        .map(({ level, organisation, grade, subgroup }) => [level, organisation, grade, subgroup].join(' '));
    expect(hiddenOf('absent')).toContain('school S1 03 BLCK');
    expect(hiddenOf('absent')).toEqual(hiddenOf('at_risk'));
    expect(foundLines(shown)).toEqual([]);
  });

  it('a row that is not there tells that nobody met the rule', () => {
    const cohort = [group('AMIN', 5, 0), group('ASIA', 6, 4, 2, 1), ...COHORT.slice(2)];
    const rows = (of: Cell[]) => of.filter(({ denominator }) => denominator > 0);
    const cells = [...graduation(cohort), ...ready(cohort)];
    expect(foundLines(published(cells))).toEqual([]);
    // So nothing is shown of either, where without the other hardly anything is hidden.
    const without = published([...graduation(cohort), ...rows(ready(cohort))]);
    expect(shownShare(without)).toBe(0);
  });
});

it.each([
  {
    of: 'those who met the rule of another',
    runs: 30,
    measuresOf: (of: readonly Cohort[]) => [graduation(of), ready(of), credit(of)],
  },
  { of: 'all that another counts', runs: 80, measuresOf: absent },
])('the auditor finds nothing hidden in measures of $of', ({ runs, measuresOf }) => {
  let shown = 0;
  fc.assert(
    fc.property(cohorts, (of) => {
      const cells = published(measuresOf(of).flat());
      expect(found(cells)).toEqual([]);
      shown += shownShare(cells);
    }),
    { numRuns: runs },
  );
  // Hiding everything would be no art.
  expect(shown / runs).toBeGreaterThan(0.05);
});
