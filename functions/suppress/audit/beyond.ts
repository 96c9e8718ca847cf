import { ALL } from '../cell.ts';
import type { PublishedCell } from './published.ts';

/** So many times what is shown of everyone, and these many more: solvers go astray among numbers far larger than others. */
const TIMES = 4;
const MORE = 1000;

/** A number that no hidden count of a measure reaches: from what is shown of the district, or else of any measure. */
export function beyondOf(cells: readonly PublishedCell[]): (measure: string) => number {
  const shown = cells.map(({ numerator, denominator }) => Math.max(numerator ?? 0, denominator ?? 0));
  const largest = shown.reduce((most, count) => Math.max(most, count), 0);
  const district = new Map<string, number>();
  for (const [at, { measure, level, grade, subgroup }] of cells.entries())
    if (level === 'district' && grade === ALL && subgroup === ALL) district.set(measure, shown[at] ?? 0);
  return (measure) => TIMES * (district.get(measure) || largest) + MORE;
}
