import { rename, rm } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { literal, quoted } from '../engines/sql-text.ts';
import type { Student } from './student.ts';
import type { Warehouse } from './warehouse.ts';

/**
 * Tables in a DuckDB file. A row that was deleted stays in the file, in blocks that are free: so what is left is
 * copied into a new file, which takes the place of the old one.
 */
export function duckdbWarehouse(path: string, columns: readonly string[]): Warehouse {
  const fresh = `${path}.without-student`;

  async function tablesOf(connection: DuckDBConnection, student: Student) {
    const names = columns.map(text).join(', ');
    const reader = await connection.runAndReadAll(
      `select table_schema, table_name, list(column_name)
      from information_schema.columns inner join information_schema.tables using (table_catalog, table_schema, table_name)
      where table_type = 'BASE TABLE' and data_type = 'VARCHAR' and column_name in (${names})
      group by all order by all`,
    );
    return reader.getRows().map(([schema, table, found]) => {
      const own = (found as { items: readonly unknown[] }).items.map((name) => quoted(String(name)));
      return {
        table: `${quoted(String(schema))}.${quoted(String(table))}`,
        name: `${schema}.${table}`,
        where: own.map((name) => `coalesce(${name} = ${text(student.id)}, false)`).join(' or '),
      };
    });
  }

  return {
    keeps: [],

    async search(student) {
      return await on(path, async (connection) => {
        const found: { table: string; rows: number }[] = [];
        for (const { table, name, where } of await tablesOf(connection, student)) {
          const reader = await connection.runAndReadAll(`select count(*) from ${table} where ${where}`);
          found.push({ table: name, rows: Number(reader.getRows()[0]?.[0]) });
        }
        return found;
      });
    },

    async erase(student) {
      await rm(fresh, { force: true });
      await on(path, async (connection) => {
        for (const { table, where } of await tablesOf(connection, student))
          await connection.run(`delete from ${table} where ${where}`);
        const own = await connection.runAndReadAll('select current_database()');
        await connection.run(`attach ${text(fresh)} as without_student`);
        await connection.run(
          `copy from database ${quoted(String(own.getRows()[0]?.[0]))} to without_student`,
        );
        await connection.run('detach without_student');
        // The log of what was deleted goes into the old file, and with it.
        await connection.run('checkpoint');
      });
      await rename(fresh, path);
    },
  };
}

async function on<T>(path: string, act: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: '2GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  }).catch(untold);
  const connection = await instance.connect();
  try {
    return await act(connection).catch(untold);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB may quote the statement, with the id in it. */
function untold(error: unknown): never {
  const reason = error instanceof Error ? error.message : '';
  if (reason.includes('Conflicting lock')) {
    throw new Error('another tower works in this workspace: wait until it has ended');
  }
  throw new Error(`${reason.split(':', 1)[0]} of DuckDB while tables were searched`);
}

function text(value: string): string {
  return literal(value, 'varchar');
}
