import { describe, expect, it } from 'vitest';
import { published } from './figures.ts';

const sittings = (year: number, level: (at: number) => string, of: number, from = 0) =>
  Array.from(
    { length: of },
    (_, at) =>
      `${year},DIBELS8,COMPOSITE,EOY,${10001 + from + at},600301,KG,${year}-05-20,RG,${level(at)} Benchmark,`,
  );
const student = (year: number, at: number, race: string, eds: boolean) =>
  `${year},${10001 + at},F,${race},${eds},false,false`;

const OF_LITERACY =
  'goal_1,supporting,9,KIND,lower,school,EOY,Students assessed,test,early_literacy_k2,FOCUS,REFERENCE,FROM,';
const derived = (code: string, kind: string, focus = '', reference = '', from = '') =>
  `${code},${code},${OF_LITERACY.replace('KIND', kind).replace('FOCUS', focus).replace('REFERENCE', reference).replace('FROM', from)}`;

const { ask } = await published({
  schools: ['600301,North,elementary,KG,05,,'],
  students: [
    ...Array.from({ length: 8 }, (_, at) => student(2025, at, at < 5 ? 'BLCK' : 'WHTE', at % 2 === 0)),
    ...Array.from({ length: 8 }, (_, at) => student(2024, at, at < 5 ? 'BLCK' : 'WHTE', at % 2 === 0)),
  ],
  assessment_results: [
    // 2025: two of five Black and all three White students meet the benchmark; 2024: one and two.
    ...sittings(2025, (at) => (at < 2 || at > 4 ? 'At' : 'Below'), 8),
    ...sittings(2024, (at) => (at < 1 || at > 5 ? 'At' : 'Below'), 8),
  ],
  measures: [
    'early_literacy_k2,Literacy,goal_1,goal,1,rate,higher,school,EOY,Students assessed,test,,,,,race_by_eds',
    'early_literacy_kg,Kindergarten,goal_1,interim,2,rate,higher,school,EOY,Students assessed,test,,,,,',
    derived('literacy_gap', 'gap', 'BLCK', 'WHTE'),
    derived('literacy_change', 'change', '', '', 'year_before'),
    derived('literacy_growth', 'percent_change', '', '', 'year_before'),
    derived('literacy_since', 'change', '', '', 'baseline'),
  ],
  targets: [
    'early_literacy_k2,2023,600LEA,ALL,baseline,50,2023-07-01,test',
    'literacy_gap,2025,600LEA,ALL,target,60,2024-07-01,test',
    'literacy_gap,2024,600LEA,ALL,target,46.6,2024-07-01,test',
  ],
});

const figure = async (measure: string, year = 2025, subgroup = 'ALL') =>
  (
    await ask(
      `select cast(round(cast(numerator as double) / cast(denominator as double) * 1000) as bigint) as thousandths, status
      from fct_measure
      where measure_code = '${measure}' and organisation_code = '600LEA' and school_year = ${year}
        and grade = 'ALL' and subgroup_code = '${subgroup}'`,
    )
  )[0];

describe('a measure of another measure needs no SQL', () => {
  it('a gap is the reference subgroup less the one that it is about; exactly on target is met', async () => {
    expect(await figure('literacy_gap')).toEqual({ thousandths: 600n, status: 'met' });
  });

  it('a gap beyond its target, compared unrounded, is off track: 46.67 points are more than 46.6', async () => {
    expect(await figure('literacy_gap', 2024)).toEqual({ thousandths: 467n, status: 'off_track' });
  });

  it('a change is from the same window a year before, in points: 62.5 % less 37.5 %', async () => {
    expect(await figure('literacy_change')).toMatchObject({ thousandths: 250n });
    expect(await figure('literacy_change', 2024)).toBeUndefined();
  });

  it('a change may be negative, of a subgroup too', async () => {
    expect(await figure('literacy_change', 2025, 'WHTE')).toMatchObject({ thousandths: 333n });
  });

  it('a change in percent is its share of what it is from', async () => {
    expect(await figure('literacy_growth')).toMatchObject({ thousandths: 667n });
  });

  it('a change from the baseline is from what was published: 62.5 % less 50 %', async () => {
    expect(await figure('literacy_since')).toMatchObject({ thousandths: 125n });
  });
});

describe('a pair of subgroups', () => {
  it('is counted where the catalogue asks for it', async () => {
    const rows = await ask(
      `select subgroup_code, numerator, denominator from fct_measure
      where measure_code = 'early_literacy_k2' and school_year = 2025 and organisation_code = '600LEA'
        and grade = 'ALL' and subgroup_code like '%*%' order by 1`,
    );
    expect(rows).toEqual([
      { subgroup_code: 'BLCK*EDS', numerator: 1n, denominator: 3n },
      { subgroup_code: 'BLCK*NOT_EDS', numerator: 1n, denominator: 2n },
      { subgroup_code: 'WHTE*EDS', numerator: 1n, denominator: 1n },
      { subgroup_code: 'WHTE*NOT_EDS', numerator: 2n, denominator: 2n },
    ]);
  });

  it('has a name of its own', async () => {
    expect(await ask(`select subgroup_name from dim_subgroup where subgroup_code = 'BLCK*NOT_EDS'`)).toEqual([
      { subgroup_name: 'Black, Not economically disadvantaged' },
    ]);
  });
});
