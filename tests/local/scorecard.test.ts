import { describe, expect, test } from 'vitest';
import type { Row } from '../../functions/engines/engine.ts';
import {
  boardOf,
  measuresOf,
  readScorecard,
  type Scorecard,
  titleOf,
} from '../../local/scorecard/scorecard.ts';
import { caveats, standingOf } from '../../local/scorecard/standing.ts';
import { renderTerminal } from '../../local/scorecard/terminal.ts';
import { figureRow, measureRow, published } from './fixture.ts';
import { queryOver, type Tables } from './query-over.ts';

const scorecard = await readScorecard(await queryOver(published));

async function scorecardWith(tables: Tables): Promise<Scorecard> {
  return readScorecard(await queryOver({ ...published, ...tables }));
}

function measureIn(card: Scorecard, code: string) {
  const measure = boardOf(card)
    .flatMap(measuresOf)
    .find((one) => one.code === code);
  if (!measure) throw new Error(`no measure ${code}`);
  return measure;
}

const literacy = measureIn(scorecard, 'early_literacy_k2');
const reading = measureIn(scorecard, 'reading_ccr_3_8');

describe('which figure leads', () => {
  test('a reported figure leads when the computed one is made up, and both stand side by side', () => {
    expect(reading.figures.map(({ source, origin, numerator }) => [source, origin, numerator])).toEqual([
      ['reported', 'reported', 21324],
      ['computed', 'made up', 610],
    ]);
  });

  test('a real computed figure leads over a reported one', async () => {
    const card = await scorecardWith({
      fct_measure: (published.fct_measure ?? []).map((row) => ({ ...row, is_made_up: false })),
    });
    expect(measureIn(card, 'reading_ccr_3_8').figures.map((figure) => figure.origin)).toEqual([
      'real',
      'reported',
    ]);
  });

  test('the year shown is the latest with a figure, by its annual window', () => {
    const [lead] = literacy.figures;
    expect(lead).toMatchObject({ schoolYear: 2025, windowCode: 'EOY', numerator: 720, targetMilli: 75_000 });
    expect(literacy.history.map((figure) => [figure.schoolYear, figure.numerator])).toEqual([
      [2024, 700],
      [2025, 720],
    ]);
  });

  test('before the annual window the last window so far is shown, and the year is in progress', async () => {
    const card = await scorecardWith({
      fct_measure: [
        ...(published.fct_measure ?? []),
        ...['BOY', 'MOY'].map((window_code, index) =>
          figureRow({
            measure_code: 'early_literacy_k2',
            school_year: 2026,
            window_code,
            numerator: 540 + index,
            denominator: 1000,
          }),
        ),
      ],
    });
    const measure = measureIn(card, 'early_literacy_k2');
    expect(measure.figures).toHaveLength(1);
    expect(measure.figures[0]).toMatchObject({ schoolYear: 2026, windowCode: 'MOY', numerator: 541 });
    expect(standingOf(measure)).toMatchObject({
      value: '54.1 %',
      target: '79 %',
      statusWords: 'year in progress',
    });
  });

  test('the annual window leads, even where the year goes on after it', async () => {
    const card = await scorecardWith({
      dim_measure: (published.dim_measure ?? []).map((row) => ({ ...row, annual_window: 'MOY' })),
    });
    expect(measureIn(card, 'early_literacy_k2').figures[0]).toMatchObject({
      windowCode: 'MOY',
      numerator: 586,
    });
  });

  test('the trend is of all students of the district, not of a grade, a subgroup or a school', () => {
    expect(reading.history.map((figure) => figure.numerator)).toEqual([21_324, 610]);
    expect(
      reading.published.map(({ schoolYear, kind, targetMilli }) => [schoolYear, kind, targetMilli]),
    ).toEqual([
      [2023, 'baseline', 31_000],
      [2025, 'target', 37_000],
      [2029, 'target', 50_000],
    ]);
  });

  test('a masked figure is not a figure', async () => {
    const card = await scorecardWith({
      fct_measure: [
        ...(published.fct_measure ?? []),
        figureRow({
          measure_code: 'reading_ccr_3_8',
          school_year: 2026,
          numerator: null,
          denominator: 64_000,
          status: 'no_data',
        }),
      ],
    });
    expect(measureIn(card, 'reading_ccr_3_8').figures[0]?.schoolYear).toBe(2025);
  });
});

describe('what is absent reads as words', () => {
  test('no data is not no target, and neither is zero', () => {
    expect(standingOf(measureIn(scorecard, 'math_1_ccr'))).toMatchObject({
      value: 'no data',
      target: '57 % by 2028-29',
      statusWords: 'no data',
      gap: null,
    });
    expect(standingOf(measureIn(scorecard, 'chronic_absence'))).toMatchObject({
      value: '22.9 %',
      target: 'no target set',
      statusWords: 'no target set',
      gap: null,
    });
    expect(standingOf(null)).toMatchObject({ value: 'no data', target: 'no target set' });
  });

  test('a goal without a measure stands on the board without a headline', () => {
    expect(scorecard.goals.map((goal) => goal.headline?.code ?? null)).toEqual([
      'early_literacy_k2',
      'reading_ccr_3_8',
      'math_1_ccr',
      null,
    ]);
    expect(scorecard.guardrails.map((guardrail) => guardrail.place)).toEqual([1, 2, 3, 4]);
  });

  test('while a guardrail has no measure of its own, the first that serves it stands there and says so', async () => {
    const card = await scorecardWith({
      dim_measure: (published.dim_measure ?? []).map((row) =>
        row.measure_code === 'chronic_absence' ? { ...row, role: 'supporting' } : row,
      ),
    });
    const [, , guardrail] = card.guardrails;
    expect(guardrail?.headline?.code).toBe('chronic_absence');
    expect(guardrail?.supporting).toEqual([]);
    expect(guardrail?.headline && caveats(guardrail.headline)).toEqual([
      'supporting measure',
      'lower is better',
    ]);
    expect(caveats(literacy)).toEqual([]);
  });

  test('where lower is better, a figure above its target says above, and what is needed is fewer', async () => {
    const absent: Row = {
      measure_code: 'chronic_absence',
      numerator: 229,
      denominator: 1000,
      target_milli: 20_000,
    };
    const card = await scorecardWith({
      fct_measure: [figureRow({ ...absent, status: 'off_track', students_needed: 29 })],
    });
    expect(standingOf(measureIn(card, 'chronic_absence'))).toMatchObject({
      gap: '2.9 points above target',
      status: 'off_track',
      needed: '29 fewer students needed',
    });
  });
});

