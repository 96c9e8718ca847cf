import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession, type Session } from '../../functions/engines/trino-session.ts';
import { s3Store } from '../../functions/stores/s3.ts';
import type { Store } from '../../functions/stores/store.ts';
import { type RunningTrino, startTrino } from '../../local/trino/server.ts';
import { type S3Server, startS3 } from './s3-server.ts';

let s3: S3Server;
let trino: RunningTrino;
let local: string;
let store: Store;
let session: Session;

/** As Athena has it: landed files in one bucket, curated tables in another, one session that sees both. */
beforeAll(async () => {
  s3 = await startS3();
  for (const bucket of ['store', 'curated']) await s3.createBucket(bucket);
  local = await mkdtemp(join(tmpdir(), 'control-tower-on-s3-'));
  store = s3Store({ client: s3.client, bucket: 'store', workFolder: join(local, 'work') });
  const { endpoint, region, credentials } = s3;
  trino = await startTrino({
    s3: { location: 's3://store', endpoint, region, credentials },
    metastore: 'shared',
    say: (line) => console.error(line),
  });
  session = openSession({ url: trino.url, user: 'control-tower', catalog: 'landed', schema: 'tower_model' });
  await session.run('create schema landed.tower_model');
  await session.run('create schema curated.tower_curated');
});
afterAll(async () => {
  await trino?.stop();
  await s3?.stop();
  if (local) await rm(local, { recursive: true, force: true });
});

async function rows(select: string): Promise<readonly (readonly unknown[])[]> {
  return (await session.run(select)).rows;
}

/** Lands rows as landing does: written by DuckDB in a local file, which is moved into the bucket. */
async function land(landingId: string, select: string): Promise<void> {
  const file = join(local, 'rows.parquet');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`copy (${select}) to '${file}' (format parquet, compression zstd)`);
  connection.closeSync();
  instance.closeSync();
  await store.moveIn(file, `landed/schools/landing_id=${landingId}/rows.parquet`);
}

describe('a Trino over S3', () => {
  test('reads what DuckDB landed, through an external table and a view on it', async () => {
    await land(
      'a1',
      `select '600304' as school_code, 180::integer as days, date '2024-08-26' as opened_date`,
    );
    await land(
      'b2',
      `select '600306' as school_code, 175::integer as days, null::date as opened_date from range(100)`,
    );
    await session.run(`create table source_schools (
      school_code varchar, days integer, opened_date date, landing_id varchar
    ) with (
      format = 'PARQUET', partitioned_by = array['landing_id'], external_location = 's3://store/landed/schools'
    )`);
    await session.run(`call landed.system.sync_partition_metadata('tower_model', 'source_schools', 'FULL')`);
    await session.run(`create view stg_schools as
      select school_code, max(days) as days, min(opened_date) as opened_date, count(*) as row_count
      from source_schools group by school_code`);
    expect(await rows('select * from stg_schools order by 1')).toEqual([
      ['600304', 180, '2024-08-26', 1],
      ['600306', 175, null, 100],
    ]);
  });

  test('keeps Iceberg tables in a bucket of their own, and merges a view into one', async () => {
    await session.run(`create table curated.tower_curated.dim_schools (school_code varchar, days integer)
      with (format = 'PARQUET', location = 's3://curated/dim_schools')`);
    const merge = `merge into curated.tower_curated.dim_schools as target
      using stg_schools as source on target.school_code = source.school_code
      when matched and target.days is distinct from source.days then update set days = source.days
      when not matched then insert (school_code, days) values (source.school_code, source.days)`;
    await session.run(merge);
    await land('b2', `select '600306' as school_code, 170::integer as days, null::date as opened_date`);
    await session.run(merge);
    expect(await rows('select * from curated.tower_curated.dim_schools order by 1')).toEqual([
      ['600304', 180],
      ['600306', 170],
    ]);
    const curated = await s3Store({ client: s3.client, bucket: 'curated', workFolder: local }).list('');
    expect(curated.some((key) => /^dim_schools\/data\/.*\.parquet$/.test(key))).toBe(true);
    expect(curated.some((key) => /^dim_schools\/metadata\/.*\.metadata\.json$/.test(key))).toBe(true);
  });

  test('shows one session both kinds of tables by the names of one catalog, as Athena does', async () => {
    expect(await rows('select * from tower_curated.dim_schools order by 1')).toHaveLength(2);
    await session.run(`update tower_curated.dim_schools set days = 169 where school_code = '600306'`);
    await session.run(
      `create view stg_both as select dim_schools.days from tower_curated.dim_schools
      join stg_schools on stg_schools.school_code = dim_schools.school_code`,
    );
    expect(await rows('select * from landed.tower_model.stg_both order by 1')).toEqual([[169], [180]]);
    expect(
      await rows(`select table_name, table_type from information_schema.tables
        where table_schema in ('tower_model', 'tower_curated') order by 1`),
    ).toEqual([
      ['dim_schools', 'BASE TABLE'],
      ['source_schools', 'BASE TABLE'],
      ['stg_both', 'VIEW'],
      ['stg_schools', 'VIEW'],
    ]);
  });

  test('makes Iceberg working tables in the schema of the landed ones', async () => {
    await session.run(`create table curated.tower_model.ind_days (school_code varchar, days integer)
      with (location = 's3://store/working/ind_days')`);
    await session.run('insert into ind_days select school_code, days from stg_schools');
    await session.run(`delete from ind_days where school_code = '600304'`);
    expect(await rows('select * from ind_days')).toEqual([['600306', 170]]);
  });

  test('sees no object of an upload that was never finished', async () => {
    const object = { Bucket: 'store', Key: 'landed/schools/landing_id=c3/rows.parquet' };
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(object));
    await s3.client.send(
      new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: Buffer.alloc(5_300_000) }),
    );
    await session.run(`call landed.system.sync_partition_metadata('tower_model', 'source_schools', 'FULL')`);
    expect(await rows('select landing_id from "source_schools$partitions" order by 1')).toEqual([
      ['a1'],
      ['b2'],
    ]);
  });
});
