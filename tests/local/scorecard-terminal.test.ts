import { describe, expect, test } from 'vitest';
import { readScorecard } from '../../local/scorecard/scorecard.ts';
import { screenOf } from '../../local/scorecard/screen.ts';
import { renderTerminal } from '../../local/scorecard/terminal.ts';
import { published } from './fixture.ts';
import { queryOver } from './query-over.ts';

const scorecard = await readScorecard(await queryOver(published));

describe('in the terminal', () => {
  const lines = (columns: number) => renderTerminal(scorecard, { columns, hasColor: false }).split('\n');

  test('each goal shows its figure, target, status by mark and word, and where the figure is from', () => {
    const text = lines(100);
    expect(text.find((line) => line.includes('33.2 %'))).toMatch(/33\.2 % +37 % +↘ off track +reported$/);
    expect(text.find((line) => line.includes('30.5 %'))).toMatch(/also on record +30\.5 % .* made up$/);
    expect(text).toContain(
      '    2024-25 · 21,324 of 64,143 · 3.8 points below target · 2,409 more students needed',
    );
    expect(text.find((line) => line.includes('no measure yet'))).toMatch(
      /no data +no target set +· no data$/,
    );
  });

  test('each WIG shows baseline, target, due date, reading and status', () => {
    const text = lines(120).join('\n');
    expect(text).toContain('↘ off track       Reduce the time spent on reporting');
    expect(text).toContain(
      'baseline 7 days · target 4 days · due Jun 30, 2025 · now 5.5 days (May 2, 2025) · reported',
    );
    expect(text).toContain('baseline not stated · no target set · no due date · no reading');
    expect(text).toContain('also under Oe 5.001');
  });

  test('no line is longer than the screen', () => {
    for (const columns of [80, 100, 120])
      expect(Math.max(...lines(columns).map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  test('colour is for a terminal whose owner wants it', () => {
    expect(screenOf({ isTTY: true, columns: 200 }, {})).toEqual({ columns: 120, hasColor: true });
    expect(screenOf({ isTTY: true, columns: 40 }, { NO_COLOR: '1' })).toEqual({
      columns: 80,
      hasColor: false,
    });
    expect(screenOf({}, {})).toEqual({ columns: 100, hasColor: false });
    const escapeCode = '\u001b';
    expect(renderTerminal(scorecard, { columns: 100, hasColor: false })).not.toContain(escapeCode);
    expect(renderTerminal(scorecard, { columns: 100, hasColor: true })).toContain(escapeCode);
  });

  test('text from a table cannot steer the terminal', async () => {
    const card = await readScorecard(
      await queryOver({
        ...published,
        fct_plan_item: (published.fct_plan_item ?? []).map((row) => ({
          ...row,
          statement: 'a\u001b[2Jb\nc',
        })),
      }),
    );
    const text = renderTerminal(card, { columns: 100, hasColor: false });
    expect(text).not.toContain('\u001b');
    expect(text).toContain('a [2Jb c');
  });
});
