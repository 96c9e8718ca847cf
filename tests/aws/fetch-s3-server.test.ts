import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MissingTool } from '../../local/trino/java.ts';
import { fetchS3Server } from './fetch-s3-server.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'control-tower-go-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
  vi.stubEnv('PATH', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test('without Go it says which is needed, and leaves nothing that looks finished', async () => {
  const error = await fetchS3Server().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MissingTool);
  expect(error).toHaveProperty('message', expect.stringMatching(/Go 1\.25 or newer.*none is installed here/));
  expect(await readdir(join(folder, 'control-tower'))).toEqual([]);
});
