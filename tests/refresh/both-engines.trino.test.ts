import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import type { Engine } from '../../functions/engines/engine.ts';
import { openTrino } from '../../functions/engines/trino.ts';
import { land } from '../../functions/land/land.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { PUBLISHES, standing } from '../../functions/refresh/publishes.ts';
import { type RefreshResult, refresh } from '../../functions/refresh/refresh.ts';
import { findExtracts } from '../../local/extracts.ts';
import { generateDistrict } from '../../local/generate/generate.ts';
import { openWorkspace } from '../../local/workspace.ts';
import { rowsOf, selectOf } from './comparable-rows.ts';

const { url, folder } = inject('trino');
const clock = () => new Date('2025-09-01T08:00:00.000Z');
const feeds = await readFeeds();
const models = await readModels('sql');

let place: string;
let duckdb: Engine;
let trino: Engine;

/** The same landed files, a small made-up district and the samples, refreshed on both engines. */
beforeAll(async () => {
  place = await mkdtemp(join(folder, 'both-engines-'));
  const workspace = await openWorkspace(place);
  const madeUp = join(place, 'made-up');
  await mkdir(madeUp);
  await generateDistrict({ students: 400, seed: 7, outDir: madeUp });
  for (const extract of await findExtracts(['samples', madeUp], feeds)) {
    await land(extract, { store: workspace.store, feeds, clock, workFolder: workspace.workFolder });
  }
  await landCorrectedYear(madeUp);
  duckdb = await workspace.openWarehouse();
  const name = place.slice(folder.length + 1);
  trino = await openTrino({ url, location: `local:///${name}`, schema: 'both_engines' });
});

afterAll(async () => {
  await duckdb?.close();
  await trino?.close();
  if (place) await rm(place, { recursive: true, force: true });
});

/** Attendance of a year once more, but for one day: of the file before it that day alone still counts. */
async function landCorrectedYear(madeUp: string): Promise<void> {
  const name = (await readdir(madeUp)).find((file) => /^attendance.*2024.*csv$/.test(file)) ?? '';
  const [header = '', ...records] = (await readFile(join(madeUp, name), 'utf8')).trimEnd().split('\n');
  const day = /\d{4}-\d\d-\d\d/;
  const left = records.map((record) => day.exec(record)?.[0]).find((found) => found !== undefined) ?? '';
  const corrected = join(place, 'corrected');
  await mkdir(corrected);
  await copyFile(join(madeUp, 'extract.json'), join(corrected, 'extract.json'));
  const rest = records.filter((record) => !record.includes(left));
  await writeFile(join(corrected, name), `${[header, ...rest].join('\n')}\n`);
  const { store, workFolder } = await openWorkspace(place);
  for (const extract of await findExtracts([corrected], feeds)) {
    const { receipt } = await land(extract, { store, feeds, clock, workFolder });
    expect(receipt.outcome).toBe('landed');
  }
}

async function refreshOn(engine: Engine): Promise<RefreshResult> {
  const { store } = await openWorkspace(place);
  return await refresh({ store, engine, feeds, models, clock });
}

describe('on DuckDB and on Trino', () => {
  it('a refresh publishes, with the same warnings', async () => {
    const onDuckdb = await refreshOn(duckdb);
    expect(onDuckdb).toMatchObject({ outcome: 'published', publishId: 1 });
    expect(await refreshOn(trino)).toEqual(onDuckdb);
    // Several hundred statements, one after another.
  }, 1_800_000);

  describe.each(models.map((model) => [model.name, model] as const))('%s', (_, model) => {
    it('has the same columns and types', async () => {
      expect(await trino.columnsOf(model.name)).toEqual(await duckdb.columnsOf(model.name));
    });

    it('has the same rows', async () => {
      const rows = await rowsOf(duckdb, selectOf(model));
      expect(rows.length).toBeGreaterThan(0);
      expect(await rowsOf(trino, selectOf(model))).toEqual(rows);
    });
  });

  it.each([...feeds.keys()])('stg_%s has as many rows and the same types', async (name) => {
    const count = `select count(*) as landed from stg_${name}`;
    expect(await trino.columnsOf(`stg_${name}`)).toEqual(await duckdb.columnsOf(`stg_${name}`));
    expect(await trino.rows(count)).toEqual(await duckdb.rows(count));
  });

  it.each(models.filter((model) => model.layer === 'curated').map((model) => [model.name, model] as const))(
    'published %s is what was computed',
    async (_, model) => {
      const computed = await rowsOf(duckdb, selectOf(model));
      for (const engine of [duckdb, trino]) {
        expect(await rowsOf(engine, standing(engine, model.name, model.columns))).toEqual(computed);
      }
    },
  );

  it('a second refresh finds nothing new', async () => {
    for (const engine of [duckdb, trino]) {
      expect(await refreshOn(engine)).toEqual({ outcome: 'unchanged', publishId: 1 });
      const publishes = await engine.rows(`select count(*) as publishes from ${engine.curated(PUBLISHES)}`);
      expect(publishes).toEqual([{ publishes: 1n }]);
    }
  });
});
