import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll } from 'vitest';
import type { Structure } from '../../functions/land/structure.ts';

const folder = mkdtempSync(join(tmpdir(), 'tower-land-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A path in a folder that lasts as long as the tests of one file. */
export function pathOf(name: string): string {
  return join(folder, name);
}

/** Writes a file. @returns its path */
export function fileOf(content: string | Uint8Array, name = 'extract.csv'): string {
  writeFileSync(pathOf(name), content);
  return pathOf(name);
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
