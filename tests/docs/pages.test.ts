import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { land } from '../../functions/land/land.ts';
import { lintModel } from '../../functions/refresh/lint/lint.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { openPublished } from '../../local/published.ts';
import { csv, models, SCHOOLS, school, testWorkspace } from '../fixture-workspace.ts';

/** The blocks of a page that are files, by the name that stands behind the language. */
async function filesOf(page: string): Promise<Map<string, string>> {
  const text = await readFile(page, 'utf8');
  const blocks = [...text.matchAll(/^ *```\w+ (\S+)\n([\s\S]*?)^ *```/gm)];
  return new Map(blocks.map(([, name = '', body = '']) => [name, body.replaceAll(/^ {3}/gm, '')]));
}

function fileOf(files: ReadonlyMap<string, string>, name: string): string {
  const file = files.get(name);
  if (file === undefined) throw new Error(`the page has no block ${name}`);
  return file;
}

it('"add a feed" does what it says', async () => {
  const files = await filesOf('docs/add-a-feed.md');
  const folder = await mkdtemp(join(tmpdir(), 'add-a-feed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp('feeds', join(folder, 'feeds'), { recursive: true });
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'feeds/library-visits.ts'), fileOf(files, 'feeds/library-visits.ts'));
  const feeds = await readFeeds(join(folder, 'feeds'));

  const test = await testWorkspace();
  await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
  const name = 'library_visits_2025-03-03.csv';
  const path = await test.write(name, fileOf(files, name));
  const { store, workFolder } = test.workspace;
  const { receipt } = await land(
    { path, source: 'test', isMadeUp: false },
    { store, feeds, workFolder, clock: () => new Date() },
  );
  expect(receipt).toMatchObject({
    feed: 'library_visits',
    records: 2,
    landed: 1,
    quarantined: 1,
    brokenRules: [{ field: 'books_lent', rule: 'not_an_integer', firstRecord: 2 }],
  });
});

it('"add a measure" does what it says, without any TypeScript', async () => {
  const files = await filesOf('docs/add-a-measure.md');
  const folder = await mkdtemp(join(tmpdir(), 'add-a-measure-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(folder, { recursive: true });
  await cp('sql', join(folder, 'sql'), { recursive: true });
  const model = 'sql/indicators/ind_math_ccr.sql';
  await writeFile(join(folder, model), fileOf(files, model));
  expect(lintModel(model, fileOf(files, model), new Set())).toEqual([]);

  const test = await testWorkspace();
  await test.landFile('plan_items.csv', await readFile('samples/plan/plan_items.csv'));
  for (const [name, sample] of [
    ['measures.csv', 'samples/measures/measures.csv'],
    ['targets.csv', 'samples/measures/targets.csv'],
  ] as const) {
    const { receipt } = await test.landFile(name, (await readFile(sample, 'utf8')) + fileOf(files, name));
    expect(receipt).toMatchObject({ quarantined: 0 });
  }
  await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
  const header =
    'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score';
  const result = (student: number, level: string) =>
    `2025,EOG,MA,YEAR,${student},600301,03,2025-05-20,RG,${level},`;
  await test.landFile(
    'assessment_results.csv',
    csv(
      header,
      result(10001, 'Level 4'),
      result(10002, 'Level 5'),
      result(10003, 'Level 3'),
      result(10004, 'Level 4'),
    ),
  );
  expect(await test.refresh({ models: await readModels(join(folder, 'sql')) })).toMatchObject({
    outcome: 'published',
  });

  const published = await openPublished(test.workspace, models);
  const figures = await published.query(
    `select organisation_code, numerator, denominator, status from fct_measure
    where measure_code = 'math_ccr_3_8' and grade = 'ALL' and subgroup_code = 'ALL' order by organisation_level`,
  );
  await published.close();
  expect(figures).toEqual([
    { organisation_code: '600LEA', numerator: 3n, denominator: 4n, status: 'met' },
    { organisation_code: '600301', numerator: 3n, denominator: 4n, status: 'no_target' },
  ]);
});
