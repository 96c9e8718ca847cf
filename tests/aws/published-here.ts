import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import { refresh } from '../../functions/refresh/refresh.ts';
import type { TowerOnAws } from './tower-on-aws.ts';

/** The rows of a curated table as a refresh in this process publishes it from what has landed there, as text. */
export async function publishedHere(
  tower: Pick<TowerOnAws, 'store' | 'models'>,
  table: string,
  select: (from: string) => string,
): Promise<(string | null)[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'control-tower-here-'));
  // What it keeps beside its tables is not to replace what the other refreshes keep.
  const store = { ...tower.store, write: async () => {} };
  const engine = await openDuckdb({ path: join(folder, 'warehouse.duckdb'), store });
  try {
    const tools = { store, engine, feeds: await readFeeds(), models: tower.models, clock: () => new Date() };
    const { outcome } = await refresh(tools);
    if (outcome !== 'published') throw new Error(`the refresh in this process: ${outcome}`);
    return asText((await engine.rows(select(engine.curated(table)))).map((row) => Object.values(row)));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export function asText(rows: readonly (readonly unknown[])[]): (string | null)[][] {
  return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
}
