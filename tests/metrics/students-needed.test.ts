import { describe, expect, it } from 'vitest';
import { school } from '../fixture-workspace.ts';
import { indicatorOf, modelsWith, published } from './figures.ts';

/** What was counted, how many met it, and the target in percent: small and large, whole and not, on it and beside it. */
const CASES: readonly (readonly [met: number, counted: number, target: string])[] = [
  [6092, 10_394, '76'],
  [7899, 10_394, '76'],
  [7900, 10_394, '76'],
  [0, 1, '0.001'],
  [0, 3, '33.333'],
  [1, 3, '33.333'],
  [1, 3, '33.334'],
  [0, 200, '12.5'],
  [25, 200, '12.5'],
  [26, 200, '12.5'],
  [49_099, 147_299, '33.333'],
  [147_298, 147_299, '99.999'],
  [0, 999_999, '66.667'],
  [700_000, 999_999, '70'],
  [700_001, 999_999, '70'],
  [999_999, 999_999, '100'],
  [0, 999_999, '100'],
  [5, 10, '0'],
  [0, 10, '0'],
];
const codeOf = (at: number) => `600${301 + at}`;
const MEASURES = { share_up: 'higher', share_down: 'lower' } as const;
const each = <Made>(make: (measure: string, code: string, of: (typeof CASES)[number]) => Made) =>
  Object.keys(MEASURES).flatMap((measure) => CASES.map((of, at) => make(measure, codeOf(at), of)));

const { ask } = await published(
  {
    schools: CASES.map((_, at) => school(codeOf(at))),
    measures: Object.entries(MEASURES).map(
      ([code, direction]) =>
        `${code},${code},goal_1,supporting,1,rate,${direction},school,YEAR,who,test,,,,,`,
    ),
    targets: each(
      (measure, code, [, , goal]) => `${measure},2025,${code},ALL,target,${goal},2024-07-01,test`,
    ),
  },
  [],
  undefined,
  await modelsWith(
    'ind_shares',
    indicatorOf(
      ...each(
        (measure, code, [met, counted]) => `'${measure}', 2025, 'school', '${code}', ${met}, ${counted}`,
      ),
    ),
  ),
);

const figure = async (measure: string, at: number) => {
  const [row] = await ask(
    `select status, students_needed from fct_measure where measure_code = '${measure}' and organisation_code = '${codeOf(at)}'`,
  );
  return { status: row?.status, needed: BigInt(String(row?.students_needed)) };
};

/** Whether so many of so many reach a target where higher is better, or keep to it where lower is, in whole numbers. */
const reaches = (measure: keyof typeof MEASURES, met: bigint, counted: number, target: string) => {
  const [whole = '', fraction = ''] = target.split('.');
  const [left, right] = [met * 100_000n, BigInt(whole + fraction.padEnd(3, '0')) * BigInt(counted)];
  return MEASURES[measure] === 'higher' ? left >= right : left <= right;
};

describe.each(CASES.map((of, at) => [...of, at] as const))(
  '%i of %i, target %s',
  (met, counted, target, at) => {
    it('where higher is better: so many more reach it, and one less does not', async () => {
      const { status, needed } = await figure('share_up', at);
      expect(reaches('share_up', BigInt(met) + needed, counted, target)).toBe(true);
      if (needed > 0n) expect(reaches('share_up', BigInt(met) + needed - 1n, counted, target)).toBe(false);
      expect(status).toBe(needed === 0n ? 'met' : 'off_track');
    });

    it('where lower is better: so many fewer keep to it, and one less does not', async () => {
      const { status, needed } = await figure('share_down', at);
      expect(reaches('share_down', BigInt(met) - needed, counted, target)).toBe(true);
      if (needed > 0n) expect(reaches('share_down', BigInt(met) - needed + 1n, counted, target)).toBe(false);
      expect(status).toBe(needed === 0n ? 'met' : 'off_track');
    });
  },
);
