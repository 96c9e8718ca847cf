import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ALL_INDICATORS, readModels } from '../../functions/refresh/models.ts';
import { readMeasures } from '../../local/dictionary/measures.ts';
import { renderDictionary } from '../../local/dictionary/render.ts';
import { feeds, models } from '../fixture-workspace.ts';

const measures = await readMeasures();
const dictionary = renderDictionary(feeds, models, measures);
/** The cells of a row of a table, by the first of them. */
const rowOf = (first: string) =>
  dictionary
    .split('\n')
    .find((line) => line.startsWith(`| ${first} | `))
    ?.slice(2, -2)
    .split(' | ');

const folder = await mkdtemp(join(tmpdir(), 'models-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
await cp('sql', folder, { recursive: true });
const written = models.filter(({ name }) => name !== ALL_INDICATORS);

/** What is said of the models when one file is written in other words. */
async function saidOf(file: string, change: (text: string) => string): Promise<unknown> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  expect(change(text), file).not.toBe(text);
  await writeFile(path, change(text));
  try {
    return await readModels(folder).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
  } finally {
    await writeFile(path, text);
  }
}

describe('every model', () => {
  it.each(written.map(({ file }) => file.replace(/^sql\//, '')))(
    '%s is refused without its key',
    async (file) => {
      expect(await saidOf(file, (text) => text.replace(/\bKey: /, ''))).toContain(file);
    },
  );

  it('is refused with a column that is not described', async () => {
    const files = [
      'staging/staging.yml',
      'metrics/metrics.yml',
      'curated/curated.yml',
      'indicators/indicators.yml',
    ];
    for (const file of files) {
      const said = await saidOf(file, (text) => text.replace(/^ +description: .*\n/m, ''));
      expect(said).toContain(`${file}: not a properties file that can be used`);
    }
  });

  it('has a check of its key, or says who holds it', () => {
    const unchecked = written.filter(
      ({ key, checks }) => !checks.some(({ name }) => name === `unique ${key.join(', ')}`),
    );
    expect(unchecked.map(({ name }) => name)).toEqual([
      // Grouped by the key.
      'stg_student_attendance',
      'stg_student_level_days',
      // As the key of the feed of students, which landing holds.
      'stg_student_pairs',
      'stg_student_subgroups',
      'stg_student_traits',
      // As that of met_measure_counts.
      'met_rates',
    ]);
  });

  it('stands in the dictionary with its rule, its key and what each column means', () => {
    for (const { name, description, key, columns } of written) {
      expect(dictionary).toContain(`### ${name}\n\n${description} Key: ${key.join(', ')}.`);
      expect(columns.filter((column) => column.description.length < 5)).toEqual([]);
    }
  });
});

describe('every measure', () => {
  it.each(measures.map((measure) => [measure.measure_code, measure] as const))(
    '%s stands in the dictionary with its rule, where that comes from, and a model that counts it',
    (code, { measure_name, denominator_rule, rule_source }) => {
      const [, name, rule, source, countedBy] = rowOf(code) ?? [];
      expect([name, rule, source]).toEqual([measure_name, denominator_rule, rule_source]);
      expect(source).toMatch(/\w+ \w+/);
      expect(countedBy).toMatch(/^ind_\w+(, ind_\w+)*$/);
    },
  );

  it('that has no source does not land', () => {
    const field = feeds.get('measures')?.fields.find(({ name }) => name === 'rule_source');
    expect(field?.required).toBe(true);
  });
});
