import { describe, expect, test } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
import { valueWords } from '../../local/scorecard/figure.ts';
import type { Audience } from '../../local/scorecard/organisations.ts';
import { readScorecard } from '../../local/scorecard/scorecard.ts';
import { renderTerminal } from '../../local/scorecard/terminal.ts';
import { published } from './fixture.ts';
import { areaTables } from './fixture-areas.ts';
import { queryOver, type Tables } from './query-over.ts';

async function cardOf(tables: Tables = {}, audience: Audience = 'part') {
  return await readScorecard(await queryOver({ ...areaTables, ...tables }), audience);
}

const card = await cardOf();
const [north] = card.areas;
if (!north) throw new Error('no report');

const rows = (table: string, of: (row: Row) => Row) => (areaTables[table] ?? []).map(of);
const without = (table: string, isOut: (row: Row) => boolean) =>
  (areaTables[table] ?? []).filter((row) => !isOut(row));
const lines = ({ lines: of, columns }: typeof north) =>
  of.map(({ organisation, figures }) => [
    organisation.name,
    ...figures.map((figure, at) => (figure ? valueWords(columns[at]?.measure.kind ?? 'rate', figure) : null)),
  ]);

describe('the report of a performance area', () => {
  test('begins with the measures that the catalogue calls its own, in the order of the board', () => {
    expect(card.areas.map(({ group }) => group)).toEqual(['Elementary']);
    expect(north.columns.map(({ measure }) => measure.code)).toEqual([
      'early_literacy_k2',
      'reading_ccr_3_8',
    ]);
  });

  test('follows the order of the goals, not that of the measures among all', async () => {
    const changed = await cardOf({
      dim_measure: rows('dim_measure', (row) => ({
        ...row,
        sort_order: row.measure_code === 'early_literacy_k2' ? 9 : (row.sort_order ?? null),
      })),
    });
    expect(changed.areas[0]?.columns.map(({ measure }) => measure.code)).toEqual([
      'early_literacy_k2',
      'reading_ccr_3_8',
    ]);
  });

  test('is changed by a row of data', async () => {
    const changed = await cardOf({
      dim_measure: rows('dim_measure', (row) => ({
        ...row,
        for_area_groups: row.measure_code === 'reading_ccr_3_8' ? 'K-8;Elementary' : 'Middle',
      })),
    });
    expect(changed.areas[0]?.columns.map(({ measure }) => measure.code)).toEqual(['reading_ccr_3_8']);
  });

  test("holds its schools by name, side by side, beside the district's total", () => {
    expect(lines(north)).toEqual([
      ['Charlotte-Mecklenburg Schools', '72.0 %', '30.5 %'],
      ['North', '80.0 %', '40.0 %'],
      ['Oak & Elm Elementary', '70.0 %', '35.0 %'],
      ['The "Little" <School>', '86.7 %', null],
    ]);
  });

  test('compares one year, window and source: those of its own figure, not those that lead for the district', () => {
    expect(card.goals.find(({ place }) => place === 2)?.headline?.figures[0]?.source).toBe('reported');
    const sources = north.lines.map(({ figures }) => figures[1]?.source);
    expect(sources).toEqual(['computed', 'computed', 'computed', undefined]);
    expect(north.columns.map(({ schoolYear, windowName }) => [schoolYear, windowName])).toEqual([
      [2025, 'End of year'],
      [2025, 'Year'],
    ]);
  });

  test('names an own measure that has no figure of it, after the others', () => {
    expect(north.without).toEqual(['1.1 Kindergarten at or above benchmark']);
  });

  test('shows no school of another area, and no school without a figure', async () => {
    const far = await cardOf({
      fct_measure: without('fct_measure', (row) => row.organisation_code === '600902'),
    });
    const names = far.areas[0]?.lines.map(({ organisation }) => organisation.name);
    expect(names).toEqual(['Charlotte-Mecklenburg Schools', 'North', 'Oak & Elm Elementary']);
  });

  test('holds the areas of one group together, each with its own schools', async () => {
    const both = await cardOf({
      dim_organisation: (published.dim_organisation ?? []).map((row) => ({
        ...row,
        area_group: 'Elementary',
      })),
      fct_measure: published.fct_measure ?? [],
    });
    expect(both.areas.map(({ group, parts }) => [group, parts.map(({ name }) => name)])).toEqual([
      ['Elementary', ['North', 'South']],
    ]);
    expect(both.areas[0]?.lines.map(({ is, organisation }) => [is, organisation.name])).toEqual([
      ['whole', 'Charlotte-Mecklenburg Schools'],
      ['part', 'North'],
      ['school', 'Oak & Elm Elementary'],
      ['school', 'The "Little" <School>'],
      ['part', 'South'],
      ['school', 'Birch Middle'],
      ['school', "Pine's K-8"],
    ]);
  });

  test('of two groups is two reports', async () => {
    const two = await cardOf({
      dim_organisation: (published.dim_organisation ?? []).map((row) => ({
        ...row,
        area_group: row.performance_area === 'South' ? 'K-8' : 'Elementary',
      })),
      fct_measure: published.fct_measure ?? [],
    });
    expect(two.areas.map(({ group, parts }) => [group, parts.map(({ name }) => name)])).toEqual([
      ['Elementary', ['North']],
      ['K-8', ['South']],
    ]);
  });

  test('begins with the area where the district may not be seen', async () => {
    const alone = await cardOf({
      dim_organisation: without('dim_organisation', (row) => row.organisation_level === 'district'),
      fct_measure: without('fct_measure', (row) => row.organisation_level === 'district'),
    });
    expect(alone.areas[0]?.lines.map(({ is }) => is)).toEqual(['part', 'school', 'school']);
  });

  test('holds each measure as it stands in the area alone: its schools, not the area among areas', () => {
    const [literacy] = north.columns.flatMap(({ details }) => details);
    expect(literacy?.organisation.name).toBe('North');
    expect(literacy?.rankings.map(({ level, rows: of }) => [level, of.map(({ name }) => name)])).toEqual([
      ['school', ['The "Little" <School>', 'Oak & Elm Elementary']],
    ]);
  });

  test('is not for whoever sees the whole district', async () => {
    expect((await cardOf({}, 'district')).areas).toEqual([]);
  });

  test('is plain values, which JSON holds', () => {
    expect(JSON.parse(JSON.stringify(card))).toEqual(card);
  });
});

