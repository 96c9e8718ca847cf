import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const STOPPED_WITHIN_MS = 15_000;

/** Settles when the process has ended, or was never started. */
export function endOf(server: ChildProcess): Promise<void> {
  return new Promise((settle) => {
    server.once('exit', () => settle());
    server.once('error', () => settle());
  });
}

export function hasEnded(server: ChildProcess): boolean {
  return server.pid === undefined || server.exitCode !== null || server.signalCode !== null;
}

/** Asks a process to end and, where it does not, kills it. */
export async function end(server: ChildProcess, ended: Promise<void>): Promise<void> {
  if (hasEnded(server)) return await ended;
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}

/** A port on the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string')
    throw new Error('no free port on the loopback address');
  return address.port;
}
