import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import { describeEngine } from './engine-contract.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describeEngine('DuckDB', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'control-tower-duckdb-'));
  folders.push(workspace);
  const engine = await openDuckdb({ path: join(workspace, 'warehouse.duckdb'), store: folderStore(workspace) });
  return { engine, workspace };
});
