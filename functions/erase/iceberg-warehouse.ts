import { createHash, randomUUID } from 'node:crypto';
import { literal } from '../engines/sql-text.ts';
import type { Student } from './student.ts';
import { removeOlder, type VersionedObjects } from './versions.ts';
import type { Warehouse } from './warehouse.ts';

/** How an engine of Iceberg tables spells what makes a deleted row's bytes go. */
export interface IcebergDialect {
  readonly name: 'athena' | 'trino';
  /** Catalog (where there are several) and schema, as they stand before a table's name. */
  readonly model: string;
  readonly curated: string;
  /** Where information_schema of a schema is, and the schema's bare name. */
  readonly schemaOf: (place: string) => { readonly information: string; readonly schema: string };
  run(statement: string): Promise<void>;
  rows(select: string): Promise<readonly (readonly unknown[])[]>;
  /** Writes every data file anew that has deleted rows. */
  compact(table: string): readonly string[];
  /** Forgets every snapshot but the last, and removes the files that only they needed. */
  forget(table: string): readonly string[];
}

export interface IcebergPlaces {
  readonly dialect: IcebergDialect;
  /** Names of the columns that tell a student. */
  readonly columns: readonly string[];
  /** Where the files of curated tables lie, and under which prefix those of each. */
  readonly curatedObjects: VersionedObjects;
  readonly prefixOf: (table: string) => Promise<string> | string;
}

// No id of a contract is empty, so this row is nobody's; without a publish, no reader sees it.
const NOBODY = '';
const MOST_RUNS = 20;

/**
 * Iceberg tables. Working tables are dropped, because the next refresh makes them again. Of a curated table the rows
 * are deleted, its data files written anew, its older snapshots forgotten. What is left then is the list of files of
 * the last commit, which still names the smallest and largest id of each file that it replaced: two more commits,
 * which add a row of nobody and take it away, leave a list without them.
 */
export function icebergWarehouse({ dialect, columns, curatedObjects, prefixOf }: IcebergPlaces): Warehouse {
  async function tablesOf(place: string): Promise<Map<string, string[]>> {
    const { information, schema } = dialect.schemaOf(place);
    const names = columns.map(text).join(', ');
    const rows = await dialect.rows(
      `select columns.table_name, columns.column_name
      from ${information}.columns as columns
      inner join ${information}.tables as tables
        on columns.table_schema = tables.table_schema and columns.table_name = tables.table_name
      where columns.table_schema = ${text(schema)} and tables.table_type = 'BASE TABLE'
        and columns.column_name in (${names})
      order by columns.table_name, columns.column_name`,
    );
    const tables = new Map<string, string[]>();
    for (const [table, column] of rows)
      tables.set(String(table), [...(tables.get(String(table)) ?? []), String(column)]);
    // These show the landed objects, which are rewritten themselves.
    for (const table of [...tables.keys()]) if (EXTERNAL.test(table)) tables.delete(table);
    return tables;
  }

  async function count(place: string, student: Student) {
    const found: { table: string; rows: number }[] = [];
    for (const [table, own] of await tablesOf(place)) {
      const [row] = await dialect.rows(
        `select count(*) from ${place}.${table}\nwhere ${isStudent(own, student)}`,
      );
      found.push({ table: `${place}.${table}`, rows: Number(row?.[0]) });
    }
    return found;
  }

  async function eraseFrom(table: string, own: readonly string[], student: Student): Promise<void> {
    // A run that died may have left the row of nobody.
    await dialect.run(`delete from ${table}\nwhere ${isStudent(own, student)} or ${isNobody(own)}`);
    for (const statement of dialect.compact(table)) await dialect.run(statement);
    await dialect.run(`insert into ${table} (${own[0]}) values (${text(NOBODY)})`);
    await dialect.run(`delete from ${table} where ${isNobody(own)}`);
    for (const statement of dialect.forget(table)) await repeatedly(statement);
  }

  /** Athena removes so many files at a time and then asks for another run. */
  async function repeatedly(statement: string): Promise<void> {
    for (let runs = 1; ; runs++) {
      try {
        return await dialect.run(statement);
      } catch (error) {
        const wantsMore = error instanceof Error && error.message.includes('ICEBERG_VACUUM_MORE_RUNS_NEEDED');
        if (!wantsMore || runs === MOST_RUNS) throw error;
      }
    }
  }

  return {
    keeps:
      dialect.name === 'athena'
        ? ['results of queries: Athena keeps them for 24 hours, in no bucket of ours']
        : [],

    async search(student) {
      return [...(await count(dialect.model, student)), ...(await count(dialect.curated, student))];
    },

    async erase(student) {
      for (const table of (await tablesOf(dialect.model)).keys())
        await dialect.run(`drop table if exists ${dialect.model}.${table}`);
      for (const [table, own] of await tablesOf(dialect.curated)) {
        await eraseFrom(`${dialect.curated}.${table}`, own, student);
        await removeOlder(curatedObjects, await prefixOf(table));
      }
    },
  };
}

// As the engines name the tables over landed objects.
const EXTERNAL = /^(?:files|source)_/;

/** Engines remember the statements that they ran: these do not say whom they were about. */
function isStudent(own: readonly string[], { id }: Student): string {
  const salt = randomUUID();
  const hash = createHash('sha256').update(`${salt}${id}`).digest('hex').toUpperCase();
  return own
    .map((column) => `to_hex(sha256(to_utf8(${text(salt)} || ${column}))) = ${text(hash)}`)
    .join(' or ');
}

function isNobody(own: readonly string[]): string {
  return own.map((column) => `${column} = ${text(NOBODY)}`).join(' or ');
}

function text(value: string): string {
  return literal(value, 'varchar');
}
