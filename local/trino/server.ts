import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSession } from '../../functions/engines/trino-session.ts';
import { STAGING, writeConfiguration } from './configuration.ts';
import { fetchTrino } from './fetch.ts';
import { findJava } from './java.ts';

export interface ServerOptions {
  /** The workspace: what Trino sees as `local:///`. Its own tables lie in the folder `trino` of it. */
  readonly folder: string;
  /** @default a free one */
  readonly port?: number;
  /** Java's heap, as -Xmx takes it. @default '2G' */
  readonly heap?: string;
  /** Told what takes long. */
  readonly say?: (line: string) => void;
}

export interface RunningTrino {
  readonly url: string;
  /** The Java process. */
  readonly pid: number;
  /** Settles when Java has ended, by stop() or by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 15_000;

/** Starts a Trino over a folder, on the loopback address alone, and waits until it answers. */
export async function startTrino({
  heap = '2G',
  say = () => {},
  ...options
}: ServerOptions): Promise<RunningTrino> {
  const java = await findJava();
  const home = await fetchTrino(say);
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });
  // A server that was killed may have left rows there.
  await rm(join(folder, STAGING), { recursive: true, force: true });
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const scratch = await mkdtemp(join(tmpdir(), 'control-tower-trino-'));
  const args = await writeConfiguration({ scratch, home, folder, port, heap });

  say(`starting Trino at ${url}: about 10 seconds`);
  const log = join(scratch, 'trino.log');
  const output = await open(log, 'a');
  const server = spawn(join(java.home, 'bin/java'), args, {
    cwd: scratch,
    stdio: ['ignore', output.fd, output.fd],
  });
  const ended = new Promise<void>((settle) => {
    server.once('exit', () => settle());
    server.once('error', () => settle());
  });
  // A program that ends without stop() must leave neither Java nor files behind.
  const leaveNothing = () => {
    server.kill('SIGKILL');
    rmSync(scratch, { recursive: true, force: true });
  };
  process.on('exit', leaveNothing);

  async function stop(): Promise<void> {
    if (hasEnded(server)) await ended;
    else await end(server, ended);
    process.off('exit', leaveNothing);
    await rm(scratch, { recursive: true, force: true });
  }
  try {
    await answers(url, server);
  } catch (error) {
    const lastLines = (await readFile(log, 'utf8')).trim().split('\n').slice(-15).join('\n');
    await stop();
    throw new Error(`Trino did not start: ${(error as Error).message}\n${lastLines}`);
  } finally {
    await output.close();
  }
  return { url, pid: server.pid ?? 0, ended, stop };
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

function hasEnded(server: ChildProcess): boolean {
  return server.pid === undefined || server.exitCode !== null || server.signalCode !== null;
}

async function end(server: ChildProcess, ended: Promise<void>): Promise<void> {
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string')
    throw new Error('no free port on the loopback address');
  return address.port;
}
