import type { Cell, Shows, Verdict } from './cell.ts';
import { Decided } from './decided.ts';
import type { Grid } from './grid.ts';
import { type Hidden, hide } from './hide.ts';
import { PARAMETERS, type Parameters } from './parameters.ts';
import { type Stack, stacksOf } from './stack.ts';
import { FIGURE_HIDDEN, HIDDEN, SHOWN } from './state.ts';

export interface Options {
  readonly parameters?: Parameters;
  /** False leaves what the rule alone hides: for showing what complementary suppression is for. */
  readonly isComplementary?: boolean;
}

/** Decides what is shown of each cell, so that nothing hidden can be got back from what is shown. */
export function suppress(cells: readonly Cell[], options: Options = {}): Verdict[] {
  return [...Map.groupBy(cells, ({ year, window }) => `${year} ${window}`).values()].flatMap((slice) =>
    suppressSlice(slice, options),
  );
}

/** The cells of one school year and window; a figure is hidden in each of its sources or in none. */
function suppressSlice(cells: readonly Cell[], options: Options): Verdict[] {
  const isComplementary = options.isComplementary ?? true;
  const parameters = options.parameters ?? PARAMETERS;
  const bySource = Map.groupBy(cells, ({ source }) => source);
  const stacked = [...bySource.values()].map(stacksOf);
  const withheld = stacked.flatMap((one) => one.withheld);
  const decided = new Decided();
  for (const cell of withheld) decided.add(cell, HIDDEN);
  const neededOf = (grid: Grid, place: number) =>
    Math.max(SHOWN, ...(grid.cells.get(place) ?? []).map((cell) => decided.of(cell)));
  const results = new Map<Stack, Hidden>();
  for (let queue = stacked.flatMap(({ stacks }) => stacks); queue.length > 0; ) {
    for (const stack of queue) {
      const result = hide(stack, parameters, neededOf, isComplementary);
      results.set(stack, result);
      for (const [table, grid] of stack.grids.entries())
        for (const [place, shared] of grid.cells)
          for (const cell of shared) decided.add(cell, result.states[table]?.hidden[place] ?? SHOWN);
    }
    // What one source hides after another was done, the other hides too.
    queue = [...results].flatMap(([stack, { states }]) => {
      const isOpen = (grid: Grid, table: number) =>
        [...grid.cells.keys()].some(
          (place) => neededOf(grid, place) > (states[table]?.hidden[place] ?? SHOWN),
        );
      return stack.grids.some(isOpen) ? [stack] : [];
    });
  }
  return [
    ...[...results].flatMap(([{ grids }, result]) =>
      grids.flatMap((grid, table) => verdictsOf(grid, table, result)),
    ),
    ...withheld.map((cell) => withheldVerdict(cell, parameters)),
  ];
}

function withheldVerdict(cell: Cell, { smallestGroup }: Parameters): Verdict {
  const isSmall = (cell.students ?? cell.denominator) < smallestGroup;
  return { cell, shows: 'nothing', band: null, reason: isSmall ? 'primary' : 'complementary' };
}

function verdictsOf(grid: Grid, table: number, { primary, states }: Hidden): Verdict[] {
  const [alone, state] = [primary[table], states[table]];
  return [...grid.cells].flatMap(([place, shared]) =>
    shared.map((cell): Verdict => {
      const hidden = state?.hidden[place] ?? SHOWN;
      const band = hidden === SHOWN ? state?.bands.get(place)?.text : undefined;
      const isPrimary = (alone?.[place] ?? SHOWN) >= hidden;
      return {
        cell,
        shows: showsOf(hidden, band !== undefined, cell),
        band: band ?? null,
        reason: hidden === SHOWN ? null : isPrimary ? 'primary' : 'complementary',
      };
    }),
  );
}

function showsOf(hidden: number, isBand: boolean, { kind, numerator }: Cell): Shows {
  if (hidden === HIDDEN) return 'nothing';
  if (hidden === FIGURE_HIDDEN) return 'size';
  if (isBand) return 'band';
  if (numerator !== null) return 'figure';
  return kind === 'count' ? 'nothing' : 'size';
}
