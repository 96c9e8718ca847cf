import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { s3Store } from '../../functions/stores/s3.ts';
import { type S3Server, startS3 } from '../aws/s3-server.ts';
import { describeStore } from './store-contract.ts';

let s3: S3Server;
let stores = 0;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3?.stop());

async function open(local: string, prefix: string) {
  stores += 1;
  const bucket = `store-${stores}`;
  await s3.createBucket(bucket);
  return s3Store({ client: s3.client, bucket, workFolder: join(local, 'work'), prefix });
}

describeStore('a bucket of S3', (local) => open(local, ''));
describeStore('a prefix in a bucket of S3', (local) => open(local, 'tower/'));
