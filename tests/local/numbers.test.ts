import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figureWords, gapTo, gapWords, shownKind, targetWords } from '../../local/scorecard/numbers.ts';

describe('figures in words', () => {
  test('a share is rounded to one decimal, a half goes up', () => {
    const rate = (numerator: number, denominator: number) => figureWords('rate', { numerator, denominator });
    expect(rate(33_245, 100_000)).toBe('33.2 %');
    expect(rate(3_325, 10_000)).toBe('33.3 %');
    expect(rate(21_324, 64_143)).toBe('33.2 %');
    expect(rate(1, 2000)).toBe('0.1 %');
    expect(rate(1, 2001)).toBe('0.0 %');
    expect(rate(9, 9)).toBe('100.0 %');
  });

  test('per 1,000, averages and counts have their own unit', () => {
    expect(figureWords('per_1000', { numerator: 41, denominator: 10_000 })).toBe('4.1 per 1,000');
    expect(figureWords('average', { numerator: 719, denominator: 200 })).toBe('3.6');
    expect(figureWords('count', { numerator: 1204, denominator: 1 })).toBe('1,204');
  });

  test('a target shows the decimals that were published and no more', () => {
    expect(targetWords('rate', 37_000)).toBe('37 %');
    expect(targetWords('rate', 37_500)).toBe('37.5 %');
    expect(targetWords('per_1000', 4_025)).toBe('4.025 per 1,000');
    expect(targetWords('count', 1_200_000)).toBe('1,200');
  });

  test('what is of another measure is shown in its unit: a gap between two rates in points, a change in percent', () => {
    expect(shownKind('gap', 'rate')).toBe('points');
    expect(shownKind('change', 'average')).toBe('average');
    expect(shownKind('percent_change', 'count')).toBe('rate');
    expect(shownKind('rate', undefined)).toBe('rate');
    expect(figureWords('points', { numerator: -1, denominator: 15 })).toBe('-6.7 points');
  });

  test('a gap that rounds to nothing still says on which side of the target it lies', () => {
    expect(gapWords('rate', gapTo(37_000, 'rate', { numerator: 3698, denominator: 10_000 }))).toBe(
      'less than 0.1 points below target',
    );
    expect(gapWords('rate', gapTo(37_000, 'rate', { numerator: 37, denominator: 100 }))).toBe(
      'exactly at target',
    );
  });

  test('the shown gap is the shown figure minus the shown target', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.nat({ max: 200_000 }),
        fc.integer({ min: 0, max: 1000 }),
        (denominator, some, targetTenths) => {
          const quotient = { numerator: Math.min(some, denominator), denominator };
          const shownTenths = Math.round(10 * Number.parseFloat(figureWords('rate', quotient)));
          expect(gapTo(targetTenths * 100, 'rate', quotient).tenths).toBe(shownTenths - targetTenths);
        },
      ),
    );
  });
});
