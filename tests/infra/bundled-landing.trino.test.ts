import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLanded } from '../../functions/land/live.ts';
import { s3Store } from '../../functions/stores/s3.ts';
import { bundle } from '../../infra/bundle.ts';
import { eventOf, objectCreated } from '../aws/landing-events.ts';
import { type S3Server, startS3 } from '../aws/s3-server.ts';
import { type SqsEndpoint, startSqs } from '../aws/sqs-endpoint.ts';
import { csv, SCHOOLS, school } from '../fixture-workspace.ts';

let folder: string;
let s3: S3Server;
let sqs: SqsEndpoint;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundled-'));
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  await bundle({ architecture, folder, handlers: ['land'] });
  s3 = await startS3();
  sqs = await startSqs();
  await s3.createBucket('inbox', { versioned: true });
  await s3.createBucket('store', { versioned: true });
});

afterAll(async () => {
  await sqs?.stop();
  await s3?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** One invocation of the bundle as Lambda unpacks it, in a process that has nothing else. @returns its answer */
async function invoke(event: object): Promise<unknown> {
  const task = join(folder, 'land');
  const program = `
    const { text } = await import('node:stream/consumers');
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(task, 'handler.mjs')).href)});
    const answer = await handler(JSON.parse(await text(process.stdin)), { awsRequestId: 'test' });
    process.stderr.write(JSON.stringify(answer));`;
  const lambda = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: task,
    env: {
      ...s3.environment,
      ...sqs.environment,
      HOME: '/nowhere',
      LAMBDA_TASK_ROOT: task,
      INBOX_BUCKET: 'inbox',
      STORE_BUCKET: 'store',
      LANDING_QUEUE_URL: sqs.queueUrl,
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  lambda.stdin.end(JSON.stringify(event));
  const [answer] = await Promise.all([text(lambda.stderr), once(lambda, 'close')]);
  return JSON.parse(answer);
}

it('the bundle lands a file with nothing but what lies in it', async () => {
  const Body = csv(SCHOOLS, school('600301'), school('600302'));
  const { VersionId: version = '' } = await s3.client.send(
    new PutObjectCommand({ Bucket: 'inbox', Key: 'schools.csv', Body }),
  );
  const dropped = objectCreated({
    bucket: 'inbox',
    key: 'schools.csv',
    version,
    bytes: Buffer.byteLength(Body),
    minute: 0,
  });
  expect(await invoke(eventOf([dropped]))).toEqual({ batchItemFailures: [] });
  const store = s3Store({ client: s3.client, bucket: 'store', workFolder: folder });
  expect(await readLanded(store)).toMatchObject([
    { feed: 'schools', outcome: 'landed', records: 2, landed: 2, quarantined: 0 },
  ]);
});
