import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectVersion, VersionedObjects } from '../erase/versions.ts';
import { S3Error } from './s3-error.ts';

/** The versions that a bucket keeps; keys are relative to the prefix. */
export function s3Versions(client: S3Client, bucket: string, prefix = ''): VersionedObjects {
  const failed = (what: 'read' | 'list' | 'remove', key: string, cause: unknown) =>
    new S3Error(what, bucket, `${prefix}${key}`, cause);
  const at = ({ key, versionId }: ObjectVersion) => ({
    Bucket: bucket,
    Key: `${prefix}${key}`,
    VersionId: versionId,
  });

  return {
    async list(start) {
      const found: ObjectVersion[] = [];
      try {
        for await (const page of versionPages(client, bucket, `${prefix}${start}`)) {
          const { Versions: versions = [], DeleteMarkers: deletions = [] } = page;
          for (const [isDeletion, some] of [[false, versions] as const, [true, deletions] as const]) {
            for (const { Key = '', VersionId = 'null', IsLatest = false, LastModified } of some)
              found.push({
                key: Key.slice(prefix.length),
                versionId: VersionId,
                isCurrent: IsLatest,
                isDeletion,
                at: LastModified ?? new Date(0),
              });
          }
        }
      } catch (error) {
        throw failed('list', start, error);
      }
      return found.filter(({ key }) => !key.endsWith('/'));
    },

    async download(version, path) {
      try {
        const { Body } = await client.send(new GetObjectCommand(at(version)));
        await pipeline(Body as Readable, createWriteStream(path));
      } catch (error) {
        throw failed('read', version.key, error);
      }
    },

    async remove(version) {
      try {
        await client.send(new DeleteObjectCommand(at(version)));
      } catch (error) {
        throw failed('remove', version.key, error);
      }
    },

    async abortUploads(start, begunBefore) {
      let aborted = 0;
      let younger = 0;
      try {
        for (const { Key, UploadId, Initiated } of await uploads(client, bucket, `${prefix}${start}`)) {
          if (!Initiated || Initiated >= begunBefore) {
            younger += 1;
            continue;
          }
          await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
          aborted += 1;
        }
      } catch (error) {
        throw failed('remove', start, error);
      }
      return { aborted, younger };
    },
  };
}

async function* versionPages(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let next: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
    );
    yield page;
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}

async function uploads(client: S3Client, bucket: string, prefix: string): Promise<MultipartUpload[]> {
  const found: MultipartUpload[] = [];
  let next: Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'> | undefined = {};
  while (next) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
    );
    found.push(...(page.Uploads ?? []));
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
      : undefined;
  }
  return found;
}
