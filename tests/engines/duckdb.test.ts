import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import { describeEngine } from './engine-contract.ts';

const folder = await mkdtemp(join(tmpdir(), 'control-tower-duckdb-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
let opened = 0;

describeEngine('DuckDB', async () => {
  opened += 1;
  const workspace = join(folder, `workspace_${opened}`);
  const path = join(workspace, 'warehouse.duckdb');
  return { engine: await openDuckdb({ path, store: folderStore(workspace) }), workspace };
});
