import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { literal } from '../engines/sql-text.ts';
import { RejectedFile } from './rejected-file.ts';

// More threads than this wait for the disk, and each needs memory of its own: less of it, and they wait for each other.
const MOST_THREADS = 4;
const MEMORY_PER_THREAD = 96;

export interface SessionOptions {
  /** @default 96 MB per thread */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/**
 * Runs SQL on a database of its own, in memory that does not grow with the file: what has no room goes to `folder`.
 * @throws RejectedFile when DuckDB cannot read the file
 */
export async function withDuckdb<Result>(
  file: string,
  folder: string,
  options: SessionOptions,
  act: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const { threads = Math.max(2, Math.min(MOST_THREADS, availableParallelism())) } = options;
  const { memoryLimit = `${MEMORY_PER_THREAD * threads}MB` } = options;
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit,
    threads: String(threads),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`set temp_directory = ${text(join(folder, 'spill'))}`);
    return await act(connection);
  } catch (error) {
    throw withoutValues(error, file);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB and the scanner do not find the same records, so that none of them can be trusted. */
export function unreadable(file: string): RejectedFile {
  return new RejectedFile(
    file,
    'its records could not be told apart',
    'If it was still being written, land it again; else export it again with every value in double quotes.',
  );
}

/** DuckDB quotes the line or the value that it stumbled over. */
function withoutValues(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error.message.includes('CSV Error')) return unreadable(file);
  if (!/^(Conversion|Constraint|Out of Range|Invalid Input|Data)\b/.test(error.message)) return error;
  return new Error(`${file}: ${error.message.split(':', 1)[0]} of DuckDB`);
}

export async function count(connection: DuckDBConnection, relation: string): Promise<number> {
  return Number((await connection.runAndReadAll(`select count(*) from ${relation}`)).getRows()[0]?.[0]);
}

export function text(value: string): string {
  return literal(value, 'varchar');
}
