import { resolve } from 'node:path';

export interface S3Storage {
  /** Where the workspace lies: `s3://bucket` or `s3://bucket/prefix`. Other buckets are seen by their own URIs. */
  readonly location: string;
  readonly region: string;
  /** A server that is not AWS's own, which is asked with the bucket in the path. @default AWS */
  readonly endpoint?: string;
  /** @default what the environment or the machine's role gives */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Where landed files, and Trino's own tables, lie: in a folder of this machine or in S3. */
export type Storage = { readonly folder: string } | { readonly s3: S3Storage };

/** What the workspace is called in SQL, and in the properties of a catalog. */
export function locationOf(storage: Storage): string {
  return 'folder' in storage ? 'local:///' : `${storage.s3.location.replace(/\/+$/, '')}/`;
}

/** The properties of a catalog whose files lie there. */
export function fileProperties(storage: Storage): Readonly<Record<string, string>> {
  if ('folder' in storage)
    return { 'fs.native-local.enabled': 'true', 'local.location': resolve(storage.folder) };
  const { region, endpoint, credentials } = storage.s3;
  return {
    'fs.native-s3.enabled': 'true',
    's3.region': region,
    ...(endpoint && { 's3.endpoint': endpoint, 's3.path-style-access': 'true' }),
    ...(credentials && {
      's3.aws-access-key': credentials.accessKeyId,
      's3.aws-secret-key': credentials.secretAccessKey,
    }),
  };
}
