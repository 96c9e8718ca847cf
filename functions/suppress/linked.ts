import { ALL, type Cell } from './cell.ts';

/**
 * Cells in tables that share cells. Measures are linked when all that they say of the same grades is the same: one is
 * then made of grades of the other.
 */
export function linkedTables(cells: readonly Cell[]): Cell[][] {
  const byMeasure = Map.groupBy(cells, ({ measure }) => measure);
  const widestFirst = [...byMeasure.values()].toSorted(
    (one, other) => grades(other) - grades(one) || order(one, other),
  );
  const tables: { cells: Cell[]; said: Map<string, string> }[] = [];
  for (const own of widestFirst) {
    const says = ofGrades(own);
    const table = tables.find(({ said }) => areLinked(says, said));
    if (!table) tables.push({ cells: own, said: says });
    else {
      table.cells = [...table.cells, ...own];
      for (const [place, value] of says) table.said.set(place, value);
    }
  }
  return tables.map((table) => table.cells);
}

function ofGrades(cells: readonly Cell[]): Map<string, string> {
  return new Map(
    cells
      .filter(({ grade }) => grade !== ALL)
      .map(({ kind, level, organisation, grade, subgroup, numerator, denominator }) => [
        [level, organisation, grade, subgroup].join('|'),
        [kind, numerator, denominator].join('|'),
      ]),
  );
}

function areLinked(says: ReadonlyMap<string, string>, said: ReadonlyMap<string, string>): boolean {
  let common = 0;
  for (const [place, value] of says) {
    const other = said.get(place);
    if (other === undefined) continue;
    if (other !== value) return false;
    common += 1;
  }
  return common > 0;
}

function grades(cells: readonly Cell[]): number {
  return new Set(cells.map(({ grade }) => grade)).size;
}

function order([one]: readonly Cell[], [other]: readonly Cell[]): number {
  return (one?.measure ?? '') < (other?.measure ?? '') ? -1 : 1;
}
