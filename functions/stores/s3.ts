import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { codeOf, S3Error, statusOf } from './s3-error.ts';
import { streamObject } from './s3-stream.ts';
import type { Store } from './store.ts';

export interface S3StoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** What every key begins with, such as `tower/`. @default '' */
  readonly prefix?: string;
  /** A folder for local copies of objects; whoever made it removes it when the program is done. */
  readonly workFolder: string;
}

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 4;
const MOST_CONFLICTS = 20;

/** A client that waits and asks again when S3 is busy; region, credentials and endpoint are those of the environment. */
export function openS3Client(): S3Client {
  return new S3Client({
    retryMode: 'adaptive',
    maxAttempts: 6,
    requestHandler: { connectionTimeout: 5000 },
  });
}

/** A store in a bucket. */
export function s3Store({ client, bucket, prefix = '', workFolder }: S3StoreOptions): Store {
  const copies = new Map<string, Promise<string>>();
  const at = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` });
  const failed = (what: 'read' | 'write' | 'list' | 'remove', key: string, cause: unknown) =>
    new S3Error(what, bucket, `${prefix}${key}`, cause);

  async function* stream(key: string, from?: number, to?: number): AsyncGenerator<Uint8Array> {
    try {
      yield* streamObject(client, at(key), from, to);
    } catch (error) {
      throw failed('read', key, error);
    }
  }

  async function head(key: string) {
    try {
      return await client.send(new HeadObjectCommand(at(key)));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw failed('read', key, error);
    }
  }

  async function copy(key: string): Promise<string> {
    const path = join(workFolder, bucket, ...`${prefix}${key}`.split('/'));
    const aside = `${path}.${randomUUID()}`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await pipeline(stream(key), createWriteStream(aside));
      await rename(aside, path);
    } finally {
      await rm(aside, { force: true });
    }
    return path;
  }

  async function upload(localPath: string, key: string): Promise<void> {
    const parts = new Upload({
      client,
      params: { ...at(key), Body: createReadStream(localPath, { highWaterMark: 1024 * 1024 }) },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    try {
      await parts.done();
    } catch (error) {
      // The library gives up what it sent when a part fails, not when putting the parts together does.
      const { uploadId } = parts;
      if (uploadId)
        await client
          .send(new AbortMultipartUploadCommand({ ...at(key), UploadId: uploadId }))
          .catch(() => {});
      throw error;
    }
  }

  return {
    async read(key) {
      const chunks: Uint8Array[] = [];
      try {
        for await (const chunk of streamObject(client, at(key))) chunks.push(chunk);
      } catch (error) {
        if (codeOf(error) === 'NoSuchKey') return undefined;
        throw failed('read', key, error);
      }
      return Buffer.concat(chunks).toString('utf8');
    },

    async write(key, text) {
      copies.delete(key);
      try {
        await client.send(new PutObjectCommand({ ...at(key), Body: Buffer.from(text) }));
      } catch (error) {
        throw failed('write', key, error);
      }
    },

    async writeIfAbsent(key, text) {
      // When the answer to the write that won is lost, the SDK writes again and is told that the key is taken.
      const writer = randomUUID();
      let mayHaveWritten = false;
      for (let conflicts = 0; ; conflicts += 1) {
        try {
          await client.send(
            new PutObjectCommand({
              ...at(key),
              Body: Buffer.from(text),
              IfNoneMatch: '*',
              Metadata: { writer },
            }),
          );
          return true;
        } catch (error) {
          mayHaveWritten ||= attemptsOf(error) > 1;
          if (statusOf(error) === 412)
            return mayHaveWritten && (await head(key))?.Metadata?.writer === writer;
          // Another write to the key was under way, and may yet fail.
          if (statusOf(error) !== 409 || conflicts === MOST_CONFLICTS) throw failed('write', key, error);
        }
        await wait(50 + Math.random() * 200);
      }
    },

    async moveIn(localPath, key) {
      copies.delete(key);
      try {
        await upload(localPath, key);
      } catch (error) {
        throw failed('write', key, error);
      }
      await rm(localPath);
    },

    async localPath(key) {
      const known = copies.get(key);
      if (known) return await known;
      const path = copy(key);
      copies.set(key, path);
      path.catch(() => copies.delete(key));
      return await path;
    },

    stream,

    async exists(key) {
      return (await head(key)) !== undefined;
    },

    async list(start) {
      const keys: string[] = [];
      try {
        const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: `${prefix}${start}` });
        for await (const { Contents = [] } of pages) {
          for (const { Key = '' } of Contents) keys.push(Key.slice(prefix.length));
        }
      } catch (error) {
        throw failed('list', start, error);
      }
      // What the console makes as a folder is an object whose key ends in a slash.
      return keys.filter((key) => !key.endsWith('/')).sort();
    },

    async remove(key) {
      copies.delete(key);
      try {
        await client.send(new DeleteObjectCommand(at(key)));
      } catch (error) {
        throw failed('remove', key, error);
      }
    },
  };
}

function attemptsOf(error: unknown): number {
  return (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
}
