import { readBand } from '../bands.ts';
import { ALL } from '../cell.ts';
import type { PublishedCell } from './published.ts';

/** One figure, of a school and of all above it, agrees by chance. */
const FEWEST = 2;

/**
 * Measures whose cells of the same grades show the same: readers take them for one table, and fill in from each what the
 * other hides. @returns what tells a cell from those that are not the same
 */
export function sharedNames(cells: readonly PublishedCell[]): (cell: PublishedCell) => string {
  const byMeasure = Map.groupBy(
    cells.filter(({ grade }) => grade !== ALL),
    ({ measure }) => measure,
  );
  const tables: { name: string; says: Map<string, PublishedCell> }[] = [];
  const tableOf = new Map<string, string>();
  for (const [measure, own] of [...byMeasure].toSorted(([, one], [, other]) => other.length - one.length)) {
    const table = tables.find(({ says }) => agree(own, says)) ?? { name: measure, says: new Map() };
    if (table.name === measure) tables.push(table);
    for (const cell of own) {
      const before = table.says.get(placeOf(cell));
      if (!before || TELLS.indexOf(cell.shows) > TELLS.indexOf(before.shows))
        table.says.set(placeOf(cell), cell);
    }
    tableOf.set(measure, table.name);
  }
  return (cell) => `${cell.grade === ALL ? cell.measure : tableOf.get(cell.measure)}|${placeOf(cell)}`;
}

function placeOf({ level, organisation, grade, subgroup }: PublishedCell): string {
  return [level, organisation, grade, subgroup].join('|');
}

/** What a cell shows, by how much that tells. */
export const TELLS: readonly PublishedCell['shows'][] = ['nothing', 'size', 'band', 'figure'];

function agree(own: readonly PublishedCell[], says: ReadonlyMap<string, PublishedCell>): boolean {
  const common = new Set<string>();
  for (const cell of own) {
    const other = says.get(placeOf(cell));
    if (!other) continue;
    if (!areAlike(cell, other)) return false;
    // Nobody of nobody is so in any two tables.
    if (cell.numerator !== null && other.numerator !== null && cell.denominator !== 0)
      common.add(`${cell.numerator} of ${cell.denominator}`);
  }
  return common.size >= FEWEST;
}

/** Whether two cells can be the same, as far as they show anything. */
function areAlike(one: PublishedCell, other: PublishedCell): boolean {
  if (one.denominator === null || other.denominator === null) return true;
  if (one.denominator !== other.denominator) return false;
  if (one.band !== null && other.band !== null) return one.band === other.band;
  const numerator = one.numerator ?? other.numerator;
  const text = one.band ?? other.band;
  if (numerator === null) return true;
  if (text === null) return (one.numerator ?? numerator) === (other.numerator ?? numerator);
  const { lowest, highest } = readBand(text, one.denominator);
  return lowest <= numerator && numerator <= highest;
}
