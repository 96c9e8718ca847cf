import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTrino } from '../local/trino/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Trino that all tests share, and the folder that it sees as `local:///`. */
    trino: { url: string; folder: string };
  }
}

/** One Trino for a whole test run; each test takes a folder and a schema of its own in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'control-tower-on-trino-'));
  const trino = await startTrino({ folder, say: (line) => console.error(line) });
  project.provide('trino', { url: trino.url, folder });
  return async () => {
    await trino.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
