import { describe, expect, test } from 'vitest';
import { trendChart } from '../../local/page/charts.ts';
import { html, trusted } from '../../local/page/html.ts';
import { renderPage } from '../../local/page/page.ts';
import { DARK, LIGHT } from '../../local/page/palette.ts';
import { readScorecard, type Scorecard } from '../../local/scorecard/scorecard.ts';
import { published } from './fixture.ts';
import { areaTables } from './fixture-areas.ts';
import { queryOver } from './query-over.ts';

const options = { generatedAt: '2026-01-09T12:00:00.000Z' };
const scorecard = await readScorecard(await queryOver(published));
const page = renderPage(scorecard, options);

const FREE_TEXT: Readonly<Record<string, readonly string[]>> = {
  dim_measure: ['measure_name', 'denominator_rule', 'rule_source'],
  dim_organisation: ['organisation_name'],
  dim_window: ['window_name'],
  dim_subgroup: ['subgroup_name', 'subgroup_family'],
  fct_measure: ['performance_area'],
  fct_target: ['source'],
  fct_plan_item: ['label', 'statement', 'department_name', 'reported_by', 'source'],
  fct_landing: ['feed', 'source'],
};

/** The markup of one card, by the code of its goal or guardrail. */
function card(code: string, of = page): string {
  return of.match(new RegExp(`<article class="card" id="${code}"[\\s\\S]*?</article>`))?.[0] ?? '';
}

