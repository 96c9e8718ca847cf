import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
import { readInputs } from '../../functions/refresh/inputs.ts';
import { landFiles } from '../../local/commands/land.ts';
import { openTables } from '../../local/commands/show.ts';
import { explain } from '../../local/explain/explanation.ts';
import { explanationLines } from '../../local/explain/words.ts';
import { generateDistrict } from '../../local/generate/generate.ts';
import { csv, feeds, models, testWorkspace } from '../fixture-workspace.ts';
import { readSample } from '../samples/sample.ts';
import { rolledUp } from './rolled-up.ts';

// The samples and a made-up district: every measure of the catalogue has figures in them.
const test = await testWorkspace(afterAll);
const madeUp = await mkdtemp(join(tmpdir(), 'made-up-'));
await generateDistrict({ students: 300, seed: 3, outDir: madeUp, dirt: false });
const { folder } = test.workspace;
await landFiles(['samples', madeUp], { workspace: folder });
await landFiles([await test.write('measures.csv', await withPairs())], { workspace: folder });
await rm(madeUp, { recursive: true });
const refreshed = await test.refresh();
if (refreshed.outcome !== 'published') throw new Error(JSON.stringify(refreshed));

const tables = await openTables(folder);
afterAll(() => tables.close());
const figures = await tables.query('select * from fct_measure');
const measures = await tables.query('select * from dim_measure order by measure_code');
const [publish] = await tables.query('select * from publishes');
const inputs = await readInputs(test.workspace.store, {
  id: Number(publish?.publish_id),
  fingerprint: String(publish?.fingerprint),
});
const codes = measures.map((row) => String(row.measure_code));
const ofMeasure = (code: string) => figures.filter((figure) => figure.measure_code === code);

/** The catalogue of the samples, with pairs of subgroups for a measure of each way of counting upward. */
async function withPairs(): Promise<string> {
  const pairs = new Map([
    ['early_literacy_k2', 'race_by_eds'],
    ['chronic_absence', 'race_by_sex'],
    ['reading_ccr_3_8', 'race_by_el'],
    ['math_1_ccr', 'race_by_swd'],
  ]);
  const records = await readSample('measures/measures.csv');
  const cell = (value: string) => (value === '' ? '' : `"${value.replaceAll('"', '""')}"`);
  return csv(
    Object.keys(records[0] ?? {}).join(','),
    ...records.map((record) =>
      Object.entries(record)
        .map(([name, value]) =>
          cell(name === 'subgroup_pairs' ? (pairs.get(record.measure_code ?? '') ?? '') : value),
        )
        .join(','),
    ),
  );
}

/** One figure of each level, and at each of a grade and of a subgroup where there are such. */
function oneOfEachLevel(code: string): Row[] {
  const found = new Map<string, Row>();
  for (const figure of ofMeasure(code)) {
    const isWhole = (column: string) => (figure[column] === 'ALL' ? 'all' : 'one');
    found.set(`${figure.organisation_level} ${isWhole('grade')} ${isWhole('subgroup_code')}`, figure);
  }
  return [...found.values()];
}

async function explained(figure: Row) {
  const code = String(figure.organisation_code);
  const level = String(figure.organisation_level);
  return await explain(
    {
      measure: String(figure.measure_code),
      school: level === 'school' ? code : undefined,
      area: level === 'performance_area' ? code : undefined,
      year: Number(figure.school_year),
      window: String(figure.window_code),
      grade: String(figure.grade),
      subgroup: String(figure.subgroup_code),
    },
    { shown: tables.query, whole: tables.query, isReader: false, models, feeds, inputs },
  );
}

const KEY = [
  'school_year',
  'window_code',
  'organisation_level',
  'organisation_code',
  'grade',
  'subgroup_code',
  'source',
];
const keyOf = (row: Row) => KEY.map((column) => row[column]).join(' ');

it('has a figure in the district', () => {
  const inDistrict = new Set(
    figures.filter((row) => row.organisation_level === 'district').map((row) => row.measure_code),
  );
  expect(codes.filter((code) => !inDistrict.has(code))).toEqual([]);
  expect(codes.length).toBeGreaterThanOrEqual(64);
});

