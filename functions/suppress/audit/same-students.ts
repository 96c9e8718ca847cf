import { ALL } from '../cell.ts';
import { constant, type Expression, isConstant, plus } from './expression.ts';
import type { PublishedCell } from './published.ts';
import { type Layers, type LayersOf, sizeOf } from './strays.ts';

/** Fewer shown cells than this agree by chance. */
const FEWEST = 4;

/**
 * What is nothing in every table: the sizes of two measures that count the same students less each other, or those of one
 * that counts who met the rule of another less these. Learned from what is shown of both, as any reader can.
 */
export function sameStudents(
  cells: readonly PublishedCell[],
  of: LayersOf,
  isCertain: boolean,
): Expression[] {
  const byMeasure = Map.groupBy(
    cells.filter(({ kind }) => kind !== 'count'),
    ({ measure }) => measure,
  );
  const tables = [...byMeasure].map(([measure, own]) => ({
    measure,
    at: new Map(own.map((cell) => [placeOf(cell), cell] as const)),
  }));
  return tables.flatMap((one, index) =>
    tables.flatMap((other, otherIndex) => {
      if (one === other) return [];
      const both = [...one.at].flatMap(([place, cell]) => {
        const found = other.at.get(place);
        return found ? [{ cell, own: of(cell), others: of(found) }] : [];
      });
      // Made of grades of each other, they share cells already.
      if (both.some(({ own, others }) => own === others)) return [];
      const differences = (layerOf: (layers: Layers) => Expression) =>
        both.map(({ cell, own, others }) => ({ cell, is: plus(sizeOf(own), layerOf(others), -1) }));
      const sizes = index < otherIndex ? differences(sizeOf) : [];
      const met = differences((others) => others.met ?? constant(-1));
      const agreed = [sizes, met].find((ones) => agree(ones, isCertain)) ?? [];
      return agreed.map(({ is }) => is);
    }),
  );
}

interface Difference {
  readonly cell: PublishedCell;
  readonly is: Expression;
}

/** Certain only when the whole district agrees too. */
function agree(differences: readonly Difference[], isCertain: boolean): boolean {
  const shown = differences.filter(({ is }) => isConstant(is));
  const isWhole = ({ cell }: Difference) =>
    cell.level === 'district' && cell.grade === ALL && cell.subgroup === ALL;
  return (
    shown.length >= FEWEST &&
    shown.every(({ is }) => is.constant === 0) &&
    (!isCertain || shown.some(isWhole))
  );
}

function placeOf({ level, organisation, grade, subgroup }: PublishedCell): string {
  return [level, organisation, grade, subgroup].join('|');
}
