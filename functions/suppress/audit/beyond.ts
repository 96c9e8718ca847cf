import type { PublishedCell } from './published.ts';

/** More students than any district has: solvers go astray among numbers far larger than others. */
const STUDENTS = 1_000_000;
/** Of days and the like: so many times the most that is shown. */
const TIMES = 4;

/** A number that no hidden count of a measure reaches. */
export function beyondOf(cells: readonly PublishedCell[]): (measure: string) => number {
  const most = new Map<string, number>();
  for (const { measure, numerator, denominator } of cells)
    most.set(measure, Math.max(most.get(measure) ?? 0, numerator ?? 0, denominator ?? 0));
  return (measure) => Math.max(STUDENTS, TIMES * (most.get(measure) ?? 0));
}
