import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { end, endOf, freePort, hasEnded } from '../../local/trino/process.ts';
import { fetchS3Server } from './fetch-s3-server.ts';

export interface S3ServerOptions {
  /** @default a free one */
  readonly port?: number;
  /** Told what takes long. */
  readonly say?: (line: string) => void;
}

export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What makes any AWS SDK speak to this server: for process.env, or for a program of its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the bytes lie: objects under `buckets/<bucket>/<key>`, older versions of them under `versions`. */
  readonly folder: string;
  /** A client of this server; it goes when the server stops. */
  readonly client: S3Client;
  createBucket(name: string, options?: { versioned?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;
const region = 'us-east-1';
const credentials = { accessKeyId: 'control-tower', secretAccessKey: 'a-secret-of-this-machine' };

/** Starts a real S3 server on the loopback address, with buckets in a temporary folder that goes when it stops. */
export async function startS3(options: S3ServerOptions = {}): Promise<S3Server> {
  const program = await fetchS3Server(options.say ?? ((line) => console.error(line)));
  const port = options.port ?? (await freePort());
  const endpoint = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'control-tower-s3-'));
  const buckets = join(folder, 'buckets');
  const versions = join(folder, 'versions');
  await mkdir(buckets);
  await mkdir(versions);

  const log = join(folder, 'server.log');
  const output = await open(log, 'a');
  const server = spawn(
    program,
    ['--quiet', '--port', `127.0.0.1:${port}`, '--health', '/health', '--region', region].concat([
      'posix',
      '--versioning-dir',
      versions,
      buckets,
    ]),
    {
      cwd: folder,
      stdio: ['ignore', output.fd, output.fd],
      env: {
        PATH: process.env.PATH,
        ROOT_ACCESS_KEY: credentials.accessKeyId,
        ROOT_SECRET_KEY: credentials.secretAccessKey,
      },
    },
  );
  const ended = endOf(server);
  const leaveNothing = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', leaveNothing);
  const client = new S3Client({ endpoint, region, credentials });

  async function stop(): Promise<void> {
    client.destroy();
    await end(server, ended);
    process.off('exit', leaveNothing);
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await answers(endpoint, server);
  } catch (error) {
    const said = (await readFile(log, 'utf8')).trim();
    await stop();
    throw new Error(`the S3 server did not start: ${(error as Error).message}\n${said}`);
  } finally {
    await output.close();
  }
  return {
    endpoint,
    region,
    credentials,
    environment: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    folder,
    client,
    async createBucket(name, { versioned = false } = {}) {
      await client.send(new CreateBucketCommand({ Bucket: name }));
      if (!versioned) return;
      await client.send(
        new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }),
      );
    },
    stop,
  };
}

async function answers(endpoint: string, server: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (hasEnded(server)) throw new Error('it ended');
    const isHealthy = await fetch(`${endpoint}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isHealthy) return;
    if (Date.now() > giveUpAt) throw new Error('it does not answer');
    await wait(50);
  }
}
