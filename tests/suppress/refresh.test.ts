import { describe, expect, it } from 'vitest';
import { audit } from '../../functions/suppress/audit/audit.ts';
import { openSolver } from '../../functions/suppress/audit/solver.ts';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { givenAway } from '../../local/given-away.ts';
import { publishedCells } from '../../local/published-cells.ts';
import { suppressionCosts } from '../../local/suppression-cost.ts';
import { published } from '../metrics/figures.ts';

const RACES_OF = {
  2024: { BLCK: 30, WHTE: 30 },
  2025: { ASIA: 4, BLCK: 20, WHTE: 36 },
} as const;

/** Students with one sitting each; every third meets the benchmark. */
const students: string[] = [];
const sittings: string[] = [];
for (const [year, races] of Object.entries(RACES_OF)) {
  for (const [race, size] of Object.entries(races)) {
    for (let at = 0; at < size; at += 1) {
      const id = 10001 + students.length;
      const level = at % 3 === 0 ? 'At' : 'Below';
      students.push(`${year},${id},${at % 2 === 0 ? 'F' : 'M'},${race},false,false,false`);
      sittings.push(`${year},DIBELS8,COMPOSITE,EOY,${id},600301,KG,${year}-05-20,RG,${level} Benchmark,`);
      // In the autumn of 2024 four of the Black students are there, and all others.
      if (year === '2024' && (race !== 'BLCK' || at < 4))
        sittings.push(`${year},DIBELS8,COMPOSITE,BOY,${id},600301,KG,2023-09-20,RG,${level} Benchmark,`);
    }
  }
}

const { ask } = await published({
  schools: ['600301,North,elementary,KG,05,,'],
  students,
  assessment_results: sittings,
  measures: [
    'early_literacy_k2,Literacy,goal_1,goal,1,rate,higher,school,EOY,Students assessed,test,,,,,',
    'early_literacy_kg,Kindergarten,goal_1,interim,2,rate,higher,school,EOY,Students assessed,test,,,,,',
    'gap,Gap,goal_1,supporting,9,gap,lower,school,EOY,Students assessed,test,early_literacy_k2,BLCK,WHTE,,',
    'gain,Gain,goal_1,supporting,9,change,higher,school,EOY,Students assessed,test,early_literacy_k2,,,beginning_of_year,',
    'change,Change,goal_1,supporting,9,change,higher,school,EOY,Students assessed,test,early_literacy_k2,,,year_before,',
  ],
  targets: ['early_literacy_k2,2025,600LEA,ALL,target,40,2024-07-01,test'],
});

const shown = async (measure: string, subgroup: string, year = 2025) =>
  (
    await ask(
      `select shows, band, numerator, denominator, status from fct_measure_suppressed
      where measure_code = '${measure}' and organisation_level = 'district' and grade = 'ALL'
        and subgroup_code = '${subgroup}' and school_year = ${year}`,
    )
  )[0];

const HIDDEN = { shows: 'nothing', band: null, numerator: null, denominator: null, status: null };

describe('a refresh publishes suppressed figures beside the whole ones', () => {
  it('with every figure that the whole ones have', async () => {
    const [counts] = await ask(
      'select (select count(*) from fct_measure) as whole, (select count(*) from fct_measure_suppressed) as suppressed',
    );
    expect(counts?.suppressed).toBe(counts?.whole);
  });

  it('with a figure that harms nobody as it is, its status too', async () => {
    expect(await shown('early_literacy_k2', 'ALL')).toEqual({
      shows: 'figure',
      band: null,
      numerator: 21n,
      denominator: 60n,
      status: 'off_track',
    });
  });

  it('with a small group hidden, and another that would give it away', async () => {
    expect(await shown('early_literacy_k2', 'ASIA')).toEqual(HIDDEN);
    const others = await Promise.all(['BLCK', 'WHTE'].map((race) => shown('early_literacy_k2', race)));
    expect(others.filter((row) => row?.shows === 'nothing')).toHaveLength(1);
  });

  it('with the same hidden in a measure that is one grade of another', async () => {
    for (const race of ['ASIA', 'BLCK', 'WHTE'])
      expect(await shown('early_literacy_kg', race)).toEqual(await shown('early_literacy_k2', race));
  });

  it('with a gap hidden where one of its two figures is', async () => {
    expect(await shown('gap', 'ALL')).toEqual(HIDDEN);
    expect(await shown('gap', 'ALL', 2024)).toMatchObject({ shows: 'figure', numerator: 0n });
  });

  it('with a change hidden where the figure of one of its years is', async () => {
    const changes = await Promise.all(['ALL', 'BLCK', 'WHTE'].map((subgroup) => shown('change', subgroup)));
    const figures = await Promise.all(
      ['ALL', 'BLCK', 'WHTE'].map((subgroup) => shown('early_literacy_k2', subgroup)),
    );
    expect(changes.map((row) => row?.shows)).toEqual(figures.map((row) => row?.shows));
  });
});

it('with a change within the year hidden where the figure at its beginning is', async () => {
  expect(await shown('early_literacy_k2', 'BLCK', 2024)).toMatchObject({ shows: 'figure' });
  expect(await shown('gain', 'BLCK', 2024)).toEqual(HIDDEN);
  expect(await shown('gain', 'ALL', 2024)).toMatchObject({ shows: 'figure' });
});

it('nothing that follows from a hidden figure is shown', async () => {
  expect(await givenAway({ query: ask })).toEqual([]);
});

it('an audit of what was published finds nothing hidden, and what it cost', async () => {
  const solver = await openSolver();
  for await (const { cells } of publishedCells({ query: ask })) {
    const { recovered, contradictory } = audit(cells, PARAMETERS, solver);
    expect({ recovered, contradictory }).toEqual({ recovered: [], contradictory: 0 });
  }
  const costs = await suppressionCosts({ query: ask }, PARAMETERS);
  // In two measures, for one grade and all, at the school and in the district: one small group and one beside it.
  expect(costs).toMatchObject([
    { slice: '2024 BOY', primary: 8, complementary: 8, families: 16 },
    { slice: '2024 EOY', primary: 0, complementary: 0, families: 0 },
    { slice: '2025 EOY', primary: 8, complementary: 8, families: 24 },
  ]);
});