describe.each(codes)('%s', (code) => {
  it('explains its figures at every level: the numbers, rule, source, models and files', async () => {
    for (const figure of oneOfEachLevel(code)) {
      const explanation = await explained(figure);
      const same = ofMeasure(code).filter(
        (row) => keyOf({ ...row, source: '' }) === keyOf({ ...figure, source: '' }),
      );
      const numbers = (row: {
        numerator: unknown;
        denominator: unknown;
        source: unknown;
        status: unknown;
      }) => [
        row.source,
        row.numerator === null ? null : Number(row.numerator),
        row.denominator === null ? null : Number(row.denominator),
        row.status,
      ];
      expect(explanation?.figures.map(numbers).sort()).toEqual(
        same.map((row) => numbers(row as Parameters<typeof numbers>[0])).sort(),
      );
      if (!explanation) continue;
      expect(explanation.measure.rule).toMatch(/\w+ \w+/);
      expect(explanation.measure.ruleSource).toMatch(/\w+/);
      expect(explanation.indicators.length).toBeGreaterThan(0);
      expect(explanation.files.length).toBeGreaterThan(0);
      const areMadeUp = explanation.files.map((file) => file.isMadeUp);
      for (const row of same) expect(areMadeUp, keyOf(figure)).toContain(row.is_made_up);
      for (const { rows, denominator } of explanation.figures) {
        // Of the days of attendance each student has many; any other share counts a student once.
        if (rows !== undefined && code !== 'attendance_rate') expect(rows, keyOf(figure)).toBe(denominator);
      }
      expect(explanationLines(explanation, 100).join('\n')).not.toMatch(/undefined|null|NaN|Infinity/);
    }
  });
});

describe('the roll-up', () => {
  it('is what the rows of the indicators add up to, at every level, grade, subgroup and pair', async () => {
    const engine = await test.workspace.openWarehouse();
    try {
      const sums = await rolledUp((sql) => engine.rows(sql));
      const kinds = new Map(measures.map((row) => [row.measure_code, row.kind]));
      const wrong: string[] = [];
      let compared = 0;
      for (const figure of figures) {
        const kind = kinds.get(figure.measure_code);
        if (kind === 'gap' || kind === 'change' || kind === 'percent_change') continue;
        const key = `${figure.measure_code} ${keyOf(figure)}`;
        const sum = sums.get(key);
        sums.delete(key);
        compared += 1;
        const denominator = kind === 'count' ? 1n : sum?.denominator;
        if (sum?.numerator !== figure.numerator || denominator !== figure.denominator)
          wrong.push(
            `${key}: ${figure.numerator} of ${figure.denominator}, not ${sum?.numerator} of ${denominator}`,
          );
      }
      expect(wrong).toEqual([]);
      expect([...sums.keys()]).toEqual([]);
      expect(compared).toBeGreaterThan(10_000);
    } finally {
      await engine.close();
    }
  });

  it('knows of how many students a share is: of its denominator, and of no number where rows are of none', async () => {
    const engine = await test.workspace.openWarehouse();
    try {
      const rows = await engine.rows(`select
        counts.measure_code, counts.source, counts.students, counts.denominator,
        exists (
          select 1 from all_indicators
          where student_id is not null and measure_code = counts.measure_code and source = counts.source
        ) as are_students
      from met_measure_counts as counts
      inner join stg_measures as measures on counts.measure_code = measures.measure_code
      where measures.kind = 'rate' and counts.measure_code <> 'attendance_rate'`);
      const wrong = rows.filter(
        ({ students, denominator, are_students }) => students !== (are_students ? denominator : null),
      );
      expect(wrong).toEqual([]);
      expect(rows.map(({ students }) => students)).toEqual(expect.arrayContaining([0n, null]));
    } finally {
      await engine.close();
    }
  });

  it('has pairs of subgroups, and a figure of every kind', () => {
    const withPair = figures.filter((row) => String(row.subgroup_code).includes('*'));
    expect([...new Set(withPair.map((row) => row.measure_code))].sort()).toEqual([
      'chronic_absence',
      'early_literacy_k2',
      'math_1_ccr',
      'reading_ccr_3_8',
    ]);
    expect(new Set(measures.map((row) => row.kind))).toEqual(
      new Set(['rate', 'per_1000', 'average', 'count', 'gap', 'change', 'percent_change']),
    );
  });
});
