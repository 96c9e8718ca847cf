import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../functions/refresh/models.ts';
import { standing } from '../../functions/refresh/publishes.ts';
import { NothingPublished, openPublished } from '../../local/published.ts';
import { WAREHOUSE } from '../../local/workspace.ts';
import { csv, models, SCHOOLS, school, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';

async function ask(test: TestWorkspace, sql: string, as: readonly Model[] = models): Promise<unknown[]> {
  const published = await openPublished(test.workspace, as);
  try {
    return await published.query(sql);
  } finally {
    await published.close();
  }
}

const NAMES = `select organisation_name from dim_organisation where organisation_level = 'school' order by 1`;

/** A workspace whose one school has had three names, each published. */
async function threeNames(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  for (const name of ['First', 'Second', 'Third']) {
    await test.landFile(`${name}.csv`, csv(SCHOOLS, school('600301', name)));
    await test.refresh();
  }
  return test;
}

describe('where nothing was published, a reader is told so', () => {
  const isTold = (test: TestWorkspace) =>
    expect(openPublished(test.workspace, models)).rejects.toThrow(NothingPublished);

  it('in a new workspace', async () => {
    await isTold(await testWorkspace());
  });

  it('when the first refresh was refused', async () => {
    const test = await testWorkspace();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    const refused = models.map((model) =>
      model.name === 'dim_organisation'
        ? {
            ...model,
            checks: [{ kind: 'row' as const, name: 'none', severity: 'error' as const, broken: 'true' }],
          }
        : model,
    );
    expect(await test.refresh({ models: refused })).toMatchObject({
      outcome: 'refused',
      publishId: undefined,
    });
    await isTold(test);
  });

  it('when the program was killed as it made the file', async () => {
    const test = await testWorkspace();
    const instance = await DuckDBInstance.create(join(test.workspace.folder, WAREHOUSE));
    instance.closeSync();
    await isTold(test);
  });

  it('and a file with nothing in it, as a full disk leaves it, is made anew', async () => {
    const test = await testWorkspace();
    await writeFile(join(test.workspace.folder, WAREHOUSE), '');
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301', 'First')));
    await test.refresh();
    expect(await ask(test, NAMES)).toEqual([{ organisation_name: 'First' }]);
  });
});

describe('a reader', () => {
  it('sees the last publish, and on request what stood after any other', async () => {
    const test = await threeNames();
    expect(await ask(test, NAMES)).toEqual([{ organisation_name: 'Third' }]);
    const engine = await test.workspace.openWarehouse({ readOnly: true });
    const organisations = models.find((model) => model.name === 'dim_organisation');
    const stood = async (publishId: number) =>
      await engine.rows(
        `with dim_organisation as (${standing(engine, 'dim_organisation', organisations?.columns ?? [], publishId)}) ${NAMES}`,
      );
    expect([await stood(0), await stood(1), await stood(2), await stood(3)]).toEqual([
      [],
      [{ organisation_name: 'First' }],
      [{ organisation_name: 'Second' }],
      [{ organisation_name: 'Third' }],
    ]);
    await engine.close();
  });

  it('is told when another program holds the warehouse, and by which it is held', async () => {
    const test = await threeNames();
    const engine = await test.workspace.openWarehouse();
    const reader = spawnSync(
      process.execPath,
      ['local/tower.ts', 'query', '--workspace', test.workspace.folder, NAMES],
      { encoding: 'utf8' },
    );
    await engine.close();
    expect(reader).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `tower: duckdb: another tower works in this workspace (process ${process.pid}): wait until it has ended\n`,
    });
  });

  it('has tables of its own beside them', async () => {
    const test = await threeNames();
    expect(await ask(test, `with named as (${NAMES}) select count(*) as names from named`)).toEqual([
      { names: 1n },
    ]);
    const counting =
      'WITH recursive counted as (select 1 as place union all select place + 1 from counted where place < 3)';
    expect(
      await ask(
        test,
        `${counting} select max(place) as place, max(publish_id) as publish from counted, publishes`,
      ),
    ).toEqual([{ place: 3, publish: 3n }]);
  });

  it('does without a column that a model was given since', async () => {
    const test = await threeNames();
    const wider = models.map((model) =>
      model.name === 'dim_organisation'
        ? {
            ...model,
            columns: [
              ...model.columns,
              {
                name: 'motto',
                type: 'varchar' as const,
                description: 'Its motto.',
                sensitivity: 'plain' as const,
              },
            ],
          }
        : model,
    );
    expect(await ask(test, NAMES, wider)).toEqual([{ organisation_name: 'Third' }]);
    await expect(ask(test, 'select motto from dim_organisation', wider)).rejects.toThrow('motto');
  });
});

it('a file that is landed again says the last word, row by row', async () => {
  const test = await testWorkspace();
  const old = csv(SCHOOLS, school('600301', 'Old'), school('600302', 'Other'));
  await test.landFile('schools_1.csv', old);
  await test.landFile('schools_2.csv', csv(SCHOOLS, school('600301', 'New')));
  await test.refresh();
  expect(await ask(test, NAMES)).toEqual([{ organisation_name: 'New' }, { organisation_name: 'Other' }]);
  await test.landFile('schools_1.csv', old, { again: true });
  expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: 2 });
  expect(await ask(test, NAMES)).toEqual([{ organisation_name: 'Old' }, { organisation_name: 'Other' }]);
});
