import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { openAthena } from '../../functions/engines/athena.ts';
import { LONGEST_STATEMENT } from '../../functions/engines/athena-sql.ts';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import type { Engine } from '../../functions/engines/engine.ts';
import { land } from '../../functions/land/land.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { PUBLISHES, standing } from '../../functions/refresh/publishes.ts';
import { type RefreshResult, refresh } from '../../functions/refresh/refresh.ts';
import { findExtracts } from '../../local/extracts.ts';
import { generateDistrict } from '../../local/generate/generate.ts';
import { rowsOf, selectOf } from '../refresh/comparable-rows.ts';
import { type AwsOnOneMachine, type Deployed, startAws } from './athena-fixture.ts';
import { writeFewModels } from './few-models.ts';

const clock = () => new Date('2025-09-01T08:00:00.000Z');
const feeds = await readFeeds();
const models = await readModels('sql');

let local: string;
let aws: AwsOnOneMachine;
let deployed: Deployed;
let duckdb: Engine;
let athena: Engine;

/** The samples and a small made-up district, landed in S3, refreshed by Athena and by DuckDB. */
beforeAll(async () => {
  local = await mkdtemp(join(tmpdir(), 'control-tower-refresh-'));
  aws = await startAws();
  deployed = await aws.deploy('tower_test');
  const { store } = deployed.engine;
  const madeUp = join(local, 'made-up');
  for (const folder of [madeUp, join(local, 'work')]) await mkdir(folder);
  await generateDistrict({ students: 400, seed: 7, outDir: madeUp });
  for (const extract of await findExtracts(['samples', madeUp], feeds)) {
    await land(extract, { store, feeds, clock, workFolder: join(local, 'work') });
  }
  duckdb = await openDuckdb({ path: join(local, 'warehouse.duckdb'), store });
  athena = openAthena(deployed.engine);
});

afterAll(async () => {
  await duckdb?.close();
  await athena?.close();
  await aws?.stop();
  if (local) await rm(local, { recursive: true, force: true });
});

async function refreshOn(engine: Engine): Promise<RefreshResult> {
  return await refresh({ store: deployed.engine.store, engine, feeds, models, clock });
}

describe('on Athena', () => {
  it('a refresh publishes what one on DuckDB publishes, with the same warnings', async () => {
    const onDuckdb = await refreshOn(duckdb);
    expect(onDuckdb).toMatchObject({ outcome: 'published', publishId: 1 });
    expect(await refreshOn(athena)).toEqual(onDuckdb);
    // Several hundred statements, one after another.
  }, 1_800_000);

  describe.each(models.map((model) => [model.name, model] as const))('%s', (_, model) => {
    it('has the same columns and types', async () => {
      expect(await athena.columnsOf(model.name)).toEqual(await duckdb.columnsOf(model.name));
    });

    it('has the same rows', async () => {
      const rows = await rowsOf(duckdb, selectOf(model));
      expect(rows.length).toBeGreaterThan(0);
      expect(await rowsOf(athena, selectOf(model))).toEqual(rows);
    });
  });

  it.each(models.filter((model) => model.layer === 'curated').map((model) => [model.name, model] as const))(
    'published %s is what was computed',
    async (_, model) => {
      const computed = await rowsOf(duckdb, selectOf(model));
      expect(await rowsOf(athena, standing(athena, model.name, model.columns))).toEqual(computed);
    },
  );

  it('a second refresh finds nothing new', async () => {
    expect(await refreshOn(athena)).toEqual({ outcome: 'unchanged', publishId: 1 });
    const publishes = await athena.rows(`select count(*) as publishes from ${athena.curated(PUBLISHES)}`);
    expect(publishes).toEqual([{ publishes: 1n }]);
  });

  it('a refresh that died after some tables is seen by nobody, and the next one takes it back', async () => {
    const few = await readModels(await writeFewModels(local));
    const columns = few.find(({ name }) => name === 'fct_measure')?.columns ?? [];
    const seen = () => rowsOf(athena, standing(athena, 'fct_measure', columns));
    const stored = () => rowsOf(athena, `select * from ${athena.curated('fct_measure')}`);
    const [seenBefore, storedBefore] = [await seen(), await stored()];
    aws.athena.knobs.fail(/^insert into .*"publishes"/, { category: 2, message: 'GENERIC_USER_ERROR' });
    await expect(
      refresh({ store: deployed.engine.store, engine: athena, feeds, models: few, clock }),
    ).rejects.toThrow('GENERIC_USER_ERROR');
    expect(await stored()).not.toEqual(storedBefore);
    expect(await seen()).toEqual(seenBefore);
    expect(await refreshOn(athena)).toEqual({ outcome: 'unchanged', publishId: 1 });
    expect(await stored()).toEqual(storedBefore);
  });

  it('every statement is one that Athena takes', () => {
    const longest = Math.max(...aws.athena.statements().map((statement) => Buffer.byteLength(statement)));
    expect(longest).toBeLessThan(LONGEST_STATEMENT);
  });
});
