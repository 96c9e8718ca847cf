import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { rowsKeys } from '../land/objects.ts';
import type { Store } from '../stores/store.ts';
import { DUCKDB_PRELUDE } from './duckdb-prelude.ts';
import { columnType, readValue } from './duckdb-values.ts';
import { type Column, type Engine, EngineError, type LandedSource, type Row } from './engine.ts';
import {
  columnList,
  emptySelect,
  insertTexts,
  literal,
  missingColumns,
  PUBLISH_COLUMNS,
  publishText,
  quoted,
  undoTexts,
} from './sql-text.ts';

export interface DuckdbOptions {
  /** The database file, or ':memory:'. */
  readonly path: string;
  /** Where landing put its objects. */
  readonly store: Store;
  /** @default '2GB' */
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Opens the file for reading alone. @default false */
  readonly readOnly?: boolean;
}

/**
 * SQL in this process, on one file: working relations in schema `model`, published ones in `curated`.
 * @throws EngineError when another process holds the file.
 */
export async function openDuckdb(options: DuckdbOptions): Promise<Engine> {
  const { path, store, memoryLimit = '2GB', threads, readOnly = false } = options;
  const { instance, connection } = await connect(path, { memoryLimit, threads, readOnly });
  const spill = path === ':memory:' ? '.' : dirname(path);

  async function run(statement: string): Promise<void> {
    await attempt(statement, () => connection.run(statement));
  }

  async function rows(select: string): Promise<Row[]> {
    const reader = await attempt(select, () => connection.runAndReadAll(select));
    const names = reader.deduplicatedColumnNames();
    return reader
      .getRows()
      .map((row) => Object.fromEntries(names.map((name, at) => [name, readValue(row[at] ?? null)])));
  }

  // A program that was killed while it made the file may have left one without schemas.
  async function hasSchema(name: string): Promise<boolean> {
    const found = await rows(
      `select schema_name from information_schema.schemata where schema_name = ${literal(name, 'varchar')}`,
    );
    return found.length > 0;
  }

  await run(`set temp_directory = ${literal(`${spill}/.spill`, 'varchar')}`);
  // So that a division that slipped through the lint does here what it does on Trino.
  await run('set integer_division = true');
  if (!readOnly) {
    for (const schema of ['model', 'curated']) await run(`create schema if not exists ${schema}`);
    await run('use model');
    for (const macro of Object.values(DUCKDB_PRELUDE)) await run(macro);
  } else if (await hasSchema('model')) {
    await run('use model');
  }

  const curated = (table: string) => `curated.${quoted(table)}`;

  async function columnsOf(relation: string): Promise<Column[]> {
    const statement = `describe select * from ${relation}`;
    return (await rows(statement)).map((row) => {
      const type = columnType(String(row.column_type));
      if (type) return { name: String(row.column_name), type };
      const reason = `column ${row.column_name} of ${relation} is of type ${row.column_type}: cast it to one of the shared types`;
      throw new EngineError('duckdb', statement, new Error(reason));
    });
  }

  async function drop(kind: 'view' | 'table', name: string): Promise<void> {
    await run(`drop ${kind} if exists ${quoted(name)}`);
  }

  async function makeRoom(name: string): Promise<void> {
    const found = await rows(
      `select table_type from information_schema.tables
      where table_schema = 'model' and table_name = ${literal(name, 'varchar')}`,
    );
    if (found[0]) await drop(found[0].table_type === 'VIEW' ? 'view' : 'table', name);
  }

  async function createView(name: string, select: string): Promise<void> {
    await makeRoom(name);
    await run(`create view ${quoted(name)} as\n${select}`);
  }

  return {
    name: 'duckdb',
    createView,
    drop,
    columnsOf,
    rows,
    curated,

    async exposeLanded({ feed, columns, landingIds }: LandedSource) {
      const withLanding: Column[] = [...columns, { name: 'landing_id', type: 'varchar' }];
      if (landingIds.length === 0) return await createView(`source_${feed}`, emptySelect(withLanding));
      const keys = await Promise.all(landingIds.map((id) => rowsKeys(store, feed, id)));
      const paths = await Promise.all(keys.flat().map((key) => store.localPath(key)));
      const files = paths.map((file) => literal(file, 'varchar')).join(', ');
      const types = columns.map(({ name, type }) => `cast(${quoted(name)} as ${type}) as ${quoted(name)}`);
      await createView(
        `source_${feed}`,
        // The empty select first: a column that every file lacks is read as null, as Trino reads it.
        `select ${types.join(', ')}, landing_id from (
          ${emptySelect(withLanding)}
          union all by name
          select * from read_parquet([${files}], hive_partitioning = true, hive_types = {landing_id: varchar}, union_by_name = true)
        )`,
      );
    },

    async createTable(name, select, columns) {
      const computed = await columnsOf(`(\n${select}\n)`);
      for (const { name: column, type } of columns) {
        const found = computed.find((candidate) => candidate.name === column)?.type ?? 'missing';
        if (found !== type) {
          const reason = `column ${column} of ${name} is ${found}, not ${type}`;
          throw new EngineError('duckdb', `create table ${name}`, new Error(reason));
        }
      }
      await makeRoom(name);
      await run(`create table ${quoted(name)} as\nselect ${columnList(columns)} from (\n${select}\n)`);
    },

    async loadTable(name, columns, values) {
      await makeRoom(name);
      await run(`create table ${quoted(name)} (${typedList(columns)})`);
      for (const statement of texts(`insert into ${name}`, () =>
        insertTexts(quoted(name), columns, values),
      )) {
        await run(statement);
      }
    },

    async ensureCurated(table, columns) {
      const wanted = [...columns, ...PUBLISH_COLUMNS];
      await run(`create table if not exists ${curated(table)} (${typedList(wanted)})`);
      const has = await columnsOf(curated(table));
      for (const column of texts(`alter table ${table}`, () => missingColumns(table, has, wanted))) {
        await run(`alter table ${curated(table)} add column ${typedList([column])}`);
      }
    },

    async publish(publication) {
      await run(publishText(curated(publication.table), publication));
    },

    async undoAfter(table, lastPublishId) {
      for (const statement of undoTexts(curated(table), lastPublishId)) await run(statement);
    },

    async append(table, columns, values) {
      for (const statement of texts(`insert into ${table}`, () =>
        insertTexts(curated(table), columns, values),
      )) {
        await run(statement);
      }
    },

    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function connect(
  path: string,
  { memoryLimit, threads, readOnly }: { memoryLimit: string; threads: number | undefined; readOnly: boolean },
): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  if (path !== ':memory:') await mkdir(dirname(path), { recursive: true });
  // A disk that was full leaves a file with nothing in it, which DuckDB would refuse for ever.
  if (!readOnly && (await isEmpty(path))) await rm(path);
  return await attempt(`open ${path}`, async () => {
    const instance = await DuckDBInstance.create(path, {
      memory_limit: memoryLimit,
      ...(threads === undefined ? {} : { threads: String(threads) }),
      ...(readOnly ? { access_mode: 'READ_ONLY' } : {}),
      // A mistyped path must never turn into a call over the network.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return { instance, connection: await instance.connect() };
  });
}

async function isEmpty(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === 0;
}

async function attempt<T>(statement: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && error.message.includes('Conflicting lock')) {
      const holder = /PID (\d+)/.exec(error.message)?.[1];
      throw new EngineError(
        'duckdb',
        statement,
        new Error(
          `another tower works in this workspace${holder ? ` (process ${holder})` : ''}: wait until it has ended`,
        ),
      );
    }
    throw new EngineError('duckdb', statement, withoutValues(error));
  }
}

/** An error that a row caused quotes its value: the kind of the error is enough to find the row. */
function withoutValues(error: unknown): unknown {
  if (
    !(error instanceof Error) ||
    !/^(Conversion|Constraint|Out of Range|Invalid Input|Data)\b/.test(error.message)
  )
    return error;
  return new Error(error.message.split('\n', 1)[0]?.replaceAll(/'[^']*'|"[^"]*"|\d{5,}/g, '…'));
}

/** Makes a statement's text; values that do not fit their columns are an error of the statement. */
function texts<Text>(statement: string, make: () => Text): Text {
  try {
    return make();
  } catch (error) {
    throw new EngineError('duckdb', statement, error);
  }
}

function typedList(columns: readonly Column[]): string {
  return columns
    .map(({ name, type }) => `${quoted(name)} ${type === 'timestamp(3)' ? 'timestamp_ms' : type}`)
    .join(', ');
}
