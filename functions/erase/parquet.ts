import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { literal, quoted } from '../engines/sql-text.ts';
import type { Student } from './student.ts';

/** Which rows of a Parquet file are the student's. */
export type Whose =
  /** Those where one of these columns is the id; columns that the file lacks are passed over. */
  | { readonly kind: 'identifiers'; readonly columns: readonly string[] }
  /** Those where any text holds the id, or that are about one of these records. */
  | { readonly kind: 'any_text'; readonly records?: readonly number[] };

export interface ParquetReader {
  count(path: string, whose: Whose): Promise<number>;
  countAll(path: string): Promise<number>;
  /** Writes the other rows, in their order. */
  without(path: string, whose: Whose, target: string): Promise<void>;
  close(): void;
}

/** Reads and rewrites Parquet files without one student. No error of it repeats what stands in them. */
export async function openParquet(student: Student, workFolder: string): Promise<ParquetReader> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '512MB',
    threads: String(Math.min(4, availableParallelism())),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const run = (statement: string) => quietly(() => connection.run(statement));
  await run(`set temp_directory = ${text(join(workFolder, 'spill'))}`);
  await run(`set variable student_id = ${text(student.id)}`);
  await run(`set variable student_pattern = ${text(student.pattern)}`);

  async function condition(path: string, whose: Whose): Promise<string> {
    const columns = await columnsOf(connection, path);
    if (whose.kind === 'identifiers') {
      const known = columns.filter(({ name }) => whose.columns.includes(name));
      return anyOf(known.map(({ name }) => `${quoted(name)} = getvariable('student_id')`));
    }
    const texts = columns
      .filter(({ type }) => type.startsWith('VARCHAR'))
      .map(({ name }) => `regexp_matches(cast(${quoted(name)} as varchar), getvariable('student_pattern'))`);
    const numbers = (whose.records ?? []).join(', ');
    const isNumbered = numbers !== '' && columns.some(({ name }) => name === 'record');
    return anyOf([...texts, ...(isNumbered ? [`record in (${numbers})`] : [])]);
  }

  async function countOf(select: string): Promise<number> {
    const reader = await quietly(() => connection.runAndReadAll(select));
    return Number(reader.getRows()[0]?.[0]);
  }

  return {
    count: async (path, whose) =>
      await countOf(`select count(*) from ${relation(path)} where ${await condition(path, whose)}`),
    countAll: async (path) => await countOf(`select count(*) from ${relation(path)}`),
    async without(path, whose, target) {
      await run(
        `copy (select * from ${relation(path)} where not ${await condition(path, whose)})
        to ${text(target)} (format parquet, compression zstd)`,
      );
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function columnsOf(connection: DuckDBConnection, path: string) {
  const reader = await quietly(() => connection.runAndReadAll(`describe select * from ${relation(path)}`));
  return reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** A condition that is never null, so that no row is lost between the two sides of it. */
function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'false' : `(coalesce(${conditions.join(', false) or coalesce(')}, false))`;
}

function relation(path: string): string {
  return `read_parquet(${text(path)}, hive_partitioning = false)`;
}

/** DuckDB may quote the value, or the statement with the id in it. */
async function quietly<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const kind = error instanceof Error ? error.message.split(':', 1)[0] : 'an error';
    throw new Error(`${kind} of DuckDB while a Parquet file was searched`);
  }
}

function text(value: string): string {
  return literal(value, 'varchar');
}
