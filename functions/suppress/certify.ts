import { type Change, changesOf } from './changes.ts';
import { ELSEWHERE, type Grid, LEFT_OVER, PUBLISHED, sizeAt } from './grid.ts';
import { type Asked, type Move, moveFinder, reachOf } from './moves.ts';
import type { Parameters } from './parameters.ts';
import { type Stack, spotOf } from './stack.ts';
import { FIGURE_HIDDEN, HIDDEN, neededFor, roomAt, SHOWN, type State } from './state.ts';

/** What must not be found out of a place of a table. */
export interface Target {
  readonly table: number;
  readonly place: number;
  readonly what: 'size' | 'figure';
}

/** The spots that the proof of a target changes, each with what must be hidden of it. */
export type Proof = ReadonlyMap<number, number>;

/**
 * Proves targets safe: by other tables that show the same, in which the target is larger or smaller by what the
 * parameters ask. Hides what such tables need, as cheaply as the next move allows; with `isFree`, nothing more.
 */
export function prover(stack: Stack, states: readonly State[], { narrowest }: Parameters) {
  const { grids } = stack;
  const cheapest = moveFinder(stack, states);
  const changes = changesOf(stack);

  /** @returns undefined when no such tables can be made */
  function prove(target: Target, isFree: boolean): Proof | undefined {
    const { table, place, what } = target;
    const [grid, ways] = [grids[table], changes[table]];
    if (!grid || !ways) return undefined;
    if (what === 'size')
      return proveWidth(target, ways.size, narrowest.size * daysAt(grid, place).size, isFree);
    if (grid.isKnown[place] === 0) return new Map();
    const width = narrowest.figure * daysAt(grid, place).figure;
    const byFigure = proveWidth(target, ways.figure, width, isFree);
    if (byFigure || !grid.isShare || states[table]?.hidden[place] !== HIDDEN) return byFigure;
    // Both how many met the rule and how many did not can also change with the size of the group.
    const met = proveWidth(target, ways.met, width, isFree);
    const missed = met && proveWidth(target, ways.missed, width, isFree);
    return missed && merged(met, missed);
  }

  function proveWidth(
    target: Target,
    changes: readonly Change[],
    width: number,
    isFree: boolean,
  ): Proof | undefined {
    const proof = new Map<number, number>();
    const walk = (sign: 1 | -1, far: number, free: boolean) =>
      walked(target, changes, sign, far, free, proof);
    const up = walk(1, width, true);
    const down = up >= width ? 0 : walk(-1, width - up, true);
    if (up + down >= width) return proof;
    if (isFree) return undefined;
    const costOf = (sign: 1 | -1) => firstCost(target, changes, sign, width - up - down);
    const first = costOf(1) <= costOf(-1) ? 1 : -1;
    proof.clear();
    const there = walk(first, width, false);
    const back = there >= width ? 0 : walk(first === 1 ? -1 : 1, width - there, false);
    return there + back >= width ? proof : undefined;
  }

  /** Walks from the true table to others, and forgets the last of them. @returns how far the place has changed */
  function walked(
    target: Target,
    changes: readonly Change[],
    sign: 1 | -1,
    width: number,
    isFree: boolean,
    proof: Map<number, number>,
  ): number {
    const touched = new Map<State, Set<number>>();
    let far = 0;
    while (far < width) {
      const next = nextMove(target, changes, { sign, width: width - far, isFree });
      if (!next) break;
      hide(next.move);
      const steps = Math.min(width - far, reachOf(stack, states, next.move));
      if (steps < 1) break;
      apply(next.move, steps, touched, proof);
      far += steps;
    }
    for (const [state, places] of touched) {
      for (const index of places) {
        state.met[index] = 0;
        state.missed[index] = 0;
      }
    }
    return far;
  }

  function firstCost(target: Target, changes: readonly Change[], sign: 1 | -1, width: number): number {
    const next = nextMove(target, changes, { sign, width, isFree: false });
    return next ? (next.move.cost * width) / next.amount : Number.POSITIVE_INFINITY;
  }

  /** The move that costs least for what it brings. */
  function nextMove(
    { table, place }: Target,
    changes: readonly Change[],
    { sign, width, isFree }: Pick<Asked, 'sign' | 'isFree'> & { width: number },
  ): { move: Move; amount: number } | undefined {
    let best: { move: Move; amount: number } | undefined;
    for (const amount of width > 1 && !isFree ? [1, width] : [1]) {
      for (const change of changes) {
        const move = cheapest({ table, place, change, sign, amount, isFree });
        if (move && (!best || move.cost / amount < best.move.cost / best.amount)) best = { move, amount };
        if (best?.move.cost === 0) return best;
      }
    }
    return best;
  }

  function hide({ change, places, signs }: Move): void {
    for (const { table, what } of change) {
      const [grid, state] = [grids[table], states[table]];
      if (!grid || !state) continue;
      const needed = neededFor(what);
      for (const [at, place] of places.entries()) {
        if (grid.is[place] === ELSEWHERE || (state.hidden[place] ?? SHOWN) >= needed) continue;
        const isInBand =
          what === 'figure' &&
          state.bands.has(place) &&
          roomAt(grid, state, place, what, signs[at] ?? 0, SHOWN) >= 1;
        if (!isInBand) state.hidden[place] = needed;
      }
    }
  }

  function apply(
    { change, places, signs }: Move,
    steps: number,
    touched: Map<State, Set<number>>,
    proof: Map<number, number>,
  ): void {
    for (const { table, what } of change) {
      const [grid, state] = [grids[table], states[table]];
      if (!grid || !state) continue;
      const own = touched.get(state) ?? new Set();
      touched.set(state, own);
      for (const [at, place] of places.entries()) {
        if (grid.is[place] === ELSEWHERE) continue;
        const by = (signs[at] ?? 0) * steps;
        if (what !== 'missed') state.met[place] = (state.met[place] ?? 0) + by;
        if (what === 'missed') state.missed[place] = (state.missed[place] ?? 0) + by;
        if (what === 'figure' && grid.isShare) state.missed[place] = (state.missed[place] ?? 0) - by;
        own.add(place);
        const isBand = what === 'figure' && state.hidden[place] === SHOWN;
        const spot = spotOf(stack, table, place);
        proof.set(spot, Math.max(proof.get(spot) ?? SHOWN, isBand ? SHOWN : neededFor(what)));
      }
    }
  }

  return { prove };
}

