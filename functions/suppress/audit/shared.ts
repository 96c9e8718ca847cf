import { ALL } from '../cell.ts';
import type { PublishedCell } from './published.ts';

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
    for (const cell of own) if (isShown(cell)) table.says.set(placeOf(cell), cell);
    tableOf.set(measure, table.name);
  }
  return (cell) => `${cell.grade === ALL ? cell.measure : tableOf.get(cell.measure)}|${placeOf(cell)}`;
}

function placeOf({ level, organisation, grade, subgroup }: PublishedCell): string {
  return [level, organisation, grade, subgroup].join('|');
}

function isShown({ shows }: PublishedCell): boolean {
  return shows === 'figure';
}

function agree(own: readonly PublishedCell[], says: ReadonlyMap<string, PublishedCell>): boolean {
  let common = 0;
  for (const cell of own) {
    const other = isShown(cell) ? says.get(placeOf(cell)) : undefined;
    if (!other) continue;
    if (other.numerator !== cell.numerator || other.denominator !== cell.denominator) return false;
    common += 1;
  }
  return common > 0;
}
