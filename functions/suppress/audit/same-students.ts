import { ALL } from '../cell.ts';
import { constant, type Expression, isConstant, plus } from './expression.ts';
import type { PublishedCell } from './published.ts';
import { type Layers, type LayersOf, sizeOf } from './strays.ts';

/** Fewer shown cells than this agree by chance, and any number of those that count nobody. */
const FEWEST = 4;

/** What holds of measures that count the same students, in every table. */
export interface SameStudents {
  /** Sizes less each other, or less who met the rule of the other. */
  readonly nothing: readonly Expression[];
  /** Who met a rule less those of them who met another, or could have, as definitions say. */
  readonly notNegative: readonly Expression[];
}

/** Who counts the same students is learned from what is shown of both; definitions say the rest. */
export function sameStudents(
  cells: readonly PublishedCell[],
  of: LayersOf,
  isCertain: boolean,
): SameStudents {
  const byMeasure = Map.groupBy(
    cells.filter(({ kind }) => kind !== 'count'),
    ({ measure }) => measure,
  );
  const tables = [...byMeasure].map(([measure, own]) => ({
    measure,
    at: new Map(own.map((cell) => [placeOf(cell), cell] as const)),
  }));
  const nothing: Expression[] = [];
  const notNegative: Expression[] = [];
  for (const [index, one] of tables.entries()) {
    for (const [otherIndex, other] of tables.entries()) {
      if (one === other) continue;
      const both = [...one.at].flatMap(([place, cell]) => {
        const found = other.at.get(place);
        return found ? [{ cell, own: of(cell), others: of(found) }] : [];
      });
      // Made of grades of each other, they share cells already.
      if (both.some(({ own, others }) => own === others)) continue;
      const differences = (layerOf: (layers: Layers) => Expression) =>
        both.map(({ cell, own, others }) => {
          const size = sizeOf(own);
          return { cell, isNobody: size.constant === 0, is: plus(size, layerOf(others), -1) };
        });
      const sizes = differences(sizeOf);
      if (agree(sizes, isCertain)) {
        if (index < otherIndex) nothing.push(...sizes.map(({ is }) => is));
        notNegative.push(
          ...both.flatMap(({ cell, own, others }) => allowedBy(cell, other.measure, own, others)),
        );
        continue;
      }
      const met = differences((others) => others.met ?? constant(-1));
      if (agree(met, isCertain)) nothing.push(...met.map(({ is }) => is));
    }
  }
  return { nothing, notNegative };
}

/** How many more may meet the rule of a cell's measure, by what it says of another's. */
function allowedBy(
  { within, apartFrom }: PublishedCell,
  other: string,
  own: Layers,
  others: Layers,
): Expression[] {
  const most = [within === other && others.met, apartFrom === other && others.missed];
  return most.flatMap((of) => (of && own.met ? [plus(of, own.met, -1)] : []));
}

/**
 * Measures that may be of those who met the rule of another, as far as each cell by itself shows: then there can be nobody
 * in a group, and its row is there.
 */
export function measuresOfMet(cells: readonly PublishedCell[]): Set<string> {
  const byMeasure = Map.groupBy(
    cells.filter(({ kind }) => kind === 'rate'),
    ({ measure }) => measure,
  );
  const metAt = [...byMeasure].map(([measure, own]) => ({
    measure,
    met: new Map(own.map((cell) => [placeOf(cell), cell.numerator] as const)),
  }));
  const isOfMet = (measure: string, own: readonly PublishedCell[]) =>
    metAt.some(({ measure: other, met }) => {
      if (other === measure) return false;
      const both = own.flatMap((cell) => {
        const of = met.get(placeOf(cell)) ?? null;
        return of === null || cell.denominator === null ? [] : [{ of, size: cell.denominator }];
      });
      const isSame = both.every(({ of, size }) => of === size);
      return isSame && both.some(({ size }) => size > 0);
    });
  return new Set(
    [...byMeasure].filter(([measure, own]) => isOfMet(measure, own)).map(([measure]) => measure),
  );
}

interface Difference {
  readonly cell: PublishedCell;
  readonly isNobody: boolean;
  readonly is: Expression;
}

/** Certain only when the whole district agrees too. */
function agree(differences: readonly Difference[], isCertain: boolean): boolean {
  const shown = differences.filter(({ is }) => isConstant(is));
  const isWhole = ({ cell }: Difference) =>
    cell.level === 'district' && cell.grade === ALL && cell.subgroup === ALL;
  return (
    shown.filter(({ isNobody }) => !isNobody).length >= FEWEST &&
    shown.every(({ is }) => is.constant === 0) &&
    (!isCertain || shown.some(isWhole))
  );
}

function placeOf({ level, organisation, grade, subgroup }: PublishedCell): string {
  return [level, organisation, grade, subgroup].join('|');
}
