import { describe, expect, test } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
import { trendChart, trendInWords } from '../../local/page/charts.ts';
import { renderPage } from '../../local/page/page.ts';
import { boardOf, measuresOf, readScorecard, type Scorecard } from '../../local/scorecard/scorecard.ts';
import { standingOf } from '../../local/scorecard/standing.ts';
import { renderTerminal } from '../../local/scorecard/terminal.ts';
import { published } from './fixture.ts';
import { areaTables } from './fixture-areas.ts';
import { queryOver, type Tables } from './query-over.ts';

/** What the suppressed table holds of a figure: all of it, its band, its size, or nothing. */
function suppressed(row: Row, shows = 'figure', band: string | null = null): Row {
  const hidden = shows === 'nothing' ? { denominator: null, as_of_date: null } : {};
  const kept = shows === 'figure' ? {} : { numerator: null, status: null, students_needed: null, ...hidden };
  return { ...row, ...kept, shows, band };
}

const isReading = (row: Row) => row.measure_code === 'reading_ccr_3_8';
const isAbsence = (row: Row) => row.measure_code === 'chronic_absence';

function shownOf(row: Row): Row {
  if (isReading(row) && row.source === 'reported') return suppressed(row, 'nothing');
  if (isReading(row)) return suppressed(row, 'size');
  if (isAbsence(row)) return suppressed(row, 'band', '>95');
  if (row.organisation_code === '600903') return suppressed(row, 'band', '<20');
  return row.organisation_code === '600904' ? suppressed(row, 'nothing') : suppressed(row);
}

const tables: Tables = {
  ...published,
  fct_measure: [],
  fct_measure_suppressed: (published.fct_measure ?? []).map(shownOf),
  fct_landing: [],
};
const cardOf = async (changed: Tables = {}) => readScorecard(await queryOver({ ...tables, ...changed }));
const card = await cardOf();

function measureIn(of: Scorecard, code: string) {
  const measure = boardOf(of)
    .flatMap(measuresOf)
    .find((one) => one.code === code);
  if (!measure) throw new Error(`no measure ${code}`);
  return measure;
}

