import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { codeOf, statusOf } from '../stores/s3-error.ts';
import { streamObject } from '../stores/s3-stream.ts';
import type { Dropped } from './drops.ts';
import type { Inbox } from './original.ts';

// S3 copies no more than 5 GiB in one request.
const MOST_COPIED = 5 * 2 ** 30;
const COPIED_AT_ONCE = 2 ** 30;

/** A dropped object that S3 did not give; does not say which, because its name may say anything. */
export class InboxError extends Error {
  override readonly name = 'InboxError';
}

export interface S3InboxOptions {
  readonly client: S3Client;
  /** Where originals are kept. */
  readonly storeBucket: string;
}

/** Inboxes that are buckets. */
export function s3Inbox({ client, storeBucket }: S3InboxOptions): Inbox {
  async function* read({ bucket, key, version }: Dropped): AsyncGenerator<Uint8Array> {
    try {
      yield* streamObject(client, { Bucket: bucket, Key: key, ...(version && { VersionId: version }) });
    } catch (error) {
      throw new InboxError(`cannot read a dropped object: ${codeOf(error)}`);
    }
  }

  return {
    read,

    async text(bucket, key) {
      const chunks: Uint8Array[] = [];
      try {
        for await (const chunk of streamObject(client, { Bucket: bucket, Key: key })) chunks.push(chunk);
      } catch (error) {
        if (codeOf(error) === 'NoSuchKey') return undefined;
        throw new InboxError(`cannot read the extract.json beside a dropped object: ${codeOf(error)}`);
      }
      return Buffer.concat(chunks).toString('utf8');
    },

    async keep(dropped, storeKey) {
      const target = { Bucket: storeBucket, Key: storeKey };
      try {
        if (await isThere(client, target)) return;
        if (dropped.bytes <= MOST_COPIED)
          await client.send(new CopyObjectCommand({ ...target, CopySource: copySource(dropped) }));
        else await copyInParts(client, dropped, target);
      } catch (error) {
        throw new InboxError(`cannot keep a dropped object as ${storeKey}: ${codeOf(error)}`);
      }
    },
  };
}

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

async function isThere(client: S3Client, target: Target): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand(target));
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

async function copyInParts(client: S3Client, dropped: Dropped, target: Target): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  try {
    const parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (let from = 0; from < dropped.bytes; from += COPIED_AT_ONCE) {
      const last = Math.min(from + COPIED_AT_ONCE, dropped.bytes) - 1;
      const PartNumber = parts.length + 1;
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          ...target,
          UploadId,
          PartNumber,
          CopySource: copySource(dropped),
          CopySourceRange: `bytes=${from}-${last}`,
        }),
      );
      parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    await client.send(
      new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }),
    );
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
    throw error;
  }
}

function copySource({ bucket, key, version }: Dropped): string {
  const path = `${bucket}/${key}`.split('/').map(encodeURIComponent).join('/');
  return version ? `${path}?versionId=${encodeURIComponent(version)}` : path;
}
