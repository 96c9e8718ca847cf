import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPage } from '../../local/page/page.ts';
import { readScorecard, type Scorecard } from '../../local/scorecard/scorecard.ts';
import { published } from '../local/fixture.ts';
import { areaTables } from '../local/fixture-areas.ts';
import { queryOver } from '../local/query-over.ts';
import { findChromium, HOW_TO_GET_ONE, launchChromium } from './chromium.ts';

const executable = findChromium();
if (!executable) {
  if (process.env.CI) throw new Error(HOW_TO_GET_ONE);
  console.warn(`The page is not tested in a browser: ${HOW_TO_GET_ONE}`);
}

const SCREENS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [390, 768, 1280].map((width) => ({ colorScheme, width })),
);

describe.runIf(executable)('the page in a browser', () => {
  let folder = '';
  let address = '';
  let ofArea = '';
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-'));
    address = await writePage('control-tower.html', await readScorecard(await queryOver(published)));
    ofArea = await writePage('area.html', await readScorecard(await queryOver(areaTables), 'part'));
    browser = await launchChromium(executable ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function writePage(name: string, scorecard: Scorecard): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, renderPage(scorecard, { generatedAt: '2026-01-09T12:00:00.000Z' }));
    return pathToFileURL(file).href;
  }

  /** Opens the page, hands it over, and closes what was opened. */
  async function withPage<Result>(
    options: BrowserContextOptions,
    use: (page: Page) => Promise<Result>,
    watch: (page: Page) => void = () => undefined,
    url = address,
  ): Promise<Result> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      watch(page);
      await page.goto(url);
      return await use(page);
    } finally {
      await context.close();
    }
  }

  const screen = (width: number) => ({ viewport: { width, height: 900 } });
  const unfoldAll = 'for (const fold of document.querySelectorAll("details")) fold.open = true';

  test('opens from a file without an error and without asking for anything', async () => {
    const requests: string[] = [];
    const complaints: string[] = [];
    await withPage(
      screen(1280),
      async (page) => {
        await page.waitForLoadState('networkidle');
        await page.evaluate(unfoldAll);
      },
      (page) => {
        page.on('request', (request) => requests.push(request.url()));
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (message) => complaints.push(message.text()));
      },
    );
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([address]);
    expect(complaints).toEqual([]);
  });

  test.each(SCREENS)(
    'never scrolls sideways at $width px in $colorScheme',
    async ({ colorScheme, width }) => {
      const tooWide = `[...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120))`;
      const holds = async (page: Page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        await page.evaluate(unfoldAll);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await page.evaluate(tooWide)).toEqual([]);
      };
      await withPage({ ...screen(width), colorScheme }, holds);
      await withPage({ ...screen(width), colorScheme }, holds, undefined, ofArea);
    },
  );

  test('reads the same with scripts switched off', async () => {
    const read = (page: Page) => page.evaluate<string>('document.body.innerText');
    const without = await withPage({ ...screen(1280), javaScriptEnabled: false }, read);
    expect(without).toBe(await withPage(screen(1280), read));
    expect(without).toContain('33.2 %');
  });

  test.each([390, 1280])('shows the status of every card in words and by a mark at %i px', async (width) => {
    await withPage(screen(width), async (page) => {
      const cards = await page.locator('.card').all();
      expect(cards).toHaveLength(8);
      for (const card of cards) {
        const status = card.locator('.status').first();
        expect(await status.isVisible()).toBe(true);
        expect(await status.textContent()).toMatch(/^(Met|On track|Off track|No target set|No data)$/);
        const mark = await status.locator('.mark').boundingBox();
        expect(mark?.width).toBeGreaterThan(10);
      }
    });
  });

  test.each([390, 1280])('shows the schools of an area with their figures at %i px', async (width) => {
    const read = async (page: Page) => {
      const school = page.locator('.matrix tr.school').first();
      const cells = await school.locator('td').all();
      const labels = `[...document.querySelectorAll('.matrix tr.school td')].map((cell) =>
        getComputedStyle(cell, '::before').content)`;
      return {
        figures: await Promise.all(cells.map((cell) => cell.textContent())),
        status: await page.locator('.matrix tr.whole .status').first().isVisible(),
        labels: await page.evaluate<string[]>(labels),
      };
    };
    const { figures, status, labels } = await withPage(screen(width), read, undefined, ofArea);
    expect(figures).toEqual(['70.0 % of 200', '35.0 % of 100']);
    expect(status).toBe(true);
    // On a phone, where the head is not seen, each figure says which measure it is of.
    expect(labels[0]).toBe(
      width === 390 ? '"K-2 students at or above benchmark in early literacy, End of year"' : 'none',
    );
  });

  test('draws one trend of a card, with letters of at least 11 px, and in the colours of the scheme', async () => {
    const trends = `[...document.querySelectorAll('.trend')].filter((trend) => trend.getBoundingClientRect().width > 0)`;
    const smallest = `Math.min(...${trends}.flatMap((trend) => [...trend.querySelectorAll('text')].map((text) =>
      parseFloat(getComputedStyle(text).fontSize) * trend.getBoundingClientRect().width / trend.viewBox.baseVal.width)))`;
    const ink = `getComputedStyle(${trends}[0].querySelector('text')).fill`;
    const look = (page: Page) =>
      Promise.all([page.evaluate(`${trends}.length`), page.evaluate(smallest), page.evaluate(ink)]);
    const [light, dark] = [
      await withPage({ ...screen(1280), colorScheme: 'light' }, look),
      await withPage({ ...screen(390), colorScheme: 'dark' }, look),
    ];
    expect(light).toEqual([4, expect.any(Number), 'rgb(86, 97, 108)']);
    expect(dark).toEqual([4, expect.any(Number), 'rgb(169, 178, 187)']);
    expect(light[1]).toBeGreaterThanOrEqual(11);
    expect(dark[1]).toBeGreaterThanOrEqual(11);
  });

  test('prints light whatever the screen is', async () => {
    const colors = `[document.body, document.querySelector('h1')].map((element) => {
      const { backgroundColor, color } = getComputedStyle(element);
      return [backgroundColor, color];
    })`;
    await withPage({ ...screen(700), colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(colors)).toEqual([
        ['rgb(255, 255, 255)', 'rgb(29, 38, 48)'],
        ['rgba(0, 0, 0, 0)', 'rgb(29, 38, 48)'],
      ]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(700);
    });
  });

  test('leads from the first screen to a card by keyboard', async () => {
    await withPage(screen(1280), async (page) => {
      await page.locator('.glance a').first().focus();
      await page.keyboard.press('Enter');
      expect(page.url()).toBe(`${address}#goal-1`);
    });
  });
});
