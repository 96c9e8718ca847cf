import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { openAthena } from '../../functions/engines/athena.ts';
import { withoutRefresh } from '../../functions/refresh/alone.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { type RolledBack, rollBack } from '../../functions/refresh/roll-back.ts';
import { openS3Client, s3Store } from '../../functions/stores/s3.ts';

/** What a deployment calls its parts. */
export interface AwsPlaces {
  readonly bucket: string;
  readonly curatedBucket: string;
  readonly workgroup: string;
  readonly modelDatabase: string;
  readonly curatedDatabase: string;
}

/** Rolls back what is published on AWS, with the credentials of the environment, while no refresh runs. */
export async function rollBackOnAws(
  { bucket, curatedBucket, ...places }: AwsPlaces,
  tools: { readonly models: readonly Model[]; readonly clock: () => Date },
  to: number | undefined,
): Promise<RolledBack> {
  const workFolder = await mkdtemp(join(tmpdir(), 'tower-roll-back-'));
  const client = openS3Client();
  const store = s3Store({ client, bucket, workFolder });
  const engine = openAthena({
    ...places,
    client: new AthenaClient(),
    store,
    storeLocation: `s3://${bucket}/`,
    curatedLocation: `s3://${curatedBucket}/`,
  });
  try {
    return await withoutRefresh(`roll-back-${randomUUID()}`, store, tools.clock, () =>
      rollBack({ ...tools, engine }, to),
    );
  } finally {
    await engine.close();
    client.destroy();
    await rm(workFolder, { recursive: true, force: true });
  }
}