test('a goal goes by its short title, and by its statement where its label is only a number', () => {
  const [goal] = scorecard.goals;
  if (!goal) throw new Error('no goal');
  expect(titleOf(goal)).toBe('Improved early literacy in grades K-2');
  expect(titleOf({ ...goal, label: 'Goal 1' })).toBe('Improved early literacy in grades K-2');
  expect(titleOf({ ...goal, label: 'Early literacy' })).toBe('Early literacy');
});

describe('who stands where', () => {
  const names = (code: string, level: string, card = scorecard) =>
    measureIn(card, code)
      .rankings.find((ranking) => ranking.level === level)
      ?.rows.map(({ place, name }) => [place, name]);

  test('schools and areas are ranked best first, those without a figure last', () => {
    expect(names('early_literacy_k2', 'performance_area')).toEqual([
      [1, 'North'],
      [2, 'South'],
    ]);
    expect(names('early_literacy_k2', 'school')).toEqual([
      [1, 'The "Little" <School>'],
      [2, 'Oak & Elm Elementary'],
      [2, "Pine's K-8"],
      [null, 'Birch Middle'],
    ]);
  });

  test('where lower is better the lowest comes first', async () => {
    const lower = (published.dim_measure ?? []).map((row) => ({ ...row, direction: 'lower' }));
    const card = await scorecardWith({ dim_measure: lower });
    expect(names('early_literacy_k2', 'performance_area', card)).toEqual([
      [1, 'South'],
      [2, 'North'],
    ]);
  });

  test('a gap is read in points, without the counts of its fraction', async () => {
    const card = await scorecardWith({
      dim_measure: [
        ...(published.dim_measure ?? []),
        measureRow({
          measure_code: 'literacy_gap',
          measure_name: 'Gap',
          goal_code: 'goal_1',
          role: 'supporting',
          kind: 'gap',
          direction: 'lower',
          of_measure: 'early_literacy_k2',
        }),
      ],
      fct_measure: [
        figureRow({ measure_code: 'literacy_gap', school_year: 2025, numerator: 7, denominator: 20 }),
      ],
    });
    expect(standingOf(measureIn(card, 'literacy_gap'))).toMatchObject({
      value: '35.0 points',
      counted: null,
    });
  });

  test('a ranking holds the figures of one source', () => {
    expect(reading.rankings).toHaveLength(1);
    expect(reading.rankings[0]?.rows.map((row) => row.figure.source)).toEqual(['reported']);
    expect(reading.rankings[0]?.beside).toBe(reading.figures[0]);
  });

  test('subgroups of the district stand in the order of their dimension', () => {
    expect(literacy.subgroups.map(({ name, family }) => [family, name])).toEqual([
      ['Race and ethnicity', 'Hispanic'],
      ['Program', 'Economically disadvantaged'],
    ]);
  });

  test('the windows of the year stand beside those of the year before', () => {
    const numerators = literacy.windows.map(({ windowName, figure, yearBefore }) => [
      windowName,
      figure?.numerator ?? null,
      yearBefore?.numerator ?? null,
    ]);
    expect(numerators).toEqual([
      ['Beginning of year', 521, 505],
      ['Middle of year', 586, null],
      ['End of year', 720, 700],
    ]);
  });
});

describe('publish and landings', () => {
  test('the last finished publish is named', () => {
    expect(scorecard.publish).toEqual({ id: 7, publishedAt: '2026-01-07T10:00:08.000' });
  });

  test('live landings are told by feed, with what waits in quarantine', () => {
    expect(scorecard.landings).toEqual([
      {
        feed: 'assessment_results',
        files: 2,
        lastLandedAt: '2026-01-07T09:00:00.000',
        records: 1510,
        landed: 1500,
        quarantined: 10,
        sources: ['made up by this project'],
        isMadeUp: true,
      },
      {
        feed: 'published_results',
        files: 1,
        lastLandedAt: '2026-01-06T08:30:00.000',
        records: 75,
        landed: 75,
        quarantined: 0,
        sources: ['NC DPI, Disag_2024-25_Data.txt'],
        isMadeUp: false,
      },
    ]);
  });

  test('an empty warehouse gives an empty scorecard, which can be printed', async () => {
    const empty = await readScorecard(await queryOver({}));
    expect(empty).toMatchObject({ publish: null, goals: [], guardrails: [], landings: [] });
    expect(renderTerminal(empty, { columns: 80, hasColor: false })).toContain('nothing is published yet');
  });

  test('a scorecard is plain values, which JSON holds', () => {
    expect(JSON.parse(JSON.stringify(scorecard))).toEqual(scorecard);
  });
});
