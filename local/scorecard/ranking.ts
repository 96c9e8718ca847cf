import { type Figure, quotientOf } from './figure.ts';
import type { Direction, MeasureKind } from './numbers.ts';

export interface Ranked {
  /** 1 is best; equal figures share a place; null where the figure is unknown. */
  readonly place: number | null;
  readonly name: string;
  readonly figure: Figure;
}

/** Best first by the measure's direction, compared unrounded; unknown figures last, by name. */
export function rank(
  figures: readonly Figure[],
  measure: { readonly kind: MeasureKind; readonly direction: Direction },
  organisations: ReadonlyMap<string, string>,
): Ranked[] {
  const named = figures
    .map((figure) => ({
      figure,
      name: organisations.get(figure.organisationCode) ?? figure.organisationCode,
    }))
    .toSorted(
      (one, other) => compare(one.figure, other.figure, measure) || one.name.localeCompare(other.name, 'en'),
    );
  const ranked: Ranked[] = [];
  for (const [index, { figure, name }] of named.entries()) {
    const before = ranked[index - 1];
    const isTie = before !== undefined && compare(before.figure, figure, measure) === 0;
    const place = quotientOf(measure.kind, figure) === null ? null : isTie ? before.place : index + 1;
    ranked.push({ place, name, figure });
  }
  return ranked;
}

function compare(
  one: Figure,
  other: Figure,
  measure: { readonly kind: MeasureKind; readonly direction: Direction },
): number {
  const first = quotientOf(measure.kind, one);
  const second = quotientOf(measure.kind, other);
  if (first === null || second === null) return Number(first === null) - Number(second === null);
  const difference = first.numerator * second.denominator - second.numerator * first.denominator;
  return measure.direction === 'higher' ? -difference : difference;
}