/** What a reader sees of a piece of markup: its text, one space between words. */
function textOf(markup: string): string {
  return markup
    .replace(/<svg[\s\S]*?<\/svg>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

describe('a card', () => {
  test('says value, target, gap, what is needed, status and origin in words', () => {
    expect(textOf(card('goal-2'))).toContain(
      '33.2 % 2024-25 · 21,324 of 64,143 · as of Jun 11, 2025 Off track ' +
        'Target this year 37 % Gap 3.8 points below target To reach it 2,409 more students needed ' +
        'reported from NC DPI, Disag_2024-25_Data.txt ' +
        'Also on record: 30.5 % (610 of 2,000), computed made up',
    );
  });

  test('of a measure without a figure says no data and its last target', () => {
    expect(textOf(card('goal-3'))).toContain('No data No figure has come in. No data Target 57 % by 2028-29');
  });

  test('of a measure without a target says so', () => {
    expect(textOf(card('guardrail-3'))).toContain('22.9 %');
    expect(textOf(card('guardrail-3'))).toContain('No target set Target this year No target set');
    expect(textOf(card('guardrail-3'))).toContain("real from the district's extracts");
  });

  test('without a measure says that there is none', () => {
    expect(textOf(card('goal-4'))).toContain('No data · no measure is defined for it yet · no target set');
  });

  test('shows interim measures, windows, areas, subgroups and schools', () => {
    const text = textOf(card('goal-1'));
    expect(text).toContain(
      '1.1 Kindergarten at or above benchmark 74.5 % 2024-25 · 246 of 330 No target set',
    );
    expect(text).toContain('Beginning of year Middle of year End of year 2024-25 52.1 % 58.6 % 72.0 %');
    expect(text).toContain('1 North 80.0 % of 500 2 South 64.0 % of 500');
    expect(text).toContain('Program Economically disadvantaged 56.0 % of 500');
    expect(text).toContain('Schools: 4, made up');
    expect(text).toContain('– Birch Middle South not known of 400');
  });
});

describe('the page of a performance area', async () => {
  const area = renderPage(await readScorecard(await queryOver(areaTables), 'part'), options);
  const report = area.match(/<section id="area-Elementary"[\s\S]*?<\/section>/)?.[0] ?? '';

  test('begins with its own measures, its schools side by side beside the district', () => {
    const text = textOf(report);
    expect(text).toContain('North The measures of Elementary schools in 2024-25, side by side. made up');
    expect(text).toContain(
      'Charlotte-Mecklenburg Schools 72.0 % of 1,000 Off track 30.5 % of 2,000 Off track',
    );
    expect(text).toContain('North 80.0 % of 500 40.0 % of 200');
    expect(text).toContain('The "Little" <School> 86.7 % of 300 –');
    expect(text).toContain('No figure yet: 1.1 Kindergarten at or above benchmark.');
    expect(area.indexOf('id="area-Elementary"')).toBeLessThan(area.indexOf('id="at-a-glance"'));
    expect(area).toContain('<a href="#area-Elementary">North</a>');
  });

  test('folds the goals that say nothing of the area, and no other', () => {
    expect([...area.matchAll(/<summary>(Goal \d) [^<]*: of the district only/g)].map((of) => of[1])).toEqual([
      'Goal 3',
      'Goal 4',
    ]);
    expect(page).not.toContain('of the district only');
  });

  test('says whose figure stands beside the district at a glance, and what it is made of', () => {
    const glance = textOf(area.match(/<section id="at-a-glance"[\s\S]*?<\/section>/)?.[0] ?? '');
    expect(glance).toContain('72.0 % 2024-25 North: 80.0 % 75 % Off track made up');
    expect(glance).toContain('33.2 % 2024-25 North: 40.0 % made up 37 % Off track reported');
  });

  test('says which version an interim measure is', () => {
    expect(textOf(card('goal-1', area))).toContain('1.1 Kindergarten at or above benchmark version 2 74.5 %');
  });
});

describe('the trend', () => {
  test('is drawn in colours that follow the scheme, with no styles and no ids of its own', () => {
    const charts = scorecard.goals.flatMap((goal) =>
      goal.headline ? [trendChart(goal.headline)?.markup ?? ''] : [],
    );
    expect(charts).toHaveLength(3);
    for (const chart of charts) {
      const colors = [...chart.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map((match) => match[1]);
      expect(colors.filter((color) => !/^(none|var\(--[a-z-]+\))$/.test(color ?? ''))).toEqual([]);
      expect(colors).toContain('var(--target)');
      expect(chart).not.toMatch(/<style|\bzr\d|class="zr/);
    }
  });

  test('says in words what it shows', () => {
    expect(card('goal-2')).toContain(
      'aria-label="Grades 3-8 college and career ready in reading by school year. ' +
        'Figures: 2024-25 33.2 % (reported), 2024-25 30.5 % (made up). ' +
        'Published targets: 2022-23 31 % (baseline), 2024-25 37 %, 2028-29 50 %."',
    );
  });

  test('marks only targets that were published', () => {
    const [wide = ''] = card('goal-2').match(/<svg class="trend wide"[\s\S]*?<\/svg>/) ?? [];
    const targetMarks = wide.match(/<path[^>]*fill="var\(--paper\)" stroke="var\(--target\)"/g);
    expect(targetMarks).toHaveLength(3);
  });
});

describe('the plan', () => {
  test('shows each WIG with baseline, target, reading, due date, status and progress', () => {
    expect(textOf(page)).toContain(
      'approximately 7 days to 4 days by June 2025. 7 days 4 days 5.5 days reported May 2, 2025, Data Analytics ' +
        'Jun 30, 2025 Off track 50 % of the way',
    );
    expect(textOf(page)).toContain(
      'Create a directory of best practices. Not stated No target set No reading No due date No target set',
    );
  });

  test('links a WIG to the other place that states it', () => {
    expect(page).toContain('<tr id="wig-wig-tower">');
    expect(page).toContain('Also under <a href="#wig-wig-tower-department">Data Strategy</a>');
    expect(page).toContain('Also under <a href="#wig-wig-tower">Oe 5.001</a>');
  });

  test('names a pillar for which the plan has no strategy', () => {
    expect(textOf(page)).toContain(
      'People Excellence Improved employee experience. No strategy in this plan.',
    );
  });
});

describe('the page', () => {
  test('escapes every text of a table', () => {
    expect(page).toContain('The &quot;Little&quot; &lt;School&gt;');
    expect(page).toContain('Oak &amp; Elm Elementary');
    expect(page).toContain('Pine&#39;s K-8');
    expect(page).not.toContain('<School>');
    expect(html`<p title="${'"><i>'}">${['<b>', trusted('<br>')]}${null}</p>`.markup).toBe(
      '<p title="&quot;&gt;&lt;i&gt;">&lt;b&gt;<br></p>',
    );
  });

  test('escapes whatever text a table may hold, everywhere', async () => {
    const hostile = '<img src=x onerror="x">&\'$&';
    const hurt = Object.fromEntries(
      Object.entries(published).map(([table, rows]) => {
        const columns = FREE_TEXT[table] ?? [];
        const replaced = Object.fromEntries(columns.map((column) => [column, hostile]));
        return [table, rows.map((row) => ({ ...row, ...replaced }))];
      }),
    );
    const written = renderPage(await readScorecard(await queryOver(hurt)), options);
    expect(written).not.toContain('<img');
    expect(written.split('&lt;img src=x onerror=&quot;x&quot;&gt;&amp;&#39;$&amp;').length).toBeGreaterThan(
      100,
    );
  });

  test('asks for nothing and runs nothing', () => {
    const asks = /<script|<iframe|<img|<object|@import|url\(|https?:|\son[a-z]+=|\ssrc=/gi;
    expect([...page.matchAll(asks)].map((match) => match[0])).toEqual([]);
    expect([...page.matchAll(/<link [^>]*>/g)].map(String)).toEqual(['<link rel="icon" href="data:,">']);
  });

  test('names every place once, and every link inside leads somewhere', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const links = [...page.matchAll(/(?:href="|url\()#([^")]+)/g)].map((match) => match[1]);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !ids.includes(link))).toEqual([]);
  });

  test('warns of made-up figures while there are any, and only then', async () => {
    expect(textOf(page)).toContain('Some figures on this page are made up.');
    const rows = (table: string) => (published[table] ?? []).map((row) => ({ ...row, is_made_up: false }));
    const real = { ...published, fct_measure: rows('fct_measure'), fct_plan_item: rows('fct_plan_item') };
    const clean = renderPage(await readScorecard(await queryOver(real)), options);
    expect(textOf(clean)).not.toContain('Some figures on this page are made up.');
  });

  test('tells how fresh the data is and what waits in quarantine', () => {
    expect(textOf(page)).toContain(
      'Assessment results 2 Jan 7, 2026, 09:00 UTC 2 days ago 1,500 of 1,510 10 made up by this project made up',
    );
    expect(textOf(page)).toContain(
      'Publish 7 of Jan 7, 2026, 10:00 UTC · page written Jan 9, 2026, 12:00 UTC',
    );
  });

  test('is the same each time it is written from the same rows', () => {
    expect(renderPage(scorecard, options)).toBe(page);
  });

  test('can be written before anything is published', async () => {
    const empty: Scorecard = await readScorecard(await queryOver({}));
    expect(textOf(renderPage(empty, options))).toContain('Nothing is published yet');
  });
});

describe('the palette', () => {
  test.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('text reaches 4.5 to 1 in %s', (_, palette) => {
    const texts = [
      'ink',
      'muted',
      'figure',
      'target',
      'met',
      'on_track',
      'off_track',
      'no_target',
      'no_data',
    ] as const;
    const grounds = ['paper', 'tint', 'notice'] as const;
    const pairs = texts.flatMap((text) => grounds.map((ground) => ({ text, ground })));
    const weak = pairs.filter(({ text, ground }) => contrast(palette[text], palette[ground]) < 4.5);
    expect(weak).toEqual([]);
    expect(contrast(palette.bar, palette.paper)).toBeGreaterThanOrEqual(3);
  });
});

/** Contrast of two colours as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