/** What there is to protect of a place, as it is hidden now. */
export function targetsAt(
  grid: Grid,
  state: State,
  { table, place }: Pick<Target, 'table' | 'place'>,
  { smallestGroup }: Parameters,
): Target[] {
  const hidden = state.hidden[place] ?? SHOWN;
  const size: Target = { table, place, what: 'size' };
  const figure: Target = { table, place, what: 'figure' };
  if (grid.is[place] === PUBLISHED) {
    if (hidden === HIDDEN) return [size, figure];
    return hidden === FIGURE_HIDDEN || state.bands.has(place) ? [figure] : [];
  }
  const left = grid.is[place] === LEFT_OVER ? (grid.students[place] ?? 0) : 0;
  return left > 0 && left < smallestGroup ? [size, figure] : [];
}

/** Where days of students are counted: how many a student of the group has, and how many of the rarer kind. */
function daysAt(grid: Grid, place: number): { size: number; figure: number } {
  const { isShare, met, missed, students } = grid;
  const each = (days: number) => Math.max(1, Math.ceil(days / Math.max(1, students[place] ?? 0)));
  const rarer = isShare ? Math.min(met[place] ?? 0, missed[place] ?? 0) : 0;
  return { size: each(sizeAt(grid, place)), figure: each(rarer) };
}

function merged(one: Proof, other: Proof): Proof {
  const both = new Map(one);
  for (const [place, needed] of other) both.set(place, Math.max(both.get(place) ?? SHOWN, needed));
  return both;
}
