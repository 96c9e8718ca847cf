import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import type { Row } from '../../functions/engines/engine.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import { type DistrictOptions, type GeneratedFile, generateDistrict } from '../../local/generate/generate.ts';

/** A folder for made-up districts; it goes with the test file. */
export const folder = await mkdtemp(join(tmpdir(), 'generate-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

export const make = (name: string, options: Partial<DistrictOptions> = {}) =>
  generateDistrict({ students: 600, seed: 1, outDir: join(folder, name), ...options });

/** A district without a mistake, big enough for the rates of its subgroups to settle. */
export const makeClean = (): Promise<GeneratedFile[]> => make('clean', { students: 3000, dirt: false });

/** Asks the clean district; `file(name)` in the text stands for the rows of that file. */
export async function ask(sql: string): Promise<Row[]> {
  const engine = await openDuckdb({ path: ':memory:', store: folderStore(folder) });
  try {
    return await engine.rows(
      sql.replaceAll(/file\((\w+)\)/g, (_, name) => `read_csv('${folder}/clean/${name}.csv')`),
    );
  } finally {
    await engine.close();
  }
}

/** The one value that a question is answered with. */
export async function one(sql: string): Promise<number> {
  return Number(Object.values((await ask(sql))[0] ?? {})[0]);
}
