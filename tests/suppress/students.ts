import { audit, type Recovered } from '../../functions/suppress/audit/audit.ts';
import { type PublishedCell, publishedOf } from '../../functions/suppress/audit/published.ts';
import { openSolver } from '../../functions/suppress/audit/solver.ts';
import type { Cell, Verdict } from '../../functions/suppress/cell.ts';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { suppress } from '../../functions/suppress/suppress.ts';

/** Students who are alike in all that is counted: so many, of whom so many met the rule. */
export interface Alike {
  readonly school?: string;
  readonly area?: string;
  readonly grade?: string;
  /** Subgroups by family. */
  readonly in?: Readonly<Record<string, string>>;
  readonly students: number;
  readonly met: number;
}

export const solver = await openSolver();

/** The cells of students at every level, grade and subgroup. */
export function cellsOf(students: readonly Alike[], shared: Partial<Cell> = {}): Cell[] {
  const cells = new Map<string, Cell>();
  for (const {
    school = 'S1',
    area = 'A1',
    grade = '03',
    in: subgroups = {},
    students: size,
    met,
  } of students) {
    const levels = [
      { level: 'school', organisation: school, area },
      { level: 'performance_area', organisation: area, area },
      { level: 'district', organisation: 'D', area: 'All' },
    ] as const;
    const families = [['All students', 'ALL'], ...Object.entries(subgroups)] as const;
    for (const place of levels) {
      for (const at of [grade, 'ALL']) {
        for (const [family, subgroup] of families) {
          const key = [place.level, place.organisation, at, subgroup].join('|');
          const before = cells.get(key);
          cells.set(key, {
            ...defaults,
            ...shared,
            ...place,
            grade: at,
            subgroup,
            family,
            numerator: (before?.numerator ?? 0) + met,
            denominator: (before?.denominator ?? 0) + size,
          });
        }
      }
    }
  }
  return [...cells.values()];
}

const defaults = {
  measure: 'reading',
  kind: 'rate',
  upward: 'school',
  year: 2025,
  window: 'YEAR',
  source: 'computed',
} as const;

/** What readers get of cells: all that should be hidden, or what the rule alone hides. */
export function published(
  cells: readonly Cell[],
  isComplementary = true,
  parameters = PARAMETERS,
): PublishedCell[] {
  return suppress(cells, { isComplementary, parameters }).map(publishedOf);
}

/** What readers can find out. */
export function found(cells: readonly PublishedCell[], parameters = PARAMETERS): readonly Recovered[] {
  const { recovered, contradictory } = audit(cells, parameters, solver);
  if (contradictory > 0) throw new Error(`${contradictory} secrets are contradictory`);
  return recovered;
}

/** What readers can find out, as short lines. */
export function foundLines(cells: readonly PublishedCell[]): string[] {
  return found(cells).map(
    ({ cell, what, lowest, highest }) =>
      `${what} of ${cell.organisation} ${cell.grade} ${cell.subgroup}: ${lowest} to ${highest}`,
  );
}

/** The one verdict on a cell. */
export function verdictOn(verdicts: readonly Verdict[], wanted: Partial<Cell>): Verdict {
  const matches = verdicts.filter(({ cell }) =>
    Object.entries(wanted).every(([name, value]) => cell[name as keyof Cell] === value),
  );
  const [verdict] = matches;
  if (!verdict || matches.length > 1)
    throw new Error(`${matches.length} cells match ${JSON.stringify(wanted)}`);
  return verdict;
}
