import { countWords } from './numbers.ts';
import type { Wig, WigUnit } from './plan.ts';
import { STATUS_WORDS } from './words.ts';

/** A baseline, target or reading in the unit of its WIG, with at most so many decimals. */
export function amountWords(unit: WigUnit | null, amount: number, decimals = 3): string {
  const size = countWords(Math.abs(amount), decimals);
  const minus = amount < 0 && size !== '0' ? '-' : '';
  const change = `${amount > 0 && size !== '0' ? '+' : minus}${size}`;
  const signed = `${minus}${size}`;
  switch (unit) {
    case 'percent':
      return `${signed} %`;
    case 'percent_change':
      return `${change} %`;
    case 'points_gained':
      return `${change} ${size === '1' ? 'point' : 'points'}`;
    case 'days':
      return `${signed} ${size === '1' ? 'day' : 'days'}`;
    case 'milestone':
      return amount >= 1 ? 'done' : amount <= 0 ? 'not done' : `${Math.floor(amount * 100)} % done`;
    default:
      return signed;
  }
}

/** The baseline in words; what the plan does not state is not stated here either. */
export function baselineWords(wig: Wig): string {
  if (wig.baseline !== null) return amountWords(wig.unit, wig.baseline);
  return 'not stated';
}

export function targetAmountWords(wig: Wig): string {
  return wig.target === null ? 'no target set' : amountWords(wig.unit, wig.target);
}

/** The reading in words, to a tenth: what is computed has more decimals than say anything. */
export function readingWords(wig: Wig): string {
  if (wig.status === 'not_shown') return STATUS_WORDS.not_shown;
  return wig.reading === null ? 'no reading' : amountWords(wig.unit, wig.reading, 1);
}

/** How much of the way from baseline to target is done, 0 to 1; null where there is no way to measure. */
export function progressOf(wig: Wig): number | null {
  const start = wig.baseline ?? (wig.unit === 'percent_change' || wig.unit === 'points_gained' ? 0 : null);
  if (start === null || wig.target === null || wig.reading === null || wig.unit === 'milestone') return null;
  if (wig.target === start) return null;
  return Math.min(1, Math.max(0, (wig.reading - start) / (wig.target - start)));
}
