import { ALL, type Cell, nameOf } from './cell.ts';

/** Of two measures of one source: the group of the one is that of the other, or those of the other who met its rule. */
export interface Link {
  readonly measure: string;
  readonly other: string;
  readonly is: 'same group' | 'who met';
}

/** Fewer cells than this agree by chance, and any number of those that count nobody. */
const FEWEST = 4;

/** Which measures count the very same students, so that readers learn from each what the other hides. */
export function linksOf(cells: readonly Cell[]): Link[] {
  const measures = [...Map.groupBy(cells.filter(isOfGroup), ({ measure }) => measure)].map(
    ([measure, own]) => ({ measure, own, at: new Map(own.map((cell) => [placeOf(cell), cell])) }),
  );
  return measures.flatMap(({ measure, own }) =>
    measures
      .filter((other) => other.measure !== measure)
      .flatMap(({ measure: other, at }): Link[] => {
        const both = own.flatMap((cell) => {
          const found = at.get(placeOf(cell));
          return found ? [{ cell, found }] : [];
        });
        if (both.filter(({ cell }) => cell.denominator > 0).length < FEWEST) return [];
        if (both.every(({ cell, found }) => cell.denominator === found.denominator))
          return [{ measure, other, is: 'same group' }];
        const isOfMet = both.every(({ cell, found }) => cell.denominator === found.numerator);
        return isOfMet ? [{ measure, other, is: 'who met' }] : [];
      }),
  );
}

function isOfGroup({ kind }: Cell): boolean {
  return kind !== 'count';
}

function placeOf(cell: Cell): string {
  return nameOf({ ...cell, measure: ALL });
}
