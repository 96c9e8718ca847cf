import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { Feed } from '../../feeds/contract/feed.ts';
import { openAthenaSession } from '../../functions/engines/athena-session.ts';
import type { EraseTools } from '../../functions/erase/erase.ts';
import { athenaDialect } from '../../functions/erase/iceberg-dialects.ts';
import { icebergWarehouse } from '../../functions/erase/iceberg-warehouse.ts';
import { openS3Client, s3Store } from '../../functions/stores/s3.ts';
import { s3Versions } from '../../functions/stores/s3-versions.ts';

/** What a deployment calls its parts. */
export interface AwsPlaces {
  readonly bucket: string;
  readonly inbox: string;
  readonly curatedBucket: string;
  readonly workgroup: string;
  readonly modelDatabase: string;
  readonly curatedDatabase: string;
}

/** Does something with what an erasure needs of a deployment, with the credentials of the environment. */
export async function onAws<T>(
  places: AwsPlaces,
  feeds: ReadonlyMap<string, Feed>,
  columns: readonly string[],
  act: (tools: Omit<EraseTools, 'clock'>) => Promise<T>,
): Promise<T> {
  const { bucket, inbox, curatedBucket, workgroup, modelDatabase, curatedDatabase } = places;
  const workFolder = await mkdtemp(join(tmpdir(), 'tower-erase-'));
  const client = openS3Client();
  try {
    const session = openAthenaSession({ client: new AthenaClient(), workgroup, database: modelDatabase });
    return await act({
      store: s3Store({ client, bucket, workFolder }),
      versions: s3Versions(client, bucket),
      inbox: s3Versions(client, inbox),
      warehouse: icebergWarehouse({
        dialect: athenaDialect(session, { modelDatabase, curatedDatabase }),
        columns,
        curatedObjects: s3Versions(client, curatedBucket),
        prefixOf: (table) => `${table}/`,
      }),
      feeds,
      workFolder,
    });
  } finally {
    client.destroy();
    await rm(workFolder, { recursive: true, force: true });
  }
}