describe('the board of a reader of an area', () => {
  test('begins with what says something of the area; the rest is folded, with its place', () => {
    expect(card.goals.map(({ place, isOwn }) => [place, isOwn])).toEqual([
      [1, true],
      [2, true],
      [3, false],
      [4, false],
    ]);
    expect(renderTerminal(card, { columns: 120, hasColor: false })).toMatch(
      /Goal 3 · Strengthened mathematics performance +no data/,
    );
  });

  test('a later goal comes first where it alone says something of the area', async () => {
    const changed = await cardOf({
      fct_measure: without(
        'fct_measure',
        (row) => row.measure_code !== 'reading_ccr_3_8' && row.organisation_level !== 'district',
      ),
    });
    expect(changed.goals.map(({ place }) => place)).toEqual([2, 1, 3, 4]);
  });

  test('within a goal a measure without a figure of the area comes last', () => {
    const [literacy] = card.goals;
    expect(literacy?.interim.map(({ code }) => code)).toEqual(['early_literacy_1', 'early_literacy_kg']);
  });

  test('says which version an interim measure is where its goal has several', async () => {
    const interim = (of: typeof card) =>
      of.goals[0]?.interim.map(({ code, generation }) => [code, generation]);
    expect(interim(card)).toEqual([
      ['early_literacy_1', 1],
      ['early_literacy_kg', 2],
    ]);
    expect(renderTerminal(card, { columns: 120, hasColor: false })).toContain('interim measure · version 1');
    const one = await cardOf({
      dim_measure: rows('dim_measure', (row) => ({ ...row, version: row.role === 'interim' ? 2 : null })),
    });
    expect(interim(one)?.map(([, generation]) => generation)).toEqual([null, null]);
  });
});

describe('in the terminal', () => {
  const text = (columns: number) => renderTerminal(card, { columns, hasColor: false }).split('\n');

  test('measures are numbered, and schools stand below the numbers with their status as a mark', () => {
    const shown = text(100);
    expect(shown).toContain('NORTH: OWN MEASURES');
    expect(shown).toContain(
      ' 1  K-2 students at or above benchmark in early literacy · End of year 2024-25 · made up',
    );
    expect(shown).toContain('Charlotte-Mecklenburg Schools    ↘ 72.0 %   ↘ 30.5 %');
    expect(shown).toContain(`  The "Little" <School>${' '.repeat(12)}86.7 %${' '.repeat(10)}–`);
    expect(shown).toContain('No figure yet: 1.1 Kindergarten at or above benchmark');
    expect(shown).toContain('✓ met, ↗ on track, ↘ off track; without a mark there is no target of its own');
    const report = shown.indexOf('NORTH: OWN MEASURES');
    expect(report).toBeLessThan(shown.findIndex((line) => line.startsWith('GOALS')));
  });

  test('no line is longer than the screen, however many measures there are', async () => {
    const many = Array.from({ length: 12 }, (_, at) => `own_${at}`);
    const wide = await cardOf({
      dim_measure: many.map((measure_code) => ({ ...areaTables.dim_measure?.[0], measure_code })),
      fct_measure: many.flatMap((measure_code) =>
        (areaTables.fct_measure ?? [])
          .filter((row) => row.measure_code === 'early_literacy_k2')
          .map((row) => ({ ...row, measure_code })),
      ),
    });
    for (const columns of [80, 100, 120]) {
      const shown = renderTerminal(wide, { columns, hasColor: false }).split('\n');
      expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(shown.some((line) => / 12$/.test(line))).toBe(true);
    }
  });
});
