import { type Band, bandOf } from './bands.ts';
import type { What } from './changes.ts';
import {
  ELSEWHERE,
  type Grid,
  LEFT_OVER,
  levelAt,
  NO_GROUP,
  NOT_RECORDED,
  PUBLISHED,
  sizeAt,
} from './grid.ts';
import type { Parameters } from './parameters.ts';

/** What of a place is hidden. */
export const SHOWN = 0;
export const FIGURE_HIDDEN = 1;
export const HIDDEN = 2;

/** What is hidden so far, and another table that readers could not tell from the true one. */
export interface State {
  readonly hidden: Uint8Array;
  readonly bands: ReadonlyMap<number, Band>;
  /** What it costs to hide a place: large groups and totals are what people read. */
  readonly weights: Float64Array;
  /** How far the other table is from the true one. */
  readonly met: Float64Array;
  readonly missed: Float64Array;
}

/** Figures of many schools are what most people read: so many times as dear to hide. */
const DEARER = { district: 10, performance_area: 3, school: 1 };

/** What the rule itself hides: small groups. The outermost shares are bands. */
export function primary(grid: Grid, parameters: Parameters): State {
  const places = grid.is.length;
  const hidden = new Uint8Array(places);
  const weights = new Float64Array(places);
  const bands = new Map<number, Band>();
  for (let place = 0; place < places; place += 1) {
    if (grid.is[place] === NO_GROUP || grid.is[place] === ELSEWHERE) continue;
    const size = sizeAt(grid, place);
    const students = grid.students[place] ?? 0;
    weights[place] = Math.sqrt(1 + size) * DEARER[levelAt(grid, place)];
    const isSmall = size > 0 && students < parameters.smallestGroup;
    if (grid.is[place] !== PUBLISHED || isSmall) hidden[place] = HIDDEN;
    else if (grid.isShare && grid.isKnown[place] === 1) {
      const band = bandOf(grid.met[place] ?? 0, size, parameters);
      if (band) bands.set(place, band);
    }
  }
  return { hidden, bands, weights, met: new Float64Array(places), missed: new Float64Array(places) };
}

/** How far a place may still be changed in one direction when this much of it is hidden. */
export function roomAt(
  grid: Grid,
  state: State,
  place: number,
  what: What,
  sign: number,
  hidden: number,
): number {
  if (grid.is[place] === ELSEWHERE) return Number.POSITIVE_INFINITY;
  const met = (grid.met[place] ?? 0) + (state.met[place] ?? 0);
  const missed = (grid.missed[place] ?? 0) + (state.missed[place] ?? 0);
  if (what === 'figure') {
    if (grid.isKnown[place] === 0) return 0;
    if (!grid.isShare) return sign > 0 ? Number.POSITIVE_INFINITY : met;
    const band = hidden === SHOWN ? state.bands.get(place) : undefined;
    if (sign > 0) return band ? Math.min(missed, band.highest - met) : missed;
    return band ? Math.min(met, met - band.lowest) : met;
  }
  if (sign > 0) return Number.POSITIVE_INFINITY;
  // A row that is there stands for one student at least.
  const least = grid.is[place] === PUBLISHED ? 1 : 0;
  const size = (grid.isShare ? met : 0) + missed;
  return Math.min(what === 'met' ? met : missed, size - least);
}

/** What must be hidden of a place that is changed. */
export function neededFor(what: What): number {
  return what === 'figure' ? FIGURE_HIDDEN : HIDDEN;
}

/** What it costs to change a place by so much: nothing where enough is hidden, or where a band hides it. */
export function costAt(
  grid: Grid,
  state: State,
  place: number,
  what: What,
  sign: number,
  amount: number,
  isFree: boolean,
  usesLeftOver: boolean,
): number {
  if (grid.is[place] === NO_GROUP) return Number.POSITIVE_INFINITY;
  if (grid.is[place] === ELSEWHERE) return 0;
  if (grid.is[place] === LEFT_OVER && !usesLeftOver) return Number.POSITIVE_INFINITY;
  if (grid.is[place] === NOT_RECORDED) return Number.POSITIVE_INFINITY;
  const hidden = state.hidden[place] ?? SHOWN;
  const needed = neededFor(what);
  if (hidden >= needed || (needed === FIGURE_HIDDEN && state.bands.has(place))) {
    if (roomAt(grid, state, place, what, sign, hidden) >= amount) return 0;
    if (hidden >= needed) return Number.POSITIVE_INFINITY;
  }
  if (isFree || roomAt(grid, state, place, what, sign, needed) < amount) return Number.POSITIVE_INFINITY;
  return (state.weights[place] ?? 0) * (needed === HIDDEN && hidden === SHOWN ? 1.5 : 1);
}
