import type { Column, Engine, LandedSource, Row } from './engine.ts';
import { EngineError } from './engine.ts';
import {
  emptySelect,
  literal,
  missingColumns,
  PUBLISH_COLUMNS,
  publishText,
  quoted,
  undoTexts,
} from './sql-text.ts';
import { openSession, TrinoError } from './trino-session.ts';
import { columnType, insertJsonTexts, readRow } from './trino-values.ts';

export interface TrinoOptions {
  readonly url: string;
  /** Where this Trino sees the folder or bucket that the store writes to. @default 'local:///' */
  readonly location?: string;
  /** @default 'control-tower' */
  readonly user?: string;
  /** A Hive catalog: landed files, views, working tables. @default 'landed' */
  readonly landedCatalog?: string;
  /** An Iceberg catalog whose metastore is not the landed one's: a view and its table share a name. @default 'curated' */
  readonly curatedCatalog?: string;
  /** The schema, in both. @default 'tower' */
  readonly schema?: string;
}

/**
 * SQL on a Trino that runs elsewhere.
 * @throws EngineError when there is none at the address.
 */
export async function openTrino(options: TrinoOptions): Promise<Engine> {
  const { url, user = 'control-tower', landedCatalog = 'landed', curatedCatalog = 'curated' } = options;
  const { schema = 'tower' } = options;
  const location = (options.location ?? 'local:///').replace(/\/*$/, (slashes) => slashes || '/');
  const session = openSession({ url, user, catalog: landedCatalog, schema });
  const run = session.run;
  await run(`create schema if not exists ${quoted(landedCatalog)}.${quoted(schema)}`);
  await run(`create schema if not exists ${quoted(curatedCatalog)}.${quoted(schema)}`);

  const curated = (table: string) => `${quoted(curatedCatalog)}.${quoted(schema)}.${quoted(table)}`;

  async function columnsOf(relation: string): Promise<Column[]> {
    const statement = `select * from ${relation} limit 0`;
    const { columns } = await run(statement);
    return columns.map(({ name, type }) => {
      const known = columnType(type);
      if (known) return { name, type: known };
      throw refused(
        statement,
        `column ${name} of ${relation} is of type ${type}: cast it to one of the shared types`,
      );
    });
  }

  async function kindOf(name: string): Promise<'view' | 'table' | undefined> {
    const { rows } = await run(
      `select table_type from information_schema.tables
      where table_schema = ${literal(schema, 'varchar')} and table_name = ${literal(name, 'varchar')}`,
    );
    if (!rows[0]) return undefined;
    return rows[0][0] === 'VIEW' ? 'view' : 'table';
  }

  async function drop(kind: 'view' | 'table', name: string): Promise<void> {
    await run(`drop ${kind} if exists ${quoted(name)}`);
  }

  async function makeRoom(name: string): Promise<void> {
    const kind = await kindOf(name);
    if (kind) await drop(kind, name);
  }

  async function createView(name: string, select: string): Promise<void> {
    const statement = `create or replace view ${quoted(name)} security invoker as\n${select}`;
    try {
      await run(statement);
    } catch (error) {
      if (!(error instanceof TrinoError && error.code === 'TABLE_ALREADY_EXISTS')) throw error;
      await drop('table', name);
      await run(statement);
    }
  }

  async function createTable(name: string, select: string, columns: readonly Column[]): Promise<void> {
    const relation = `(\n${select}\n)`;
    const computed = await columnsOf(relation);
    for (const { name: column, type } of columns) {
      const found = computed.find((candidate) => candidate.name === column)?.type ?? 'missing';
      // The cast below is there for varchar(n) and timestamp(6); it must not round a double to an integer.
      if (found !== type) {
        throw refused(`create table ${name}`, `column ${column} of ${name} is ${found}, not ${type}`);
      }
    }
    const list = columns.map(
      ({ name: column, type }) => `cast(${quoted(column)} as ${type}) as ${quoted(column)}`,
    );
    await makeRoom(name);
    await run(
      `create table ${quoted(name)} with (format = 'PARQUET') as\nselect ${list.join(', ')} from ${relation}`,
    );
  }

  async function loadTable(name: string, columns: readonly Column[], rows: readonly Row[]): Promise<void> {
    await makeRoom(name);
    await run(`create table ${quoted(name)} (${columnTypes(columns)}) with (format = 'PARQUET')`);
    await insert(quoted(name), columns, rows);
  }

  async function insert(table: string, columns: readonly Column[], rows: readonly Row[]): Promise<void> {
    const statements = trying(`insert into ${table}`, () => insertJsonTexts(table, columns, rows));
    for (const statement of statements) await run(statement);
  }

  async function exposeLanded({ feed, columns, landingIds }: LandedSource): Promise<void> {
    const name = `source_${feed}`;
    const withLanding: Column[] = [...columns, { name: 'landing_id', type: 'varchar' }];
    if (landingIds.length === 0) return createView(name, emptySelect(withLanding));
    const stands =
      (await kindOf(name)) === 'table' && sameColumns(await columnsOf(quoted(name)), withLanding);
    const files = `${location}landed/${feed}`;
    if (!stands) {
      await makeRoom(name);
      await createExternal(name, withLanding, files);
    }
    await readOnlyLandings(name, landingIds, files);
  }

  async function createExternal(name: string, columns: readonly Column[], files: string): Promise<void> {
    const statement = `create table ${quoted(name)} (${columnTypes(columns)}) with (
      format = 'PARQUET',
      partitioned_by = array['landing_id'],
      external_location = ${literal(files, 'varchar')}
    )`;
    try {
      await run(statement);
    } catch (error) {
      if (!(error instanceof TrinoError && error.code === 'INVALID_TABLE_PROPERTY')) throw error;
      throw refused(statement, `Trino sees no folder ${files}: was it started over this workspace?`);
    }
  }

  /** Folders become partitions; one that is not asked for (a landing that died half-way, say) is left out. */
  async function readOnlyLandings(name: string, landingIds: readonly string[], files: string): Promise<void> {
    const system = `${quoted(landedCatalog)}.system`;
    const table = `${literal(schema, 'varchar')}, ${literal(name, 'varchar')}`;
    await run(`call ${system}.sync_partition_metadata(${table}, 'FULL')`);
    const { rows } = await run(`select landing_id from ${quoted(`${name}$partitions`)}`);
    const found = new Set(rows.map(([landingId]) => String(landingId)));
    for (const landingId of landingIds) {
      if (found.delete(landingId)) continue;
      throw refused(
        `expose ${name}`,
        `Trino sees no files of landing ${landingId} in ${files}: was it started over this workspace?`,
      );
    }
    for (const surplus of found) {
      await run(
        `call ${system}.unregister_partition(${table}, array['landing_id'], array[${literal(surplus, 'varchar')}])`,
      );
    }
  }

  async function ensureCurated(table: string, columns: readonly Column[]): Promise<void> {
    const wanted = [...columns, ...PUBLISH_COLUMNS];
    await run(`create table if not exists ${curated(table)} (${icebergTypes(wanted)})`);
    const has = await columnsOf(curated(table));
    for (const column of trying(`alter table ${table}`, () => missingColumns(table, has, wanted))) {
      await run(`alter table ${curated(table)} add column ${icebergTypes([column])}`);
    }
  }

  return {
    name: 'trino',
    exposeLanded,
    createView,
    createTable,
    loadTable,
    drop,
    columnsOf,
    rows: async (select) => {
      const { columns, rows } = await run(select);
      return trying(select, () => rows.map((row) => readRow(columns, row)));
    },
    curated,
    ensureCurated,
    publish: async (publication) => {
      await run(publishText(curated(publication.table), publication));
    },
    undoAfter: async (table, lastPublishId) => {
      for (const statement of undoTexts(curated(table), lastPublishId)) await run(statement);
    },
    append: (table, columns, rows) => insert(curated(table), columns, rows),
    close: async () => {},
  };
}

function refused(statement: string, reason: string): EngineError {
  return new EngineError('trino', statement, new Error(reason));
}

function trying<T>(statement: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new EngineError('trino', statement, error);
  }
}

function columnTypes(columns: readonly Column[]): string {
  return columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', ');
}

/** Iceberg keeps timestamps to the microsecond and to nothing else. */
function icebergTypes(columns: readonly Column[]): string {
  return columnTypes(columns).replaceAll(' timestamp(3)', ' timestamp(6)');
}

function sameColumns(some: readonly Column[], others: readonly Column[]): boolean {
  return (
    some.length === others.length &&
    some.every((column, at) => column.name === others[at]?.name && column.type === others[at]?.type)
  );
}