describe('who may see suppressed figures only', () => {
  test('sees those that are shown as everyone does', () => {
    expect(standingOf(measureIn(card, 'early_literacy_k2'))).toMatchObject({
      value: '72.0 %',
      counted: '720 of 1,000',
      gap: '3.0 points below target',
      status: 'off_track',
      needed: '30 more students needed',
    });
  });

  test('sees the band of an outermost share, and how many were counted', () => {
    expect(standingOf(measureIn(card, 'chronic_absence'))).toMatchObject({
      value: '>95 %',
      counted: '1,000 counted',
      gap: null,
      needed: null,
      status: 'not_shown',
    });
  });

  test('is told that a figure is not shown, which is not that there is no data', () => {
    const [reported, computed] = measureIn(card, 'reading_ccr_3_8').figures;
    const reading = measureIn(card, 'reading_ccr_3_8');
    expect(standingOf(reading, reported)).toMatchObject({
      value: 'not shown',
      counted: null,
      target: '37 %',
      gap: null,
      statusWords: 'not shown',
      year: '2024-25',
    });
    expect(standingOf(reading, computed)).toMatchObject({ value: 'not shown', counted: '2,000 counted' });
    expect(standingOf(measureIn(card, 'math_1_ccr')).value).toBe('no data');
  });

  test('reads the same of a small group as of what is hidden beside it', async () => {
    const other = await cardOf({
      fct_measure_suppressed: (published.fct_measure ?? [])
        .map((row) => (isReading(row) ? { ...row, numerator: 3, denominator: 9 } : row))
        .map(shownOf)
        .filter((row) => row.shows !== 'size'),
    });
    const [hidden] = measureIn(card, 'reading_ccr_3_8').figures;
    expect(measureIn(other, 'reading_ccr_3_8').figures).toEqual([hidden]);
  });

  test('finds the schools whose figure is not told after those that are ranked', () => {
    const schools = measureIn(card, 'early_literacy_k2').rankings.find(({ level }) => level === 'school');
    expect(schools?.rows.map(({ place, name, figure }) => [place, name, figure.band])).toEqual([
      [1, 'The "Little" <School>', null],
      [2, 'Oak & Elm Elementary', null],
      [null, 'Birch Middle', null],
      [null, "Pine's K-8", '<20'],
    ]);
  });

  test('sees a figure whole where a grant opens it, and what is suppressed only elsewhere', async () => {
    const both = await cardOf({ fct_measure: (published.fct_measure ?? []).filter(isReading) });
    const reading = measureIn(both, 'reading_ccr_3_8');
    expect(reading.figures.map(({ source, numerator, shows }) => [source, numerator, shows])).toEqual([
      ['reported', 21_324, 'figure'],
      ['computed', 610, 'figure'],
    ]);
    expect(reading.history.map(({ numerator }) => numerator)).toEqual([21_324, 610]);
    expect(standingOf(measureIn(both, 'chronic_absence')).value).toBe('>95 %');
  });

  test('of an area sees it beside the district as far as either is shown', async () => {
    const area = await readScorecard(
      await queryOver({
        ...areaTables,
        fct_measure: [],
        fct_measure_suppressed: (areaTables.fct_measure ?? []).map((row) =>
          row.organisation_code === '600901' ? suppressed(row, 'nothing') : suppressed(row),
        ),
      }),
      'part',
    );
    const shown = area.areas[0]?.lines.map(({ organisation, figures }) => [
      organisation.name,
      figures[0]?.shows,
      figures[0]?.numerator,
    ]);
    expect(shown).toEqual([
      ['Charlotte-Mecklenburg Schools', 'figure', 720],
      ['North', 'figure', 400],
      ['Oak & Elm Elementary', 'nothing', null],
      ['The "Little" <School>', 'figure', 260],
    ]);
    expect(renderTerminal(area, { columns: 100, hasColor: false })).toMatch(
      /Oak & Elm Elementary +not shown/,
    );
  });
});

describe('on the screens', () => {
  const text = renderTerminal(card, { columns: 100, hasColor: false });
  const page = renderPage(card, { generatedAt: '2026-01-09T12:00:00.000Z' });

  test('the terminal says not shown by mark and word, and once what that means', () => {
    expect(text).toMatch(/not shown +37 % +■ not shown +reported/);
    expect(text).toContain('not shown: kept back, so that nothing is told of a small group');
  });

  test('the page says so too, draws what is shown and nothing else', () => {
    expect(page).toContain('&gt;95 %');
    expect(page).toContain('#mark-not_shown');
    expect(page).not.toContain('NaN');
    const reading = measureIn(card, 'reading_ccr_3_8');
    expect(trendInWords(reading)).toContain('2024-25 not shown (reported)');
    expect(trendChart(reading)?.markup).not.toMatch(/33\.2|30\.5/);
  });

  test('what has come in is not said to be nothing', () => {
    expect(page).toContain('What has come in is shown to those who see the figures of the whole district.');
  });

  test('a reading of the plan that is kept back is said to be not shown, not to be missing', async () => {
    const kept = (row: Row): Row =>
      row.item_code === 'wig_requests'
        ? { ...row, reading: null, reading_date: null, status: 'not_shown' }
        : row;
    const plan = (published.fct_plan_item ?? []).map(kept);
    const of = await cardOf({ fct_plan_item: [], fct_plan_item_suppressed: plan });
    const line = renderTerminal(of, { columns: 200, hasColor: false });
    expect(line).toContain('target 4 days · due Jun 30, 2025 · not shown');
    expect(line).toContain('now done (Jul 15, 2025)');
  });

  test('who sees everything is not told of what is not shown', async () => {
    const whole = await readScorecard(await queryOver(published));
    expect(renderTerminal(whole, { columns: 100, hasColor: false })).not.toContain('not shown');
    expect(renderPage(whole, { generatedAt: '2026-01-09T12:00:00.000Z' })).not.toMatch(/Not shown/);
  });
});
