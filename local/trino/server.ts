import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSession } from '../../functions/engines/trino-session.ts';
import { type Metastore, STAGING, writeConfiguration } from './configuration.ts';
import { fetchTrino } from './fetch.ts';
import { findJava } from './java.ts';
import { end, endOf, freePort, hasEnded } from './process.ts';
import type { Storage } from './storage.ts';

/** Where the workspace lies: a folder, `local:///` in SQL, or a place in S3. Trino's own tables lie under `trino/` there. */
export type ServerOptions = Storage & {
  /** @default 'two' */
  readonly metastore?: Metastore;
  /** @default a free one */
  readonly port?: number;
  /** Java's heap, as -Xmx takes it. @default '2G' */
  readonly heap?: string;
  /** A file of `tower access --trino-rules`: who reads what. It is read anew when it changes. @default none */
  readonly rules?: string;
  /** Told what takes long. */
  readonly say?: (line: string) => void;
};

export interface RunningTrino {
  readonly url: string;
  /** The Java process. */
  readonly pid: number;
  /** Settles when Java has ended, by stop() or by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 120_000;

/** Starts a Trino over a workspace, on the loopback address alone, and waits until it answers. */
export async function startTrino({
  heap = '2G',
  metastore = 'two',
  rules,
  say = () => {},
  ...options
}: ServerOptions): Promise<RunningTrino> {
  const java = await findJava();
  const home = await fetchTrino(say);
  if ('folder' in options) {
    await mkdir(options.folder, { recursive: true });
    // A server that was killed may have left rows there.
    await rm(join(options.folder, STAGING), { recursive: true, force: true });
  }
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const scratch = await mkdtemp(join(tmpdir(), 'control-tower-trino-'));
  const args = await writeConfiguration({ scratch, home, storage: options, metastore, port, heap, rules });

  say(`starting Trino at ${url}: about 10 seconds`);
  const log = join(scratch, 'trino.log');
  const output = await open(log, 'a');
  const server = spawn(join(java.home, 'bin/java'), args, {
    cwd: scratch,
    stdio: ['ignore', output.fd, output.fd],
  });
  const ended = endOf(server);
  // A program that ends without stop() must leave neither Java nor files behind.
  const leaveNothing = () => {
    server.kill('SIGKILL');
    rmSync(scratch, { recursive: true, force: true });
  };
  process.on('exit', leaveNothing);

  async function stop(): Promise<void> {
    await end(server, ended);
    process.off('exit', leaveNothing);
    await rm(scratch, { recursive: true, force: true });
  }
  try {
    await answers(url, server);
  } catch (error) {
    const reasons = reasonsIn(await readFile(log, 'utf8'));
    await stop();
    throw new Error(`Trino did not start: ${(error as Error).message}\n${reasons}`);
  } finally {
    await output.close();
  }
  return { url, pid: server.pid ?? 0, ended, stop };
}

/** What is wrong with its configuration, which Java numbers; without that, the last lines of its log. */
function reasonsIn(log: string): string {
  const lines = log.trim().split('\n');
  const numbered = new Set(lines.flatMap((line) => /^\d+\) (.+)/.exec(line)?.[1] ?? []));
  return (numbered.size > 0 ? [...numbered] : lines.slice(-15)).join('\n');
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const session = openSession({ url, user: 'control-tower' });
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (hasEnded(server)) throw new Error('Java ended');
    try {
      // A statement with work for a worker: one about the server itself is answered before there is one.
      await session.run('select count(*) from unnest(sequence(1, 2)) as numbers (number)');
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
    await wait(250);
  }
}
