import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAthena } from '../../functions/engines/athena.ts';
import { openAthenaSession } from '../../functions/engines/athena-session.ts';
import type { Engine } from '../../functions/engines/engine.ts';
import { openSession, type Session } from '../../functions/engines/trino-session.ts';
import { type EraseTools, eraseStudent, searchStudent } from '../../functions/erase/erase.ts';
import { athenaDialect, trinoDialect } from '../../functions/erase/iceberg-dialects.ts';
import { icebergWarehouse } from '../../functions/erase/iceberg-warehouse.ts';
import { studentOf } from '../../functions/erase/student.ts';
import type { VersionedObjects } from '../../functions/erase/versions.ts';
import { identifierColumns } from '../../functions/erase/warehouse.ts';
import { land } from '../../functions/land/land.ts';
import { type Model, readModels } from '../../functions/refresh/models.ts';
import { refresh } from '../../functions/refresh/refresh.ts';
import { s3Store } from '../../functions/stores/s3.ts';
import { s3Versions } from '../../functions/stores/s3-versions.ts';
import type { Store } from '../../functions/stores/store.ts';
import { type AwsOnOneMachine, type Deployed, startAws, WORKGROUP } from '../aws/athena-fixture.ts';
import { writeFewModels } from '../aws/few-models.ts';
import { csv, models as everyModel, feeds, STUDENTS, student } from '../fixture-workspace.ts';
import { filesWith } from './bytes.ts';
import { DISTRICT, ID, OTHERS } from './district.ts';

const REQUEST = { student: studentOf(ID, feeds), secret: 'a secret of the district', askedBy: 'request-17' };
// Uploads of an hour ago have died.
const later = () => new Date(Date.now() + 2 * 60 * 60 * 1000);

/** All that is stored of a student, and what it is made of. */
const OF_STUDENTS = [
  'ind_attendance',
  'ind_early_literacy',
  ...everyModel
    .filter(({ materialized }) => materialized === 'table')
    .filter(({ columns }) => columns.some(({ sensitivity }) => sensitivity === 'identifier'))
    .map(({ name }) => name),
];

let models: readonly Model[];
let aws: AwsOnOneMachine;
let deployed: Deployed;
let local: string;
let store: Store;
let engine: Engine;
let onTrino: Session;

beforeAll(async () => {
  local = await mkdtemp(join(tmpdir(), 'control-tower-erase-'));
  await mkdir(join(local, 'work'));
  models = await readModels(await writeFewModels(local, OF_STUDENTS));
  aws = await startAws();
  deployed = await aws.deploy('erase_test');
  const { client } = aws.s3;
  await aws.s3.createBucket('inbox');
  for (const Bucket of [deployed.storeBucket, deployed.curatedBucket, 'inbox']) {
    await client.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
  }
  store = s3Store({ client, bucket: deployed.storeBucket, workFolder: join(local, 'copies') });
  engine = openAthena({ ...deployed.engine, store });
  onTrino = openSession({
    url: aws.trino.url,
    user: 'control-tower',
    catalog: 'curated',
    schema: deployed.engine.curatedDatabase,
  });
});
afterAll(async () => {
  await engine?.close();
  await aws?.stop();
  if (local) await rm(local, { recursive: true, force: true });
});

async function landFile(name: string, content: string): Promise<void> {
  const path = join(local, name);
  await writeFile(path, content);
  const tools = { store, feeds, clock: () => new Date(), workFolder: join(local, 'work') };
  const { receipt } = await land({ path, source: 'test', isMadeUp: false }, tools);
  if (receipt.outcome !== 'landed') return;
  await store.moveIn(path, `raw/${receipt.contentId}`);
}

async function put(bucket: string, key: string, content: string): Promise<void> {
  await aws.s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
}

/** A published table that holds students, with history, its smallest and largest id the erased one's. */
async function publishStudents(): Promise<void> {
  const columns = [
    { name: 'student_id', type: 'varchar' },
    { name: 'days_absent', type: 'bigint' },
  ] as const;
  await engine.ensureCurated('fct_student_days', columns);
  const publish = async (publishId: number, days: number) => {
    const ids = [ID, ...OTHERS].map((id) => `select '${id}' as student_id, bigint '${days}' as days_absent`);
    await engine.createView('fct_student_days', ids.join(' union all '));
    await engine.publish({
      table: 'fct_student_days',
      columns,
      key: ['student_id'],
      candidate: 'fct_student_days',
      publishId,
    });
  };
  await publish(1, 3);
  await publish(2, 4);
  await engine.drop('view', 'fct_student_days');
}

const published = async () =>
  await engine.rows(
    `select student_id, days_absent, publish_from, publish_to from ${engine.curated('fct_student_days')}
    order by publish_from, student_id`,
  );

/** Words of Athena for which its stand-in has no translation: said to the Trino beneath it. */
async function runOnTrino(statement: string): Promise<boolean> {
  const [, verb, table] = /^(vacuum|drop table if exists|alter table) (\S+)/.exec(statement) ?? [];
  if (verb === undefined) return false;
  const trino = trinoDialect(onTrino, { landedCatalog: 'landed', curatedCatalog: 'curated', schema: '' });
  if (verb === 'vacuum') for (const step of trino.forget(`curated.${table}`)) await onTrino.run(step);
  if (verb === 'drop table if exists') await onTrino.run(`drop table if exists curated.${table}`);
  return true;
}

