import { ELSEWHERE, type Grid, LEFT_OVER, sizeAt } from './grid.ts';
import { type Asked, type Move, moveFinder, reachOf } from './moves.ts';
import type { Parameters } from './parameters.ts';
import { type Change, FIGURE_HIDDEN, HIDDEN, neededFor, SHOWN, type State } from './state.ts';

/** What must not be found out of a place. */
export interface Target {
  readonly place: number;
  readonly what: 'size' | 'figure';
}

/** The places that the proof of a target changes, each with what must be hidden of it. */
export type Proof = ReadonlyMap<number, number>;

/**
 * Proves targets safe: by other tables that show the same, in which the target is larger or smaller by what the
 * parameters ask. Hides what such a table needs, as cheaply as the next move allows; with `isFree`, nothing more.
 */
export function prover(grid: Grid, state: State, { narrowest }: Parameters) {
  const cheapest = moveFinder(grid, state);

  /** @returns undefined when no such tables can be made */
  function prove({ place, what }: Target, isFree: boolean): Proof | undefined {
    if (what === 'size') return proveWidth(place, ['missed', ...SHARED], narrowest.size, isFree);
    if (grid.isKnown[place] === 0) return new Map();
    const byFigure = proveWidth(place, ['figure'], narrowest.figure, isFree);
    if (byFigure || !grid.isShare || state.hidden[place] !== HIDDEN) return byFigure;
    // Both how many met the rule and how many did not can also change with the size of the group.
    const met = proveWidth(place, ['met'], narrowest.figure, isFree);
    const missed = met && proveWidth(place, ['missed'], narrowest.figure, isFree);
    return missed && merged(met, missed);
  }

  const SHARED: readonly Change[] = grid.isShare ? ['met'] : [];

  function proveWidth(
    place: number,
    changes: readonly Change[],
    width: number,
    isFree: boolean,
  ): Proof | undefined {
    const proof = new Map<number, number>();
    const walk = (sign: 1 | -1, far: number, free: boolean) => walked(place, changes, sign, far, free, proof);
    const up = walk(1, width, true);
    const down = up >= width ? 0 : walk(-1, width - up, true);
    if (up + down >= width) return proof;
    if (isFree) return undefined;
    const costOf = (sign: 1 | -1) => firstCost(place, changes, sign, width - up - down);
    const first = costOf(1) <= costOf(-1) ? 1 : -1;
    proof.clear();
    const there = walk(first, width, false);
    const back = there >= width ? 0 : walk(first === 1 ? -1 : 1, width - there, false);
    return there + back >= width ? proof : undefined;
  }

  /** Walks from the true table to others, and forgets the last of them. @returns how far the place has changed */
  function walked(
    place: number,
    changes: readonly Change[],
    sign: 1 | -1,
    width: number,
    isFree: boolean,
    proof: Map<number, number>,
  ): number {
    const touched = new Set<number>();
    let far = 0;
    while (far < width) {
      const next = nextMove({ place, changes, sign, width: width - far, isFree });
      if (!next) break;
      hide(next.move, next.change);
      const steps = Math.min(width - far, reachOf(grid, state, next.change, next.move));
      if (steps < 1) break;
      apply(next.move, next.change, steps, touched, proof);
      far += steps;
    }
    for (const index of touched) {
      state.met[index] = 0;
      state.missed[index] = 0;
    }
    return far;
  }

  function firstCost(place: number, changes: readonly Change[], sign: 1 | -1, width: number): number {
    const next = nextMove({ place, changes, sign, width, isFree: false });
    return next ? (next.move.cost * width) / next.amount : Number.POSITIVE_INFINITY;
  }

  /** The move that costs least for what it brings. */
  function nextMove(asked: {
    place: number;
    changes: readonly Change[];
    sign: 1 | -1;
    width: number;
    isFree: boolean;
  }): { move: Move; change: Change; amount: number } | undefined {
    const { place, changes, sign, width, isFree } = asked;
    let best: { move: Move; change: Change; amount: number } | undefined;
    for (const amount of width > 1 && !isFree ? [1, width] : [1]) {
      for (const change of changes) {
        const ask: Asked = { place, change, sign, amount, isFree };
        const move = cheapest(ask);
        if (move && (!best || move.cost / amount < best.move.cost / best.amount))
          best = { move, change, amount };
        if (best?.move.cost === 0) return best;
      }
    }
    return best;
  }

  function hide({ places, signs }: Move, change: Change): void {
    for (const [at, place] of places.entries()) {
      if (grid.is[place] === ELSEWHERE) continue;
      const needed = neededFor(change);
      const hidden = state.hidden[place] ?? SHOWN;
      if (hidden >= needed) continue;
      const isInBand =
        change === 'figure' &&
        state.bands.has(place) &&
        reachOf(grid, state, change, { places: [place], signs: [signs[at] ?? 0], cost: 0 }) >= 1;
      if (!isInBand) state.hidden[place] = needed;
    }
  }

  function apply(
    { places, signs }: Move,
    change: Change,
    steps: number,
    touched: Set<number>,
    proof: Map<number, number>,
  ): void {
    for (const [at, place] of places.entries()) {
      if (grid.is[place] === ELSEWHERE) continue;
      const by = (signs[at] ?? 0) * steps;
      if (change !== 'missed') state.met[place] = (state.met[place] ?? 0) + by;
      if (change === 'missed') state.missed[place] = (state.missed[place] ?? 0) + by;
      if (change === 'figure' && grid.isShare) state.missed[place] = (state.missed[place] ?? 0) - by;
      touched.add(place);
      const isBand = change === 'figure' && state.hidden[place] === SHOWN;
      proof.set(place, Math.max(proof.get(place) ?? SHOWN, isBand ? SHOWN : neededFor(change)));
    }
  }

  return { prove };
}

/** What there is to protect of a place, as it is hidden now. */
export function targetsAt(grid: Grid, state: State, place: number, parameters: Parameters): Target[] {
  const hidden = state.hidden[place] ?? SHOWN;
  const isPublished = grid.is[place] === 1;
  const size: Target[] = [{ place, what: 'size' }];
  const figure: Target[] = [{ place, what: 'figure' }];
  if (isPublished) {
    if (hidden === HIDDEN) return [...size, ...figure];
    return hidden === FIGURE_HIDDEN || state.bands.has(place) ? figure : [];
  }
  const left = grid.is[place] === LEFT_OVER ? sizeAt(grid, place) : 0;
  return left > 0 && left < parameters.smallestGroup ? [...size, ...figure] : [];
}

function merged(one: Proof, other: Proof): Proof {
  const both = new Map(one);
  for (const [place, needed] of other) both.set(place, Math.max(both.get(place) ?? SHOWN, needed));
  return both;
}
