import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openDuckdb } from '../functions/engines/duckdb.ts';
import type { Engine } from '../functions/engines/engine.ts';
import { folderStore } from '../functions/stores/folder.ts';
import type { Store } from '../functions/stores/store.ts';

/** The database of one workspace, in its folder. */
export const WAREHOUSE = 'warehouse.duckdb';

/** A folder in which everything of one run of the control tower lies. */
export interface Workspace {
  readonly folder: string;
  readonly store: Store;
  /** A folder for unfinished files, on the same disk; it is emptied when the program that made it has ended. */
  readonly workFolder: string;
  openWarehouse(options?: { readOnly?: boolean }): Promise<Engine>;
}

export async function openWorkspace(path: string): Promise<Workspace> {
  const folder = resolve(path);
  const incoming = join(folder, '.incoming');
  await mkdir(incoming, { recursive: true });
  await removeLeftovers(incoming);
  const workFolder = join(incoming, `process-${process.pid}`);
  await mkdir(workFolder, { recursive: true });
  const store = folderStore(folder);
  return {
    folder,
    store,
    workFolder,
    openWarehouse: ({ readOnly = false } = {}) =>
      openDuckdb({ path: join(folder, WAREHOUSE), store, readOnly }),
  };
}

/** What a program left that was killed: nothing of it counts, because its receipt was never written. */
async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const process = /^process-(\d+)$/.exec(name)?.[1];
    if (process && !isRunning(Number(process)))
      await rm(join(incoming, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
