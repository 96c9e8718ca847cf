import type { Cell, Shows, Verdict } from '../cell.ts';

/** A cell as its readers have it. */
export interface PublishedCell extends Omit<Cell, 'numerator' | 'denominator' | 'students'> {
  readonly shows: Shows;
  readonly band: string | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/** What readers get of a cell. */
export function publishedOf({ cell, shows, band }: Verdict): PublishedCell {
  const { students: _, ...place } = cell;
  return {
    ...place,
    shows,
    band,
    numerator: shows === 'figure' ? cell.numerator : null,
    denominator: shows === 'nothing' ? null : cell.denominator,
  };
}
