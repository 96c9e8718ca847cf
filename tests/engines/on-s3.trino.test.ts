import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import { openTrino } from '../../functions/engines/trino.ts';
import { land } from '../../functions/land/land.ts';
import { standing } from '../../functions/refresh/publishes.ts';
import { refresh } from '../../functions/refresh/refresh.ts';
import { s3Store } from '../../functions/stores/s3.ts';
import { findExtracts } from '../../local/extracts.ts';
import { type RunningTrino, startTrino } from '../../local/trino/server.ts';
import { type S3Server, startS3 } from '../aws/s3-server.ts';
import { feeds, models } from '../fixture-workspace.ts';
import { describeEngine } from './engine-contract.ts';

let s3: S3Server;
let trino: RunningTrino;
let local: string;
let opened = 0;

beforeAll(async () => {
  s3 = await startS3();
  await s3.createBucket('tower');
  local = await mkdtemp(join(tmpdir(), 'control-tower-on-s3-'));
  const { endpoint, region, credentials } = s3;
  trino = await startTrino({
    s3: { location: 's3://tower', endpoint, region, credentials },
    say: (line) => console.error(line),
  });
});
afterAll(async () => {
  await trino?.stop();
  await s3?.stop();
  if (local) await rm(local, { recursive: true, force: true });
});

describeEngine('Trino over S3', async () => {
  opened += 1;
  const place = `port_${opened}`;
  // The server keeps an object as a file under its key: what the contract writes there is an object.
  const workspace = join(s3.folder, 'buckets/tower', place);
  await mkdir(workspace, { recursive: true });
  const engine = await openTrino({ url: trino.url, location: `s3://tower/${place}`, schema: place });
  return { engine, workspace };
});

describe('the samples in a bucket', () => {
  test('land there, and are published the same by Trino, which reads them there, and by DuckDB, which fetches them', async () => {
    const workFolder = join(local, 'work');
    await mkdir(workFolder);
    const store = s3Store({ client: s3.client, bucket: 'tower', prefix: 'samples/', workFolder });
    const clock = () => new Date('2025-09-01T08:00:00.000Z');
    for (const extract of await findExtracts(['samples'], feeds)) {
      const { outcome } = await land(extract, { store, feeds, clock, workFolder });
      expect(outcome).toBe('landed');
    }
    const duckdb = await openDuckdb({ path: join(local, 'warehouse.duckdb'), store });
    const engine = await openTrino({ url: trino.url, location: 's3://tower/samples/', schema: 'samples' });
    const onDuckdb = await refresh({ store, engine: duckdb, feeds, models, clock });
    expect(onDuckdb).toMatchObject({ outcome: 'published', publishId: 1 });
    expect(await refresh({ store, engine, feeds, models, clock })).toEqual(onDuckdb);
    const curated = models.filter((model) => model.layer === 'curated');
    const rowCounts = new Set<number>();
    for (const { name, columns } of curated) {
      const [computed, published] = await Promise.all(
        [duckdb, engine].map(async (one) => texts(await one.rows(standing(one, name, columns)))),
      );
      expect({ name, rows: published }).toEqual({ name, rows: computed });
      rowCounts.add(computed?.length ?? 0);
    }
    expect(Math.max(...rowCounts)).toBeGreaterThan(100);
    expect(await refresh({ store, engine, feeds, models, clock })).toEqual({
      outcome: 'unchanged',
      publishId: 1,
    });
    await duckdb.close();
  });
});

const texts = (rows: readonly object[]) =>
  rows
    .map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
    .sort();
