import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { SQSHandler } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { liveLandings, readLanded, readRefused } from '../../functions/land/live.ts';
import { rowsKeys } from '../../functions/land/objects.ts';
import { openS3Client, s3Store } from '../../functions/stores/s3.ts';
import type { Store } from '../../functions/stores/store.ts';
import { csv, feeds, rowsOfFiles, SCHOOLS, STUDENTS, school, student } from '../fixture-workspace.ts';
import { studentNumber } from '../land/account.ts';
import { type BusyS3, startBusyS3 } from './busy-s3.ts';
import { eventOf, objectCreated } from './landing-events.ts';
import { type S3Server, startS3 } from './s3-server.ts';
import { type SqsEndpoint, startSqs } from './sqs-endpoint.ts';

let s3: S3Server;
let busy: BusyS3;
let sqs: SqsEndpoint;
let handler: SQSHandler;
let folder: string;
let store: Store;
let tests = 0;

beforeAll(async () => {
  s3 = await startS3();
  busy = await startBusyS3(s3.endpoint);
  sqs = await startSqs();
  folder = await mkdtemp(join(tmpdir(), 'control-tower-landing-'));
  Object.assign(process.env, s3.environment, sqs.environment, {
    AWS_ENDPOINT_URL_S3: busy.endpoint,
    LANDING_QUEUE_URL: sqs.queueUrl,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  ({ handler } = await import('../../functions/land/land.lambda.ts'));
});

afterAll(async () => {
  await Promise.all([s3?.stop(), busy?.stop(), sqs?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  tests += 1;
  await s3.createBucket(`inbox-${tests}`, { versioned: true });
  await s3.createBucket(`store-${tests}`);
  process.env.STORE_BUCKET = `store-${tests}`;
  delete process.env.PIECE_MB;
  sqs.sent.length = 0;
  const workFolder = join(folder, `copies-${tests}`);
  await mkdir(workFolder);
  store = s3Store({ client: openS3Client(), bucket: `store-${tests}`, workFolder });
});

/** Puts an object into the inbox. @returns the event that says so */
async function drop(key: string, content: string, minute = 0): Promise<string> {
  const bucket = `inbox-${tests}`;
  const { VersionId = '' } = await s3.client.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(content) }),
  );
  return objectCreated({ bucket, key, version: VersionId, bytes: Buffer.byteLength(content), minute });
}

async function deliver(...bodies: readonly string[]) {
  return await handler(eventOf(bodies), {} as Parameters<SQSHandler>[1], () => {});
}

/** Delivers messages, and what landing sends itself, until nothing is left. */
async function deliverAll(...bodies: readonly string[]): Promise<void> {
  await deliver(...bodies);
  while (sqs.sent.length > 0) await deliver(sqs.sent.shift() as string);
}

async function liveRows(feed: string, select: string) {
  const definition = feeds.get(feed);
  if (!definition) throw new Error(`no feed ${feed}`);
  const live = liveLandings(definition, await readLanded(store, feed));
  const keys = await Promise.all(live.map(({ receipt }) => rowsKeys(store, feed, receipt.landingId)));
  return await rowsOfFiles(await Promise.all(keys.flat().map((key) => store.localPath(key))), select);
}

const students = (from: number, to: number) => {
  const lines = Array.from({ length: to - from + 1 }, (_, at) => student(studentNumber(from + at)));
  return `${[STUDENTS].concat(lines).join('\n')}\n`;
};
const count = 'count(*) as rows, count(distinct student_id) as students';

describe('a dropped file', () => {
  it('lands, with its original and what its folder says of it', async () => {
    await drop('sis/extract.json', '{ "source": "A test of landing", "made_up": true }');
    const event = await drop(
      'sis/students.csv',
      csv(STUDENTS, student(studentNumber(1)), student('unknown')),
    );
    expect(await deliver(event)).toEqual({ batchItemFailures: [] });
    const [receipt] = await readLanded(store);
    expect(receipt).toMatchObject({
      feed: 'students',
      file: 'students.csv',
      source: 'A test of landing',
      isMadeUp: true,
      records: 2,
      landed: 1,
      quarantined: 1,
      countsFrom: '2025-09-01T08:00:00.000Z',
      drop: { at: '2025-09-01T08:00:00.000Z' },
      raw: `raw/${receipt?.contentId}`,
    });
    expect(await liveRows('students', 'student_id, is_made_up')).toEqual([
      { student_id: String(studentNumber(1)), is_made_up: true },
    ]);
    const id = receipt?.landingId;
    expect(await store.list('')).toEqual([
      `landed/students/landing_id=${id}/rows.parquet`,
      `quarantine/students/landing_id=${id}/rows.parquet`,
      `raw/${receipt?.contentId}`,
      `receipts/landed/students/${id}.json`,
    ]);
    let original = '';
    for await (const chunk of store.stream(`raw/${receipt?.contentId}`)) original += Buffer.from(chunk);
    expect(original).toBe(csv(STUDENTS, student(studentNumber(1)), student('unknown')));
  });

  it.each(['a b/students +%20é.csv', 'students\'"&?#=.csv', 'students/../students.csv'])(
    'lands whatever it is called: %s',
    async (key) => {
      await deliver(await drop(key, students(1, 2)));
      expect(await liveRows('students', count)).toEqual([{ rows: 2n, students: 2n }]);
      expect((await store.list('raw/')).length).toBe(1);
    },
  );

  it('delivered twice lands once, and touches nothing the second time', async () => {
    const event = await drop('students.csv', students(1, 3));
    await deliver(event);
    const before = await store.list('');
    await deliver(event);
    await deliver(event, event);
    expect(await store.list('')).toEqual(before);
    expect(await liveRows('students', count)).toEqual([{ rows: 3n, students: 3n }]);
  });

  it('corrected, and the correction delivered first: the correction stands', async () => {
    const first = await drop('students.csv', students(1, 10), 0);
    const corrected = await drop('students.csv', students(11, 20), 5);
    await deliver(corrected);
    await deliver(first);
    expect(await liveRows('students', 'min(student_id) as first')).toEqual([
      { first: String(studentNumber(11)) },
    ]);
    expect(await readLanded(store)).toHaveLength(2);
  });

  it('much smaller than one that was dropped later is not held back for that', async () => {
    const small = await drop('students.csv', students(1, 2), 0);
    const full = await drop('students.csv', students(1, 10), 5);
    await deliver(full);
    await deliver(small);
    expect(await readRefused(store)).toEqual([]);
    expect(await liveRows('students', count)).toEqual([{ rows: 10n, students: 10n }]);
  });

  it('much smaller than what it replaces waits, and lands when someone says yes', async () => {
    await deliver(await drop('students.csv', students(1, 10), 0));
    expect(await deliver(await drop('students_half.csv', students(1, 5), 5))).toEqual({
      batchItemFailures: [],
    });
    expect(await readRefused(store)).toMatchObject([{ outcome: 'held', file: 'students_half.csv' }]);
    const [receipt = ''] = await store.list('receipts/refused/');
    await deliver(JSON.stringify({ kind: 'again', receipt, acceptSmaller: true }));
    expect(await liveRows('students', count)).toEqual([{ rows: 5n, students: 5n }]);
    expect(await readRefused(store)).toEqual([]);
  });

  it('that is no table is rejected, which is no failure', async () => {
    expect(await deliver(await drop('report.pdf', '%PDF-1.7'))).toEqual({ batchItemFailures: [] });
    expect(await readRefused(store)).toMatchObject([{ outcome: 'rejected', file: 'report.pdf' }]);
  });

  it('whose extract.json does not say where it comes from is rejected', async () => {
    await drop('sis/extract.json', '{ "source": "A test" }');
    await deliver(await drop('sis/students.csv', students(1, 2)));
    expect(await readRefused(store)).toMatchObject([{ outcome: 'rejected', file: 'students.csv' }]);
    expect(await readLanded(store)).toEqual([]);
  });

  it.each(['sis/extract.json', 'sis/'])('that is %s lands nothing and leaves no receipt', async (key) => {
    await deliver(await drop(key, ''));
    expect(await store.list('')).toEqual([]);
  });
});

describe('a file that names a school which is not there yet', () => {
  const AREAS = 'school_code,performance_area,area_group,from_date,to_date';
  const areas = csv(AREAS, '600301,North,High,2024-07-01,', '600999,North,High,2024-07-01,');
  const codes = async () => await liveRows('performance_area_assignments', 'school_code');

  it('lands whole once it has landed, without anyone asking, and landing then falls silent', async () => {
    await deliverAll(await drop('schools.csv', csv(SCHOOLS, school('600301')), 0));
    await deliverAll(await drop('performance_area_assignments.csv', areas, 1));
    expect(await codes()).toEqual([{ school_code: '600301' }]);
    await deliverAll(await drop('schools_2.csv', csv(SCHOOLS, school('600777')), 2));
    expect(await readLanded(store, 'performance_area_assignments')).toHaveLength(1);
    await deliverAll(await drop('schools_3.csv', csv(SCHOOLS, school('600999')), 3));
    expect(await codes()).toEqual([{ school_code: '600301' }, { school_code: '600999' }]);
  });

  it('and names no other is rejected, and lands once it has landed', async () => {
    await deliverAll(await drop('schools.csv', csv(SCHOOLS, school('600111')), 0));
    await deliverAll(await drop('performance_area_assignments.csv', areas, 1));
    expect(await readRefused(store)).toMatchObject([{ outcome: 'rejected', awaits: ['schools'] }]);
    await deliverAll(await drop('schools_2.csv', csv(SCHOOLS, school('600301')), 2));
    expect(await codes()).toEqual([{ school_code: '600301' }]);
  });
});

describe('what goes wrong around it', () => {
  it('S3 says to slow down: it waits and lands', async () => {
    const event = await drop('students.csv', students(1, 3));
    busy.refuseNext(4);
    await deliver(event);
    expect(await liveRows('students', count)).toEqual([{ rows: 3n, students: 3n }]);
  });

  it('an object that is gone fails its own message, and says nothing of its name', async () => {
    const lost = objectCreated({
      bucket: `inbox-${tests}`,
      key: `${studentNumber(1)}.csv`,
      version: '01JABCDEFGHJKMNPQRSTVWXYZ0',
      bytes: 10,
      minute: 1,
    });
    const good = await drop('students.csv', students(1, 3));
    expect(await deliver(lost, good)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(await liveRows('students', count)).toEqual([{ rows: 3n, students: 3n }]);
    const { output } = await invocation([lost]);
    expect(output).toMatch(/landing failed/);
    expect(output).not.toContain(String(studentNumber(1)));
  });

  it('a message that nobody knows fails, and is not quoted', async () => {
    const { output } = await invocation([`{ "kind": "drop", "key": "${studentNumber(1)}" }`, 'no json']);
    expect(output).toMatch(/UnknownMessage: a message that landing does not know: bucket/);
    expect(output).not.toContain(String(studentNumber(1)));
  });

  it('two invocations at once of one object: it lands once', async () => {
    const event = await drop('students.csv', students(1, 2000));
    const outputs = await Promise.all([invocation([event]), invocation([event])]);
    expect(outputs.map(({ output }) => /"landed(_before)?"/.exec(output)?.[0]).sort()).toEqual([
      '"landed"',
      '"landed_before"',
    ]);
    expect(await readLanded(store)).toHaveLength(1);
    expect(await liveRows('students', count)).toEqual([{ rows: 2000n, students: 2000n }]);
  });

  it('killed while it stages: nothing counts, and delivered again it lands', async () => {
    const event = await drop('students.csv', students(1, 200_000));
    const { signal } = await invocation([event], 'staged.parquet');
    expect(signal).toBe('SIGKILL');
    expect((await store.list('')).filter((key) => !key.startsWith('raw/'))).toEqual([]);
    await deliver(event);
    expect(await liveRows('students', count)).toEqual([{ rows: 200_000n, students: 200_000n }]);
  });
});

describe('a file too large for one piece', () => {
  // Years take turns, so that every part holds rows of both.
  const content = csv(
    STUDENTS,
    ...Array.from({ length: 30_000 }, (_, at) => student(studentNumber(at), 2024 + (at % 2))),
    student(studentNumber(7)),
    'short',
  );

  it('lands in parts through the queue as it would in one piece', async () => {
    process.env.PIECE_MB = '0.2';
    await deliverAll(await drop('students.csv', content));
    const [receipt] = await readLanded(store);
    expect(receipt).toMatchObject({ records: 30_002, landed: 30_000, quarantined: 2 });
    expect(receipt?.scopes).toEqual({ 2024: 15_000, 2025: 15_000 });
    expect((await rowsKeys(store, 'students', receipt?.landingId ?? '')).length).toBeGreaterThan(3);
    expect(await liveRows('students', count)).toEqual([{ rows: 30_000n, students: 30_000n }]);
    expect(await store.list('working/')).toEqual([]);
    expect(await store.list('raw/')).toEqual([receipt?.raw]);
  });

  it('one part killed half-way: delivered again, all of it lands', async () => {
    process.env.PIECE_MB = '0.2';
    await deliver(await drop('students.csv', content));
    const [first = '', ...others] = sqs.sent.splice(0);
    expect((await invocation([first], 'part.csv')).signal).toBe('SIGKILL');
    await deliverAll(...others);
    expect(await readLanded(store)).toEqual([]);
    await deliverAll(first, first);
    expect(await readLanded(store)).toMatchObject([{ records: 30_002, landed: 30_000 }]);
    expect(await store.list('working/')).toEqual([]);
  });
});

/** An invocation in a process of its own, killed when a file of this name appears in its /tmp. */
async function invocation(bodies: readonly string[], killAt?: string) {
  const temporary = await mkdtemp(join(folder, 'tmp-'));
  const child = spawn(process.execPath, ['tests/aws/landing-program.ts'], {
    env: { ...process.env, TMPDIR: temporary, POWERTOOLS_LOG_LEVEL: 'INFO' },
  });
  child.stdin.end(bodies.join('\n'));
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'exit');
  while (killAt && child.exitCode === null && child.signalCode === null) {
    const isThere =
      existsSync(temporary) &&
      readdirSync(temporary, { recursive: true }).some((name) => String(name).endsWith(killAt));
    if (isThere) child.kill('SIGKILL');
    await wait(1);
  }
  const [, signal] = await ended;
  return { output: (await said).join(''), signal };
}
