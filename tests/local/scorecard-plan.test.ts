import { describe, expect, test } from 'vitest';
import { distinctWigs, wigsOf } from '../../local/scorecard/plan.ts';
import { readScorecard } from '../../local/scorecard/scorecard.ts';
import { amountWords, progressOf, readingWords } from '../../local/scorecard/wig.ts';
import { published } from './fixture.ts';
import { queryOver } from './query-over.ts';

const scorecard = await readScorecard(await queryOver(published));

describe('the plan', () => {
  const wig = (code: string) => wigsOf(scorecard.plan).find((one) => one.code === code);

  test('a WIG that a department restates points at the strategy, and back, and counts once', () => {
    expect(wig('wig_tower_department')?.alsoUnder).toEqual([{ code: 'wig_tower', where: 'Oe 5.001' }]);
    expect(wig('wig_tower')?.alsoUnder).toEqual([{ code: 'wig_tower_department', where: 'Data Strategy' }]);
    expect(wigsOf(scorecard.plan)).toHaveLength(5);
    expect(distinctWigs(scorecard.plan).map((one) => one.code)).toEqual([
      'wig_sessions',
      'wig_tower',
      'wig_requests',
      'wig_landscape',
    ]);
  });

  test('a strategy shows what hangs on it and on its WIGs', () => {
    expect(scorecard.plan.pillars[0]?.priorities[0]?.strategies[0]).toMatchObject({
      label: 'Ae 1.004',
      keyLevers: ['Align department and school improvement planning.'],
      performanceMeasures: ['Attendance at the district data analysis sessions'],
      collaborators: ['Learning and Teaching'],
    });
  });

  test('a reading is reported, made up or not there', () => {
    expect(wig('wig_requests')?.origin).toBe('reported');
    expect(wig('wig_sessions')?.origin).toBe('made up');
    expect(wig('wig_landscape')?.origin).toBeNull();
  });

  test('progress runs from baseline to target, whichever way is better, and needs both', () => {
    const requests = wig('wig_requests');
    const sessions = wig('wig_sessions');
    expect(requests && progressOf(requests)).toBe(0.5);
    expect(sessions && progressOf(sessions)).toBeNull();
  });

  test('amounts carry the unit of their WIG', () => {
    expect(amountWords('percent', 7.7)).toBe('7.7 %');
    expect(amountWords('percent_change', -50)).toBe('-50 %');
    expect(amountWords('points_gained', 1)).toBe('+1 point');
    expect(amountWords('points_gained', 0)).toBe('0 points');
    expect(amountWords('days', 4)).toBe('4 days');
    expect(amountWords('milestone', 1)).toBe('done');
    expect(amountWords('milestone', 0)).toBe('not done');
    expect(amountWords('count', 1234)).toBe('1,234');
  });

  test('a reading is read to a tenth, kept as it is, and never more than the plan states of a target', () => {
    const found = wig('wig_sessions');
    if (!found) throw new Error('no WIG');
    const words = (unit: typeof found.unit, reading: number) => readingWords({ ...found, unit, reading });
    expect(words('percent', 77.77777777777779)).toBe('77.8 %');
    expect(words('points', 9.556)).toBe('9.6');
    expect(words('percent', 92)).toBe('92 %');
    expect(words('percent_change', -12.345)).toBe('-12.3 %');
    expect(words('points_gained', 0.04)).toBe('0 points');
    expect(words('percent_change', -0.04)).toBe('0 %');
    expect(amountWords('percent', 66.125)).toBe('66.125 %');
  });

  test('a reading keeps its decimals in the values', async () => {
    const tables = {
      ...published,
      fct_plan_item: (published.fct_plan_item ?? []).map((row) =>
        row.item_code === 'wig_sessions' ? { ...row, reading: 77.77777777777779 } : row,
      ),
    };
    const card = await readScorecard(await queryOver(tables));
    expect(wigsOf(card.plan).find(({ code }) => code === 'wig_sessions')?.reading).toBe(77.77777777777779);
  });
});
