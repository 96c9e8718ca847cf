import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Store } from './store.ts';

// Files on their way in; on the same disk, so that a rename puts them in place whole. Under the process's name, so
// that what a killed one leaves can be told and removed.
const INCOMING = join('.incoming', `process-${process.pid}`);

/** A store in a folder of this machine. */
export function folderStore(path: string): Store {
  const folder = resolve(path);
  const pathOf = (key: string) => join(folder, ...key.split('/'));

  async function incoming(text: string): Promise<string> {
    const path = join(folder, INCOMING, randomUUID());
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  async function place(key: string): Promise<string> {
    const path = pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    return path;
  }

  return {
    async read(key) {
      return await readFile(pathOf(key), 'utf8').catch(unlessMissing);
    },

    async write(key, text) {
      await rename(await incoming(text), await place(key));
    },

    async writeIfAbsent(key, text) {
      const from = await incoming(text);
      try {
        await link(from, await place(key));
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(from, { force: true });
      }
    },

    async moveIn(localPath, key) {
      const target = await place(key);
      try {
        await rename(localPath, target);
      } catch (error) {
        if (codeOf(error) !== 'EXDEV') throw error;
        const near = join(folder, INCOMING, randomUUID());
        await mkdir(dirname(near), { recursive: true });
        await copyFile(localPath, near);
        await rename(near, target);
        await rm(localPath);
      }
    },

    async localPath(key) {
      return pathOf(key);
    },

    stream(key, from = 0, to = Number.POSITIVE_INFINITY) {
      return bytesOf(pathOf(key), from, to);
    },

    async exists(key) {
      return (await stat(pathOf(key)).catch(unlessMissing))?.isFile() ?? false;
    },

    async list(prefix) {
      const folderOfPrefix = prefix.slice(0, prefix.lastIndexOf('/') + 1);
      const entries = await readdir(pathOf(folderOfPrefix), { recursive: true, withFileTypes: true }).catch(
        unlessMissing,
      );
      return (entries ?? [])
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((key) => key.startsWith(prefix))
        .sort();
    },

    async remove(key) {
      await rm(pathOf(key)).catch(unlessMissing);
    },
  };
}

async function* bytesOf(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  if (from >= to) return;
  yield* createReadStream(path, { start: from, end: to - 1 });
}

/** Where the start of a key is a file, or the whole of it a folder, there is no object either. */
function unlessMissing(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '')) return undefined;
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
