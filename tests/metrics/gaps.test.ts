import { describe, expect, it } from 'vitest';
import { school } from '../fixture-workspace.ts';
import { published } from './figures.ts';

/** So many students of a race of whom so many are college and career ready. */
const group = (first: number, race: string, eds: boolean, met: number, of: number) =>
  Array.from({ length: of }, (_, at) => ({
    student: `2025,${first + at},F,${race},${eds},false,false`,
    result: `2025,EOG,RD,YEAR,${first + at},600301,04,2025-05-20,RG,${at < met ? 'Level 4' : 'Level 3'},`,
  }));
const all = [
  ...group(10000, 'WHTE', false, 3, 5),
  ...group(20000, 'BLCK', true, 1, 4),
  ...group(30000, 'HISP', true, 2, 3),
];

const { ask } = await published({
  schools: [school('600301')],
  students: all.map(({ student }) => student),
  assessment_results: all.map(({ result }) => result),
});

const gap = async (measure: string) =>
  await ask(
    `select numerator, denominator, status from fct_measure
    where measure_code = '${measure}' and organisation_level = 'district' and grade = 'ALL'`,
  );

describe('the gaps of guardrail 1 are rows of the catalogue', () => {
  it('Black and White students in reading: 3 of 5 less 1 of 4 are 35 points', async () => {
    expect(await gap('reading_ccr_3_8_gap_blck')).toEqual([
      { numerator: 7n, denominator: 20n, status: 'no_target' },
    ]);
  });

  it('a subgroup that is ahead has a gap below zero: 3 of 5 less 2 of 3', async () => {
    expect(await gap('reading_ccr_3_8_gap_hisp')).toEqual([
      { numerator: -1n, denominator: 15n, status: 'no_target' },
    ]);
  });

  it('economically disadvantaged students and others: 3 of 5 less 3 of 7', async () => {
    expect(await gap('reading_ccr_3_8_gap_eds')).toEqual([
      { numerator: 6n, denominator: 35n, status: 'no_target' },
    ]);
  });

  it('of a subgroup that no one is in there is none', async () => {
    expect(await gap('reading_ccr_3_8_gap_els')).toEqual([]);
  });
});
