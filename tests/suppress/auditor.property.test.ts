import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { suppress } from '../../functions/suppress/suppress.ts';
import { type Alike, cellsOf, found, published } from './students.ts';

const GRADES_OF = { S1: ['03', '04'], S2: ['03', '04'], S3: ['03'], S4: ['04', '05'] } as const;
const AREA_OF = { S1: 'A1', S2: 'A1', S3: 'A2', S4: 'A2' } as const;

/** Students of one school, grade, race and economic situation; many groups are small, and some share is outermost. */
const alike = fc
  .record({
    school: fc.constantFrom('S1', 'S2', 'S3', 'S4'),
    grade: fc.nat(1),
    race: fc.constantFrom('AMIN', 'BLCK', 'WHTE'),
    economic: fc.constantFrom('EDS', 'NOT_EDS'),
    students: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 80 })),
    share: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ school, grade, race, economic, students, share }) => ({
    school,
    area: AREA_OF[school],
    grade: GRADES_OF[school][grade] ?? GRADES_OF[school][0],
    in: { Race: race, Economic: economic },
    students,
    met: Math.round(share * students),
  }));

const tables = fc.array(alike, { minLength: 4, maxLength: 24 });

/** The same with the pairs of race and economic situation. */
const withPairs = (students: readonly Alike[]): Alike[] =>
  students.map((group) => ({
    ...group,
    in: { ...group.in, 'Race by Economic': `${group.in?.Race}*${group.in?.Economic}` },
  }));

it('the auditor finds nothing hidden in any table, and in most of them when complementary suppression is off', () => {
  let tried = 0;
  let open = 0;
  fc.assert(
    fc.property(tables, fc.boolean(), (students, hasPairs) => {
      const cells = cellsOf(hasPairs ? withPairs(students) : students);
      expect(found(published(cells))).toEqual([]);
      tried += 1;
      if (found(published(cells, false)).length > 0) open += 1;
    }),
    { numRuns: 60 },
  );
  expect(open / tried).toBeGreaterThan(0.5);
});

it('the auditor finds nothing hidden in a measure that is made of a grade of another', () => {
  fc.assert(
    fc.property(tables, (students) => {
      const cells = cellsOf(students, { measure: 'whole' });
      const part = cellsOf(
        students.filter(({ grade }) => grade === '03'),
        { measure: 'part' },
      );
      expect(found(published([...cells, ...part]))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

it('a figure is shown as it is or not at all', () => {
  fc.assert(
    fc.property(tables, (students) => {
      const cells = cellsOf(students);
      const verdicts = suppress(cells);
      expect(verdicts).toHaveLength(cells.length);
      for (const { cell, shows, band } of verdicts) {
        if (cell.denominator < PARAMETERS.smallestGroup) expect(shows).toBe('nothing');
        expect(band === null).toBe(shows !== 'band');
      }
    }),
    { numRuns: 60 },
  );
});

/**
 * Sizes of two schools by three races, with their margins. With complementary suppression off the margins are shown, so
 * that all tables with the same margins can be counted through.
 */
const small = fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 6, maxLength: 6 });

it('the auditor finds what counting through all tables finds', () => {
  fc.assert(
    fc.property(small, (sizes) => {
      const students = sizes.map((students, at) => ({
        school: `S${Math.floor(at / 3)}`,
        in: { Race: ['ASIA', 'BLCK', 'WHTE'][at % 3] ?? '' },
        students,
        met: 0,
      }));
      // A figure that is no share of its group, so that sizes alone are hidden together.
      const cells = cellsOf(students, { kind: 'per_1000' }).filter(({ grade }) => grade === 'ALL');
      const shown = published(cells, false);
      const isHidden = (at: number) => (sizes[at] ?? 0) < PARAMETERS.smallestGroup;
      const margins = shown.filter(({ level, subgroup }) => level !== 'school' || subgroup === 'ALL');
      fc.pre(margins.every(({ shows }) => shows === 'figure'));
      const byCounting = widths(sizes, isHidden)
        .flatMap((width, at) => (isHidden(at) && width < PARAMETERS.narrowest.size ? [at] : []))
        .map((at) => `S${Math.floor(at / 3)} ${['ASIA', 'BLCK', 'WHTE'][at % 3]}`);
      const byAuditor = found(shown)
        .filter(({ what }) => what === 'size')
        .map(({ cell }) => `${cell.organisation} ${cell.subgroup}`);
      expect(byAuditor.sort()).toEqual(byCounting.sort());
    }),
    { numRuns: 150 },
  );
});

/** How far each cell differs among all tables of two by three with the same margins and the same shown cells. */
function widths(sizes: readonly number[], isHidden: (at: number) => boolean): number[] {
  const [lowest, highest] = [[...sizes], [...sizes]];
  for (let first = -14; first <= 14; first += 1) {
    for (let second = -14; second <= 14; second += 1) {
      const by = [first, second, -first - second, -first, -second, first + second];
      const table = sizes.map((size, at) => size + (by[at] ?? 0));
      const isPossible = table.every((size, at) => (isHidden(at) ? size >= 1 : by[at] === 0));
      if (!isPossible) continue;
      for (const [at, size] of table.entries()) {
        lowest[at] = Math.min(lowest[at] ?? 0, size);
        highest[at] = Math.max(highest[at] ?? 0, size);
      }
    }
  }
  return sizes.map((_, at) => (highest[at] ?? 0) - (lowest[at] ?? 0));
}
