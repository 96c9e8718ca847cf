/** Figures as people read them. Whole numbers all the way, so that a half is a half: rounding is half up. */

/** What a figure is, as the catalogue of measures says. */
export const MEASURE_KINDS = ['rate', 'per_1000', 'average', 'count'] as const;
/** What it is of another measure: shown in the unit of that one. */
export const DERIVED_KINDS = ['gap', 'change', 'percent_change'] as const;
/** How a figure is shown; the difference of two rates is in points. */
export type MeasureKind = (typeof MEASURE_KINDS)[number] | 'points';

/** How a figure of a kind is shown, where it is of another measure by the kind of that one. */
export function shownKind(
  kind: (typeof MEASURE_KINDS | typeof DERIVED_KINDS)[number],
  of: (typeof MEASURE_KINDS)[number] | undefined,
): MeasureKind {
  if (kind === 'percent_change') return 'rate';
  if (kind !== 'gap' && kind !== 'change') return kind;
  return of === undefined || of === 'rate' ? 'points' : of;
}

/** Which way is better. */
export const DIRECTIONS = ['higher', 'lower'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Quotient {
  readonly numerator: number;
  readonly denominator: number;
}

const SCALE: Readonly<Record<MeasureKind, number>> = {
  rate: 100,
  points: 100,
  per_1000: 1000,
  average: 1,
  count: 1,
};
const GAP_UNIT: Readonly<Record<MeasureKind, string>> = {
  rate: ' points',
  points: ' points',
  per_1000: ' per 1,000',
  average: '',
  count: '',
};

/** A figure in its unit: `33.2 %`, `4.1 per 1,000`, `3.6`, `1,204`. */
export function figureWords(kind: MeasureKind, { numerator, denominator }: Quotient): string {
  if (kind === 'count') return countWords(numerator);
  const twice = 20 * SCALE[kind] * numerator + denominator;
  return inUnit(kind, tenthsWords(floorDivide(twice, 2 * denominator)));
}

/** A target in the unit of its measure, with no more decimals than were published: `37 %`, `37.5 %`. */
export function targetWords(kind: MeasureKind, targetMilli: number): string {
  const whole = Math.trunc(targetMilli / 1000);
  const decimals = String(targetMilli % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return inUnit(kind, decimals === '' ? countWords(whole) : `${countWords(whole)}.${decimals}`);
}

export interface Gap {
  /** Figure minus target in tenths of the unit: negative is below the target, whichever way is better. */
  readonly tenths: number;
  /** Decided before rounding: 36.98 against 37 is below. */
  readonly side: 'above' | 'below' | 'at';
}

/** How far a figure lies from its target; the tenths equal the shown figure minus the target. */
export function gapTo(targetMilli: number, kind: MeasureKind, { numerator, denominator }: Quotient): Gap {
  const parts = kind === 'count' ? 1 : denominator;
  const difference = 1000 * SCALE[kind] * numerator - targetMilli * parts;
  const tenths = floorDivide(difference + 50 * parts, 100 * parts);
  return { tenths, side: difference === 0 ? 'at' : difference > 0 ? 'above' : 'below' };
}

/** `3.8 points below target`: percentage points where the figure is a rate; a gap that rounds to nothing still says on which side it lies. */
export function gapWords(kind: MeasureKind, gap: Gap): string {
  if (gap.side === 'at') return 'exactly at target';
  const size = gap.tenths === 0 ? 'less than 0.1' : tenthsWords(Math.abs(gap.tenths));
  return `${size}${GAP_UNIT[kind]} ${gap.side} target`;
}

/** A figure as a plain number in its unit, for the place of a mark in a picture; never for a comparison. */
export function approximately(kind: MeasureKind, { numerator, denominator }: Quotient): number {
  return kind === 'count' ? numerator : (SCALE[kind] * numerator) / denominator;
}

export function inUnit(kind: MeasureKind, amount: string): string {
  if (kind === 'rate') return `${amount} %`;
  if (kind === 'points') return `${amount} points`;
  return kind === 'per_1000' ? `${amount} per 1,000` : amount;
}

/** `64,143`. */
export function countWords(count: number, decimals = 3): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: decimals });
}

function tenthsWords(tenths: number): string {
  const size = Math.abs(tenths);
  return `${tenths < 0 ? '-' : ''}${countWords(floorDivide(size, 10))}.${size % 10}`;
}

function floorDivide(dividend: number, divisor: number): number {
  const rest = ((dividend % divisor) + divisor) % divisor;
  return (dividend - rest) / divisor;
}
