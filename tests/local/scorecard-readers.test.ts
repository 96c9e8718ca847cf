import { describe, expect, it } from 'vitest';
import { scorecardOf } from '../../local/commands/show.ts';
import type { Figure } from '../../local/scorecard/figure.ts';
import { boardOf, type Scorecard } from '../../local/scorecard/scorecard.ts';
import { school } from '../fixture-workspace.ts';
import { published } from '../metrics/figures.ts';

/** So many third graders of a school, some of them ready in reading. */
const results = (code: string, first: number, students: number, ready: number) =>
  Array.from({ length: students }, (_, at) => {
    const level = at < ready ? 'Level 4' : 'Level 3';
    return `2025,EOG,RD,YEAR,${first + at},${code},03,2025-05-20,RG,${level},`;
  });

const { test } = await published({
  schools: [
    school('600301', 'Oak'),
    school('600302', 'Elm'),
    school('600303', 'Fir'),
    school('600304', 'Ash'),
  ],
  performance_area_assignments: [
    '600301,Elementary 1,Elementary,2020-07-01,',
    '600302,Elementary 1,Elementary,2020-07-01,',
    '600303,Elementary 1,Elementary,2020-07-01,',
    '600304,Elementary 2,Elementary,2020-07-01,',
  ],
  assessment_results: [
    ...results('600301', 10000, 40, 20),
    ...results('600302', 20000, 6, 3),
    ...results('600303', 30000, 30, 12),
    ...results('600304', 40000, 60, 30),
  ],
  access_grants: [
    'leader,district,600LEA,aggregates,true,2020-07-01,',
    'board,district,600LEA,suppressed_aggregates,true,2020-07-01,',
    'area,performance_area,Elementary 1,aggregates,true,2020-07-01,',
    'area.office,performance_area,Elementary 1,suppressed_aggregates,true,2020-07-01,',
    'both,performance_area,Elementary 1,aggregates,true,2020-07-01,',
    'both,performance_area,Elementary 2,suppressed_aggregates,true,2020-07-01,',
  ],
});

const cardOf = (as: string) => scorecardOf(test.workspace.folder, { as });

const shown = ({ shows, numerator, denominator }: Figure) =>
  shows === 'figure' ? `${numerator} of ${denominator}` : shows;

function readingOf(card: Scorecard) {
  const reading = boardOf(card).find(({ headline }) => headline?.code === 'reading_ccr_3_8')?.headline;
  if (!reading) throw new Error('no measure of reading');
  return reading;
}

/** The lines of reading in a report, by name. */
function linesOf(card: Scorecard): (string | null)[][] {
  return card.areas.flatMap(({ columns, lines }) => {
    const at = columns.findIndex(({ measure }) => measure.code === 'reading_ccr_3_8');
    return lines.map(({ organisation, figures }) => {
      const figure = figures[at] ?? null;
      return [organisation.name, figure && shown(figure)];
    });
  });
}

describe('the scorecard that the grants open', () => {
  it('of whoever leads is whole, without a report of an area', async () => {
    const card = await cardOf('leader');
    expect(card.areas).toEqual([]);
    expect(readingOf(card).figures.map(shown)).toEqual(['65 of 136']);
    expect(readingOf(card).rankings.flatMap(({ rows }) => rows)).toHaveLength(6);
  });

  it('of the board shows the district and hides the small school, with another beside it', async () => {
    const reading = readingOf(await cardOf('board'));
    expect(reading.figures.map(shown)).toEqual(['65 of 136']);
    const schools = reading.rankings.find(({ level }) => level === 'school')?.rows ?? [];
    const hidden = schools.filter(({ figure }) => figure.shows === 'nothing').map(({ name }) => name);
    expect(hidden).toContain('Elm');
    expect(hidden.length).toBeGreaterThan(1);
  });

  it('of a superintendent begins with the own schools, whole, beside the district', async () => {
    expect(linesOf(await cardOf('area'))).toEqual([
      ['Charlotte-Mecklenburg Schools', '65 of 136'],
      ['Elementary 1', '35 of 76'],
      ['Elm', '3 of 6'],
      ['Fir', '12 of 30'],
      ['Oak', '20 of 40'],
    ]);
  });

  it('of the office of an area is the same with the small school hidden', async () => {
    const lines = new Map(linesOf(await cardOf('area.office')).map(([name, value]) => [name, value]));
    expect(lines.get('Charlotte-Mecklenburg Schools')).toBe('65 of 136');
    expect(lines.get('Elm')).toBe('nothing');
    expect([...lines.keys()]).toEqual(linesOf(await cardOf('area')).map(([name]) => name));
  });

  it('of one with two grants is whole where one opens it, and suppressed where the other does', async () => {
    const lines = new Map(linesOf(await cardOf('both')).map(([name, value]) => [name, value]));
    expect(lines.get('Elm')).toBe('3 of 6');
    expect([...lines.keys()]).toContain('Ash');
  });

  it('of nobody is empty', async () => {
    const card = await cardOf('nobody');
    expect(card).toMatchObject({ audience: 'nobody', areas: [], goals: [], guardrails: [] });
  });
});
