import { countWords, type MeasureKind, type Quotient, targetWords } from '../scorecard/numbers.ts';
import { STATUS_WORDS, schoolYearWords } from '../scorecard/words.ts';
import type { AskedMeasure } from './asked.ts';
import { type FigureOf, quotientOf, type YearBefore } from './figure.ts';

/** The sums behind a status and a projection, written out. */

const SCALE: Readonly<Record<MeasureKind, number>> = {
  rate: 100,
  points: 100,
  per_1000: 1000,
  average: 1,
  count: 1,
};

type Held = Pick<AskedMeasure, 'kind' | 'direction' | 'annualWindow'>;

/** Why a figure stands as it does: `off track: 33 x 100 = 3,300 is less than 37 x 100 = 3,700, higher is better`. */
export function statusSum({ kind, direction, annualWindow }: Held, figure: FigureOf): string {
  const { targetMilli, status, projectionMilli, window } = figure;
  const words = STATUS_WORDS[status];
  const quotient = quotientOf(figure);
  if (!quotient)
    return `${words}: ${figure.numerator === null ? 'the figure is not known' : 'nobody is counted'}`;
  if (targetMilli === null) return words;
  const better = `${direction} is better`;
  if (window !== annualWindow) {
    if (projectionMilli === null) return `${words}: ${window} is held against the target by its projection`;
    const side = compared(BigInt(projectionMilli), BigInt(targetMilli));
    return `${words}: the projection ${milliWords(kind, projectionMilli)} ${side} ${milliWords(kind, targetMilli)}, ${better}`;
  }
  const scaled = BigInt(quotient.numerator) * BigInt(SCALE[kind]) * 1000n;
  const asked = BigInt(targetMilli) * BigInt(quotient.denominator);
  const left = product(quotient.numerator, SCALE[kind], scaled);
  const right = product(targetMilli / 1000, quotient.denominator, asked);
  return `${words}: ${left} ${compared(scaled, asked)} ${right}, ${better}`;
}

/** How a projection comes about, each part to the thousandth; undefined where there is none to make. */
export function projectionSum(
  { kind, annualWindow }: Held,
  figure: FigureOf,
  before: YearBefore | undefined,
): string | undefined {
  const { window, year, projectionMilli } = figure;
  const quotient = quotientOf(figure);
  if (window === annualWindow || !quotient) return undefined;
  const then = schoolYearWords(year - 1);
  if (projectionMilli === null || !before)
    return `none: it takes the figures of ${window} and ${annualWindow} of ${then}`;
  const part = (of: Quotient) => `${milliWords(kind, milliOf(kind, of))} (${fractionWords(kind, of)})`;
  return [
    `${milliWords(kind, projectionMilli)} = ${part(quotient)}`,
    `+ ${part(before.annual)} in ${annualWindow} of ${then}`,
    `- ${part(before.sameWindow)} in ${window} of ${then}`,
  ].join(' ');
}

/** `33 of 100`; of a count the number alone. */
export function fractionWords(kind: MeasureKind, { numerator, denominator }: Quotient): string {
  return kind === 'count' && denominator === 1
    ? countWords(numerator)
    : `${countWords(numerator)} of ${countWords(denominator)}`;
}

function product(one: number, other: number, milli: bigint): string {
  if (one === 1 || other === 1) return countWords(Number(milli) / 1000);
  return `${countWords(one)} x ${countWords(other)} = ${countWords(Number(milli) / 1000)}`;
}

function compared(one: bigint, other: bigint): string {
  if (one === other) return 'is';
  return one < other ? 'is less than' : 'is more than';
}

/** A quotient in thousandths of its unit, half up as the projection is. */
function milliOf(kind: MeasureKind, { numerator, denominator }: Quotient): number {
  const twice = 2n * BigInt(numerator) * BigInt(SCALE[kind]) * 1000n + BigInt(denominator);
  const divisor = 2n * BigInt(denominator);
  const rest = ((twice % divisor) + divisor) % divisor;
  return Number((twice - rest) / divisor);
}

function milliWords(kind: MeasureKind, milli: number): string {
  return `${milli < 0 ? '-' : ''}${targetWords(kind, Math.abs(milli))}`;
}
