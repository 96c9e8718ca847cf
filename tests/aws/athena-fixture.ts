import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AthenaOptions } from '../../functions/engines/athena.ts';
import { s3Store } from '../../functions/stores/s3.ts';
import { type RunningTrino, startTrino } from '../../local/trino/server.ts';
import { type AthenaEndpoint, startAthena } from './athena-endpoint.ts';
import { type S3Server, startS3 } from './s3-server.ts';

export const WORKGROUP = 'control-tower-refresh';

/** An Athena over a Trino over an S3 server, all on this machine. */
export interface AwsOnOneMachine {
  readonly s3: S3Server;
  readonly trino: RunningTrino;
  readonly athena: AthenaEndpoint;
  /** Buckets and databases of their own, as a deployment has them. */
  deploy(name: string): Promise<Deployed>;
  stop(): Promise<void>;
}

export interface Deployed {
  readonly engine: AthenaOptions;
  readonly storeBucket: string;
  readonly curatedBucket: string;
  /** Where the store bucket's objects lie as files. */
  readonly storeFolder: string;
}

export async function startAws(): Promise<AwsOnOneMachine> {
  const say = (line: string) => console.error(line);
  const s3 = await startS3({ say });
  const { endpoint, region, credentials } = s3;
  await s3.createBucket('glue');
  const trino = await startTrino({
    s3: { location: 's3://glue', endpoint, region, credentials },
    metastore: 'shared',
    say,
  });
  const athena = await startAthena({
    trino: trino.url,
    workgroups: [WORKGROUP],
    databaseLocation: 's3://glue/databases/',
  });
  const scratch = await mkdtemp(join(tmpdir(), 'control-tower-aws-'));

  return {
    s3,
    trino,
    athena,
    async deploy(name) {
      const bucketName = name.replaceAll('_', '-');
      const [storeBucket, curatedBucket] = [`${bucketName}-store`, `${bucketName}-curated`];
      const [modelDatabase, curatedDatabase] = [`${name}_model`, `${name}_curated`];
      for (const bucket of [storeBucket, curatedBucket]) await s3.createBucket(bucket);
      for (const database of [modelDatabase, curatedDatabase]) await athena.createDatabase(database);
      const store = s3Store({ client: s3.client, bucket: storeBucket, workFolder: join(scratch, name) });
      return {
        storeBucket,
        curatedBucket,
        storeFolder: join(s3.folder, 'buckets', storeBucket),
        engine: {
          client: athena.client,
          workgroup: WORKGROUP,
          store,
          modelDatabase,
          curatedDatabase,
          storeLocation: `s3://${storeBucket}/`,
          curatedLocation: `s3://${curatedBucket}/`,
          timing: { wait: quickly },
        },
      };
    },
    async stop() {
      await athena.stop();
      await trino.stop();
      await s3.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

// The same waits in a tenth of the time.
const quickly = (milliseconds: number) => new Promise((settle) => setTimeout(settle, milliseconds / 10));
