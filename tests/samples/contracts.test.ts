import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { accessGrants } from '../../feeds/access-grants.ts';
import { assessmentMonitoring } from '../../feeds/assessment-monitoring.ts';
import type { Feed } from '../../feeds/contract/feed.ts';
import { dataRequests } from '../../feeds/data-requests.ts';
import { deliverables } from '../../feeds/deliverables.ts';
import { directoryEntries } from '../../feeds/directory-entries.ts';
import { measures } from '../../feeds/measures.ts';
import { milestones } from '../../feeds/milestones.ts';
import { planItems } from '../../feeds/plan-items.ts';
import { planReadings } from '../../feeds/plan-readings.ts';
import { projectToolUse } from '../../feeds/project-tool-use.ts';
import { publishedResults } from '../../feeds/published-results.ts';
import { readinessIndicators } from '../../feeds/readiness-indicators.ts';
import { schools } from '../../feeds/schools.ts';
import { surveyAnswers } from '../../feeds/survey-answers.ts';
import { targets } from '../../feeds/targets.ts';
import { readSample, SAMPLES, typed } from './sample.ts';

const FOLDERS = ['made-up', 'measures', 'plan', 'published'];
const CANONICAL: [string, Feed][] = [
  ['plan/plan_items.csv', planItems],
  ['measures/measures.csv', measures],
  ['measures/targets.csv', targets],
  ['published/schools.csv', schools],
  ['made-up/plan_readings.csv', planReadings],
  ['made-up/access_grants.csv', accessGrants],
  ['made-up/assessment_monitoring.csv', assessmentMonitoring],
  ['made-up/data_requests.csv', dataRequests],
  ['made-up/deliverables.csv', deliverables],
  ['made-up/directory_entries.csv', directoryEntries],
  ['made-up/milestones.csv', milestones],
  ['made-up/project_tool_use.csv', projectToolUse],
  ['made-up/readiness_indicators.csv', readinessIndicators],
  ['made-up/survey_answers.csv', surveyAnswers],
];
const DISAG = ['published/Disag_2024-25_district.csv', 'published/Disag_2024-25_three_schools.csv'];

function brokenIn(feed: Feed, record: Record<string, unknown>): string[] {
  const broken = feed.contract.safeParse(record).error?.issues.map((issue) => issue.path.join('.')) ?? [];
  const rules = feed.rules.filter((rule) => !rule.js(record)).map((rule) => rule.code);
  return [...broken, ...rules];
}

function keysOf(feed: Feed, records: Record<string, unknown>[]): string[] {
  return records.map((record) => feed.key.map((field) => record[field]).join(' | '));
}

describe('a sample in the canonical layout', () => {
  test.each(CANONICAL)("%s has the contract's field names as its header, in order", async (path, feed) => {
    const [header] = parse(await readFile(join(SAMPLES, path), 'utf8'), { to: 1 }) as string[][];
    expect(header).toEqual(feed.fields.map((field) => field.name));
  });

  test.each(CANONICAL)('%s holds only records that keep the contract and its rules', async (path, feed) => {
    const records = (await readSample(path)).map((cells) => typed(feed, cells));
    expect(records.length).toBeGreaterThan(0);
    expect(records.filter((record) => brokenIn(feed, record).length > 0)).toEqual([]);
  });

  test.each(CANONICAL)('%s says nothing twice', async (path, feed) => {
    const keys = keysOf(
      feed,
      (await readSample(path)).map((cells) => typed(feed, cells)),
    );
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
  });
});

describe('a sample in the layout of NC DPI', () => {
  const layout = publishedResults.layouts.find(({ name }) => name === 'nc_disag');

  test.each(DISAG)('%s says its school year in its name', (path) => {
    expect(layout?.fromFileName?.(path)).toEqual({ school_year: '2025' });
  });

  test.each(DISAG)('%s holds only records that keep the contract, masked percentages too', async (path) => {
    const records = (await readSample(path)).map((cells) => ({
      ...typed(publishedResults, cells),
      school_year: 2025,
    }));
    expect(records.filter((record) => brokenIn(publishedResults, record).length > 0)).toEqual([]);
  });

  test('no result is in both files', async () => {
    const records = (await Promise.all(DISAG.map(readSample))).flat();
    const keys = keysOf(publishedResults, records);
    expect(new Set(keys).size).toBe(53 + 22);
  });
});

describe('a record that names another', () => {
  test.each([
    ['measures/measures.csv', 'goal_code', 'plan/plan_items.csv', 'item_code'],
    ['measures/targets.csv', 'measure_code', 'measures/measures.csv', 'measure_code'],
    ['measures/measures.csv', 'of_measure', 'measures/measures.csv', 'measure_code'],
    ['made-up/plan_readings.csv', 'item_code', 'plan/plan_items.csv', 'item_code'],
    ['made-up/milestones.csv', 'measure_code', 'measures/measures.csv', 'measure_code'],
    ['made-up/survey_answers.csv', 'measure_code', 'measures/measures.csv', 'measure_code'],
    ['made-up/directory_entries.csv', 'strategy_code', 'plan/plan_items.csv', 'item_code'],
  ])('in %s every %s is one of %s', async (path, field, target, key) => {
    const known = new Set((await readSample(target)).map((cells) => cells[key]));
    const strangers = (await readSample(path))
      .map((cells) => cells[field])
      .filter((code) => code !== '' && !known.has(code));
    expect(strangers).toEqual([]);
  });
});

describe('where a sample comes from', () => {
  const extract = z.strictObject({ source: z.string().min(1), made_up: z.boolean() });

  test.each(FOLDERS)('%s says it, and says made up only where the files are', async (folder) => {
    const said = extract.parse(JSON.parse(await readFile(join(SAMPLES, folder, 'extract.json'), 'utf8')));
    expect(said.made_up).toBe(folder === 'made-up');
  });

  test.each(FOLDERS)('%s is plain UTF-8 with line feeds', async (folder) => {
    const files = (await readdir(join(SAMPLES, folder))).filter((file) => file.endsWith('.csv'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = await readFile(join(SAMPLES, folder, file));
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      expect({ file, odd: /[\r\uFEFF]/.test(text), ends: text.endsWith('\n') }).toEqual({
        file,
        odd: false,
        ends: true,
      });
    }
  });
});
