import { settled } from './areas.ts';
import { type Cell, nameOf, type Shows, type Verdict } from './cell.ts';
import { type Grid, gridOf } from './grid.ts';
import { type Hidden, hide } from './hide.ts';
import { linkedTables } from './linked.ts';
import { PARAMETERS, type Parameters } from './parameters.ts';
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
  const bySource = [...Map.groupBy(cells, ({ source }) => source).values()];
  const tables = bySource.flatMap(linkedTables).map(settled);
  const withheld = tables.flatMap((table) => table.withheld);
  const grids = tables.map(({ cells: own }) => gridOf(own));
  const isComplementary = options.isComplementary ?? true;
  const parameters = options.parameters ?? PARAMETERS;
  const hidden = new Map(withheld.map((cell) => [nameOf(cell), HIDDEN]));
  const results = new Map<Grid, Hidden>();
  for (let queue = grids; queue.length > 0; ) {
    for (const grid of queue) {
      const asWell = (place: number) =>
        Math.max(SHOWN, ...(grid.cells.get(place) ?? []).map((cell) => hidden.get(nameOf(cell)) ?? SHOWN));
      const result = hide(grid, parameters, asWell, isComplementary);
      results.set(grid, result);
      for (const [place, shared] of grid.cells) {
        for (const cell of shared) {
          const name = nameOf(cell);
          hidden.set(name, Math.max(hidden.get(name) ?? SHOWN, result.state.hidden[place] ?? SHOWN));
        }
      }
    }
    // What one source hides after another was done, the other hides too.
    queue = [...results].flatMap(([grid, { state }]) =>
      [...grid.cells].some(([place, shared]) =>
        shared.some((cell) => (hidden.get(nameOf(cell)) ?? SHOWN) > (state.hidden[place] ?? SHOWN)),
      )
        ? [grid]
        : [],
    );
  }
  return [
    ...[...results].flatMap(([grid, result]) => verdictsOf(grid, result)),
    ...withheld.map((cell) => withheldVerdict(cell, parameters)),
  ];
}

function withheldVerdict(cell: Cell, { smallestGroup }: Parameters): Verdict {
  const isSmall = cell.denominator < smallestGroup;
  return { cell, shows: 'nothing', band: null, reason: isSmall ? 'primary' : 'complementary' };
}

function verdictsOf(grid: Grid, { primary, state }: Hidden): Verdict[] {
  return [...grid.cells].flatMap(([place, shared]) =>
    shared.map((cell): Verdict => {
      const hidden = state.hidden[place] ?? SHOWN;
      const band = hidden === SHOWN ? state.bands.get(place)?.text : undefined;
      const isPrimary = (primary[place] ?? SHOWN) >= hidden;
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