function toolsOf(versions: VersionedObjects): EraseTools {
  const { modelDatabase, curatedDatabase } = deployed.engine;
  const session = openAthenaSession({ ...deployed.engine, workgroup: WORKGROUP, database: modelDatabase });
  const dialect = athenaDialect(session, { modelDatabase, curatedDatabase });
  return {
    store,
    versions,
    inbox: s3Versions(aws.s3.client, 'inbox'),
    feeds,
    warehouse: icebergWarehouse({
      dialect: {
        ...dialect,
        run: async (statement) => {
          if (!(await runOnTrino(statement))) await dialect.run(statement);
        },
      },
      columns: identifierColumns(feeds, models),
      curatedObjects: s3Versions(aws.s3.client, deployed.curatedBucket),
      prefixOf: (table) => `${table}/`,
    }),
    clock: later,
    workFolder: join(local, 'work'),
  };
}

const refreshed = async () => await refresh({ store, engine, feeds, models, clock: () => new Date() });

describe('erasing a student from buckets with versions and Iceberg tables', () => {
  it('leaves no byte of them on the server, also when the first run dies between a write and its older version', async () => {
    for (const file of ['plan/plan_items', 'measures/measures', 'measures/targets']) await landSample(file);
    for (const [name, content] of Object.entries(DISTRICT)) {
      await landFile(name, content);
      await put('inbox', name, content);
    }
    expect(await refreshed()).toMatchObject({ outcome: 'published' });
    await publishStudents();
    const before = await published();
    expect(before).toHaveLength(6);

    const { client } = aws.s3;
    const { storeBucket } = deployed;
    // Dropped, and written over by a file without them; kept, and deleted since; rejected; an upload that died.
    await put('inbox', 'attendance.csv', 'school_year\n');
    await put(storeBucket, 'raw/0123', csv(STUDENTS, student(ID)));
    await client.send(new DeleteObjectCommand({ Bucket: storeBucket, Key: 'raw/0123' }));
    await landFile('unknown.csv', `number\n${ID}\n`);
    await put('inbox', 'unknown.csv', `number\n${ID}\n`);
    const upload = { Bucket: storeBucket, Key: 'raw/4567' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
    await client.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: `${ID},M\n` }));
    const where = (await filesWith(ID, aws.s3.folder)).join('\n');
    for (const place of [
      `buckets/${storeBucket}/landed/attendance/`,
      `buckets/${storeBucket}/quarantine/attendance/`,
      `buckets/${storeBucket}/working/`,
      `buckets/${deployed.curatedBucket}/fct_student_days/data/`,
      `buckets/${deployed.curatedBucket}/fct_student_days/metadata/`,
      'buckets/inbox/unknown.csv',
      'versions/inbox/',
      `versions/${storeBucket}/`,
      '.sgwtmp/multipart/',
    ])
      expect(where).toContain(place);

    const versions = s3Versions(client, storeBucket);
    const found = await searchStudent(REQUEST, toolsOf(versions));
    expect(found.left).toEqual([]);
    const dying = { ...versions, remove: () => Promise.reject(new Error('power cut')) };
    await expect(eraseStudent(REQUEST, toolsOf(dying))).rejects.toThrow('power cut');
    expect(await filesWith(ID, aws.s3.folder)).not.toEqual([]);

    expect(await eraseStudent(REQUEST, toolsOf(versions))).toMatchObject({ outcome: 'erased', left: [] });
    expect(await filesWith(ID, aws.s3.folder)).toEqual([]);
    expect(await published()).toEqual(before.filter(({ student_id: id }) => id !== ID));
    expect((await filesWith(OTHERS[0], aws.s3.folder)).length).toBeGreaterThan(5);
  }, 600_000);

  it('leaves what a refresh can work with, and what it makes is without them', async () => {
    expect(await refreshed()).toMatchObject({ outcome: 'published' });
    expect(await filesWith(ID, aws.s3.folder)).toEqual([]);
    const students = await engine.rows('select distinct student_id from stg_attendance order by 1');
    expect(students).toEqual(OTHERS.map((id) => ({ student_id: id })));
  });

  it('lets a drop that is not landed yet stay, and says so', async () => {
    await put('inbox', 'students_new.csv', csv(STUDENTS, student(ID)));
    const receipt = await eraseStudent(REQUEST, toolsOf(s3Versions(aws.s3.client, deployed.storeBucket)));
    expect(receipt).toMatchObject({
      outcome: 'incomplete',
      left: [{ place: 'inbox', name: 'students_new.csv' }],
    });
    expect(await filesWith(ID, aws.s3.folder)).toEqual(['buckets/inbox/students_new.csv']);
  });

  it('leaves an upload that may be under way, and says so', async () => {
    const { client } = aws.s3;
    await client.send(new CreateMultipartUploadCommand({ Bucket: deployed.storeBucket, Key: 'raw/89ab' }));
    const versions = s3Versions(client, deployed.storeBucket);
    const receipt = await eraseStudent(REQUEST, { ...toolsOf(versions), clock: () => new Date() });
    expect(receipt.left.map(({ place, name }) => ({ place, name }))).toContainEqual({
      place: 'older_versions',
      name: 'store',
    });
    expect(await versions.abortUploads('', later())).toEqual({ aborted: 1, younger: 0 });
  });
});

async function landSample(file: string): Promise<void> {
  const tools = { store, feeds, clock: () => new Date(), workFolder: join(local, 'work') };
  await land({ path: `samples/${file}.csv`, source: 'sample', isMadeUp: true }, tools);
}
