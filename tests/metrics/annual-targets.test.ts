import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { school } from '../fixture-workspace.ts';
import { published } from './figures.ts';

// One student a year for each goal, so that there is a figure to hold against each target.
const sitting = (year: number, student: number, grade: string) =>
  `${year},DIBELS8,COMPOSITE,EOY,${student},600301,${grade},${year}-05-20,RG,At Benchmark,`;
const result = (year: number, test: string, grade: string) =>
  `${year},${test},YEAR,10003,600301,${grade},${year}-05-28,RG,Level 4,`;
const YEARS = [2024, 2025, 2026];

const { test, ask } = await published({
  schools: [school('600301')],
  assessment_results: YEARS.flatMap((year) => [
    sitting(year, 10001, 'KG'),
    sitting(year, 10002, '01'),
    result(year, 'EOG,RD', '08'),
    result(year, 'EOC,M1', '08'),
  ]),
  graduation_cohort: YEARS.map((year) => `${year},four_year,10004,600301,12,graduated,${year}-06-12`),
  readiness_indicators: ['credential,A credential,industry_credential,,1,2024,,test'],
  readiness_evidence: YEARS.map((year) => `${year},10004,industry_credential,welding,${year}-05-01`),
});
await test.landFile('targets.csv', await readFile('samples/measures/targets.csv'));
const refreshed = await test.refresh();

/** The published figures of a measure by year, in percent. */
async function publishedFor(measure: string): Promise<Map<number, number>> {
  const rows = await ask(
    `select school_year, target_milli from fct_target where measure_code = '${measure}'`,
  );
  return new Map(rows.map((row) => [Number(row.school_year), Number(row.target_milli) / 1000]));
}

/** The straight line from the baseline of June 2023 to the target of June 2029 in six equal steps. */
async function onTheLine(measure: string, year: number): Promise<number> {
  const known = await publishedFor(measure);
  const [from, to] = [known.get(2023), known.get(2029)];
  if (from === undefined || to === undefined) throw new Error(`${measure} has no two ends`);
  return from + ((to - from) * (year - 2023)) / 6;
}

const heldAgainst = async (measure: string, year: number) =>
  await ask(
    `select target_milli, status from fct_measure where measure_code = '${measure}' and school_year = ${year}
      and organisation_level = 'district' and grade = 'ALL' and subgroup_code = 'ALL' and window_code <> 'MOY'`,
  );

it('the published targets are published with the figures', () => {
  expect(refreshed).toMatchObject({ outcome: 'published' });
});

describe('the seven annual targets that are published', () => {
  it.each([
    ['early_literacy_kg', 2024, 77, 'board report of 22 Apr 2025'],
    ['early_literacy_k2', 2025, 75, 'WFAE, 13 Nov 2024'],
    ['early_literacy_1', 2025, 76, 'board report of 13 May 2025'],
    ['reading_ccr_3_8', 2025, 37, 'WFAE, 16 Sep 2025'],
    ['math_1_ccr', 2025, 37, 'WFAE, 30 Oct 2025'],
    ['math_1_ccr', 2026, 42, 'WFAE, 30 Oct 2025'],
    ['post_graduation_readiness', 2024, 74, 'WFAE, 12 Feb 2025'],
  ])(
    '%s of %i is %i: the line from baseline to 2029 to the nearest percent (%s)',
    async (measure, year, percent) => {
      expect(Math.round(await onTheLine(measure, year))).toBe(percent);
      expect(await heldAgainst(measure, year)).toEqual([
        { target_milli: BigInt(percent * 1000), status: 'met' },
      ]);
    },
  );

  it.each([
    ['reading_ccr_3_8', 40.5],
    ['post_graduation_readiness', 78.5],
  ])(
    'of 2026 there is none for %s: the line is at %d, and nobody says which way it was rounded',
    async (measure, line) => {
      expect(await onTheLine(measure, 2026)).toBe(line);
      expect(await heldAgainst(measure, 2026)).toEqual([{ target_milli: null, status: 'no_target' }]);
    },
  );
});
