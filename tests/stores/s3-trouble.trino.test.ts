import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ListMultipartUploadsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openS3Client, s3Store } from '../../functions/stores/s3.ts';
import type { Store } from '../../functions/stores/store.ts';
import { type S3Server, startS3 } from '../aws/s3-server.ts';
import { type BreakingLine, openBreakingLine } from './breaking-line.ts';

let s3: S3Server;
let line: BreakingLine;
let local: string;
let bucket: string;
let client: S3Client;
let store: Store;
let tests = 0;
const environment = { ...process.env };

beforeAll(async () => {
  s3 = await startS3();
  line = await openBreakingLine(s3.endpoint);
  Object.assign(process.env, s3.environment, { AWS_ENDPOINT_URL_S3: line.endpoint });
});
afterAll(async () => {
  process.env = environment;
  await line?.close();
  await s3?.stop();
});
beforeEach(async () => {
  tests += 1;
  bucket = `trouble-${tests}`;
  await s3.createBucket(bucket);
  local = await mkdtemp(join(tmpdir(), 'control-tower-store-'));
  client = openS3Client();
  store = s3Store({ client, bucket, workFolder: join(local, 'work') });
});
afterEach(async () => {
  client.destroy();
  await rm(local, { recursive: true, force: true });
});

async function file(content: string | Buffer): Promise<string> {
  const path = join(local, 'file');
  await writeFile(path, content);
  return path;
}

async function unfinishedUploads(): Promise<number> {
  const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.length;
}

/** What is asked of objects from now on. */
function rangesAsked(): string[] {
  const ranges: string[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        const { Range = 'all' } = request.input as { Range?: string };
        if (commandName === 'GetObjectCommand') ranges.push(Range);
        return await next(request);
      },
    { step: 'initialize' },
  );
  return ranges;
}

/** Answers the next requests of a method, in place of the server, as often as it says. @returns how often it did */
function answerInstead(method: string, statusCode: number, code: string, times: number): () => number {
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  let answered = 0;
  requestHandler.handle = async (request, options) => {
    if (request.method !== method || answered === times) return await handle(request, options);
    answered += 1;
    const told = `<Error><Code>${code}</Code><Message>Told by the test.</Message></Error>`;
    const body = Readable.from(method === 'HEAD' ? [] : [told]);
    return { response: { statusCode, headers: {}, body, reason: code } };
  };
  return () => answered;
}

describe('an upload', () => {
  test('of which a part fails leaves no object, nothing unfinished, and the file where it was', async () => {
    const path = await file(randomBytes(20_000_000));
    client.middlewareStack.add(
      (next) => async (request) => {
        if ((request.input as { PartNumber?: number }).PartNumber === 2) throw new Error('the disk broke');
        return await next(request);
      },
      { step: 'initialize' },
    );
    await expect(store.moveIn(path, 'landed/rows')).rejects.toThrow('the disk broke');
    expect(await store.exists('landed/rows')).toBe(false);
    expect(await unfinishedUploads()).toBe(0);
    await access(path);
  });

  test('whose parts cannot be put together leaves nothing either', async () => {
    const path = await file(randomBytes(20_000_000));
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (request) => {
          if (commandName === 'CompleteMultipartUploadCommand') throw new Error('the network went');
          return await next(request);
        },
      { step: 'initialize' },
    );
    await expect(store.moveIn(path, 'landed/rows')).rejects.toThrow('the network went');
    expect(await store.list('')).toEqual([]);
    expect(await unfinishedUploads()).toBe(0);
    await access(path);
  });

  test('by a program that is killed is no object, and the next one is', async () => {
    const content = randomBytes(20_000_000);
    const path = await file(content);
    const { signal, stderr } = spawnSync(
      process.execPath,
      ['tests/stores/killed-upload.ts', bucket, path, 'landed/rows'],
      { encoding: 'utf8', env: { ...process.env, ...s3.environment } },
    );
    expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
    expect(await unfinishedUploads()).toBe(1);
    expect(await store.exists('landed/rows')).toBe(false);
    expect(await store.read('landed/rows')).toBeUndefined();
    expect(await store.list('')).toEqual([]);
    await store.moveIn(path, 'landed/rows');
    expect(content.equals(await readFile(await store.localPath('landed/rows')))).toBe(true);
  });

  test('whose answer is lost is sent again', async () => {
    line.breakAfter(0);
    await store.moveIn(await file('rows'), 'landed/rows');
    expect(await store.read('landed/rows')).toBe('rows');
  });
});

