import { constant, type Expression, isConstant, plus, sumOf } from './expression.ts';
import type { PublishedCell } from './published.ts';
import type { Sum } from './sums.ts';

/** What is said of a cell in each of the layers that add up. */
export type Layers = Readonly<Record<string, Expression>>;
export type LayersOf = (cell: PublishedCell) => Layers;

/** Whether the parts of a total can be fewer than it, and whether they can be more. */
export interface Stray {
  readonly over: boolean;
  readonly under: boolean;
}

const EXACT: Stray = { over: false, under: false };
const WITHIN: Stray = { over: true, under: false };
const ANY: Stray = { over: true, under: true };

/** How sums of each kind stray, learned from those that are shown whole, as any reader can. */
export function straysOf(sums: readonly Sum[], of: LayersOf): (sum: Sum) => Stray {
  const strays = new Map<string, Stray>();
  const areWithheld = withheldOf(sums);
  for (const sum of sums) {
    for (const layer of Object.keys(of(sum.total))) {
      const left = leftOver(sum, layer, of);
      if (!isConstant(left)) continue;
      const { over, under } = strays.get(sum.kind) ?? EXACT;
      strays.set(sum.kind, { over: over || left.constant > 0, under: under || left.constant < 0 });
    }
  }
  return (sum) => (areWithheld(sum) ? certainOf(sum) : (strays.get(sum.kind) ?? EXACT));
}

/** An area of which a school left in the year is no sum of its schools, and nothing of it is shown. */
export function withheldOf(sums: readonly Sum[]): (sum: Sum) => boolean {
  const nameOf = ({ total }: Sum) => [total.measure, total.level, total.organisation].join('|');
  const shown = new Set(sums.filter(({ total }) => total.shows !== 'nothing').map(nameOf));
  return (sum) => sum.of === 'organisations' && !shown.has(nameOf(sum));
}

/**
 * What holds of a sum whatever is shown: nobody is in two of its parts. Where each level counts by itself, or a school may
 * have changed its area, nothing does.
 */
export function certainOf({ of, total }: Sum): Stray {
  return of === 'students' || (total.upward === 'school' && total.level === 'district') ? WITHIN : ANY;
}

/** What is left of a total when its parts are taken away. */
export function leftOver({ total, parts }: Sum, layer: string, of: LayersOf): Expression {
  return sumOf([
    [of(total)[layer] ?? constant(0), 1],
    ...parts.map((part) => [of(part)[layer] ?? constant(0), -1] as const),
  ]);
}

/** The size of the group, of which the layers of a share are the parts. */
export function sizeOf({ met, missed, size }: Layers): Expression {
  return met && missed ? plus(met, missed, 1) : (size ?? constant(0));
}
