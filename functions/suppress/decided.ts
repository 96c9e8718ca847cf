import { type Cell, nameOf } from './cell.ts';
import { SHOWN } from './state.ts';

/** What is hidden of cells so far, by their names: of a cell the same in each of its sources. */
export class Decided {
  readonly #hidden = new Map<string, number>();

  add(cell: Cell, hidden: number): void {
    this.#hidden.set(nameOf(cell), Math.max(this.of(cell), hidden));
  }

  of(cell: Cell): number {
    return this.#hidden.get(nameOf(cell)) ?? SHOWN;
  }
}