describe('a write to a free key', () => {
  test('that was done, and whose answer was lost, is known as its own', async () => {
    line.breakAfter(0);
    expect(await store.writeIfAbsent('runs/lock', 'mine')).toBe(true);
    expect(await store.read('runs/lock')).toBe('mine');
  });

  test('that is another’s is not its own, though the connection broke', async () => {
    await store.writeIfAbsent('runs/lock', 'same text');
    line.breakAfter(0);
    expect(await store.writeIfAbsent('runs/lock', 'same text')).toBe(false);
  });

  test('is tried again while another write to the key is under way', async () => {
    const answered = answerInstead('PUT', 409, 'ConditionalRequestConflict', 3);
    expect(await store.writeIfAbsent('runs/lock', 'mine')).toBe(true);
    expect(answered()).toBe(3);
  });
});

describe('a read', () => {
  test('whose connection breaks goes on where it broke', async () => {
    const content = randomBytes(6_000_000);
    await store.moveIn(await file(content), 'landed/rows');
    const ranges = rangesAsked();
    line.breakAfter(4_000_000);
    expect(content.equals(await readFile(await store.localPath('landed/rows')))).toBe(true);
    expect(ranges).toEqual(['all', expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
  });

  test('of an object that is replaced meanwhile fails, and leaves no copy that looks whole', async () => {
    await store.moveIn(await file(Buffer.alloc(6_000_000, 'a')), 'landed/rows');
    line.breakAfter(4_000_000);
    const reading = (async () => {
      let sawSome = false;
      for await (const _ of store.stream('landed/rows')) {
        if (!sawSome)
          await s3Store({ client: s3.client, bucket, workFolder: local }).write('landed/rows', 'b');
        sawSome = true;
      }
    })();
    await expect(reading).rejects.toThrow(`s3://${bucket}/landed/rows: PreconditionFailed`);
  });

  test('that fails is tried anew the next time, and leaves nothing', async () => {
    await expect(store.localPath('landed/rows')).rejects.toThrow('There is no such object');
    await s3Store({ client: s3.client, bucket, workFolder: local }).write('landed/rows', 'rows');
    expect(await readFile(await store.localPath('landed/rows'), 'utf8')).toBe('rows');
    expect(await readdir(join(local, 'work', bucket, 'landed'))).toEqual(['rows']);
  });

  test('of a local copy asks once, however often and from wherever it is asked for', async () => {
    await store.write('landed/rows', 'rows');
    const ranges = rangesAsked();
    const paths = await Promise.all([1, 2, 3].map(() => store.localPath('landed/rows')));
    expect(new Set([...paths, await store.localPath('landed/rows')]).size).toBe(1);
    expect(ranges).toEqual(['all']);
  });

  test('is tried again when S3 is busy', async () => {
    await store.write('receipts/a.json', '{}');
    const answered = answerInstead('GET', 503, 'SlowDown', 3);
    expect(await store.read('receipts/a.json')).toBe('{}');
    expect(answered()).toBe(3);
  });
});

test('what the console makes as a folder is not listed', async () => {
  await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'inbox/' }));
  await store.write('inbox/students.csv', '');
  expect(await store.list('inbox')).toEqual(['inbox/students.csv']);
});

describe('an error', () => {
  test('says what is not there, and whose bucket it would be', async () => {
    const nowhere = s3Store({ client, bucket: 'no-such-bucket', workFolder: local });
    const calls = [
      () => nowhere.read('a'),
      () => nowhere.write('a', ''),
      () => nowhere.list('a'),
      () => nowhere.localPath('a'),
    ];
    for (const call of calls)
      await expect(call()).rejects.toThrow(/s3:\/\/no-such-bucket\/a: NoSuchBucket .*is the stack deployed/);
  });

  test('of what is denied says what to grant', async () => {
    answerInstead('GET', 403, 'AccessDenied', 1);
    await expect(store.read('a')).rejects.toThrow(
      `cannot read s3://${bucket}/a: AccessDenied (Told by the test.). Grant the role`,
    );
    answerInstead('HEAD', 403, '', 1);
    await expect(store.exists('a')).rejects.toThrow(`cannot read s3://${bucket}/a: HTTP 403. Grant the role`);
  });

  test('holds nothing of what was to be written', async () => {
    answerInstead('PUT', 403, 'AccessDenied', 2);
    const error = await store.write('a', 'Rosalind').catch((thrown: unknown) => thrown as Error);
    expect(JSON.stringify(error) + String(error) + String((error as Error).stack)).not.toContain('Rosalind');
  });
});
