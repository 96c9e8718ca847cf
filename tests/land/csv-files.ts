import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, vi } from 'vitest';
import type { Structure } from '../../functions/land/structure.ts';

// Some tests write and read hundreds of files, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'tower-land-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A path where nothing is yet, for as long as the tests of one file last. */
export function newPath(name = 'extract.csv'): string {
  return join(mkdtempSync(join(folder, 'file-')), name);
}

/** Writes a file. @returns its path */
export function fileOf(content: string | Uint8Array): string {
  const path = newPath();
  writeFileSync(path, content);
  return path;
}

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** All rows of a file as DuckDB reads it for landing; a missing cell is ''. */
export async function duckdbRows(
  path: string,
  width: number,
  { hasMultilineRecords }: Pick<Structure, 'hasMultilineRecords'>,
): Promise<string[][]> {
  const columns = Array.from({ length: width }, (_, place) => `c${place}: 'VARCHAR'`).join(', ');
  const reader = await connection.runAndReadAll(
    `select * from read_csv('${path}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
       strict_mode = true, columns = {${columns}}, parallel = ${!hasMultilineRecords})`,
  );
  return reader.getRows().map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
}
