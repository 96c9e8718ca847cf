import { ALL, type Cell, nameOf } from './cell.ts';
import { FIGURE_HIDDEN, HIDDEN, SHOWN } from './state.ts';

/** Of two measures of one source: the group of the one is that of the other, or those of the other who met its rule. */
export interface Link {
  readonly measure: string;
  readonly other: string;
  readonly is: 'same group' | 'who met';
}

/** Fewer cells than this agree by chance. */
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
        if (both.length < FEWEST) return [];
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

/** What is decided of cells so far, by their names: of one cell in each of its sources, and of others by their links. */
export class Decided {
  readonly #hidden = new Map<string, number>();
  readonly #bands = new Set<string>();
  readonly #links: readonly Link[];

  constructor(links: readonly Link[]) {
    this.#links = links;
  }

  /** Remembers what is hidden of a cell, or that a band shows its share. */
  add(cell: Cell, hidden: number, isBand = false): void {
    const name = nameOf(cell);
    this.#hidden.set(name, Math.max(this.#of(cell, cell.measure), hidden));
    if (isBand) this.#bands.add(name);
  }

  /** What is to be hidden of a cell, because it is elsewhere or because another measure would show it. */
  needed(cell: Cell): number {
    const needs = this.#links.map(({ measure, other, is }) => {
      if (measure === cell.measure && is === 'same group')
        return this.#of(cell, other) === HIDDEN ? HIDDEN : SHOWN;
      if (measure === cell.measure) return this.#isFigure(cell, other) ? SHOWN : HIDDEN;
      const isOfThese = other === cell.measure && is === 'who met';
      return isOfThese && this.#of(cell, measure) === HIDDEN ? FIGURE_HIDDEN : SHOWN;
    });
    return Math.max(this.#of(cell, cell.measure), ...needs);
  }

  #of(cell: Cell, measure: string): number {
    return this.#hidden.get(nameOf({ ...cell, measure })) ?? SHOWN;
  }

  #isFigure(cell: Cell, measure: string): boolean {
    return this.#of(cell, measure) === SHOWN && !this.#bands.has(nameOf({ ...cell, measure }));
  }
}
