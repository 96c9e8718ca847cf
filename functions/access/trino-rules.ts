import type { Access } from './access.ts';
import type { OpenTable } from './tables.ts';

/** Where a Trino has the curated tables, and who writes them. */
export interface TrinoPlace {
  /** The one user who may do everything. */
  readonly publisher: string;
  readonly catalog: string;
  readonly schema: string;
}

/**
 * The rules of a Trino's file access control: the publisher may do all, a reader may read what is open to them, and
 * nobody else may do anything. The first rule that fits decides; a table without a rule is closed. The catalog needs
 * `iceberg.table-statistics-enabled=false`: filters do not reach statistics.
 */
export function trinoRules(accesses: readonly Access[], { publisher, catalog, schema }: TrinoPlace) {
  const readers = accesses
    .map(({ principal, tables }) => ({
      user: exactly(principal),
      tables: tables.filter((table) => table.outcome === 'open'),
    }))
    .filter(({ tables }) => tables.length > 0);
  const owner = { user: exactly(publisher) };
  const place = { catalog: exactly(catalog), schema: exactly(schema) };
  return {
    catalogs: [
      { ...owner, allow: 'all' },
      ...readers.map(({ user }) => ({ user, catalog: place.catalog, allow: 'read-only' })),
      { allow: 'none' },
    ],
    schemas: [{ ...owner, owner: true }, { owner: false }],
    tables: [
      { ...owner, privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'OWNERSHIP', 'GRANT_SELECT'] },
      ...readers.flatMap(({ user, tables }) =>
        tables.map((table) => ({ user, ...place, ...tableRule(table) })),
      ),
      { privileges: [] },
    ],
    // Table functions, such as table_changes, would read past the filters.
    functions: [
      { ...owner, privileges: ['EXECUTE'] },
      { catalog: 'system', schema: 'builtin', privileges: ['EXECUTE'] },
      { privileges: [] },
    ],
    procedures: [{ ...owner, privileges: ['EXECUTE'] }, { privileges: [] }],
    // A reader who could switch statistics on would see the least and greatest value of all rows.
    catalog_session_properties: [{ ...owner, allow: true }, { allow: false }],
    system_session_properties: [{ ...owner, allow: true }, { allow: false }],
    queries: [{ ...owner, allow: ['execute', 'kill', 'view'] }, { allow: ['execute'] }],
    impersonation: [{ original_user: '.*', new_user: '.*', allow: false }],
  };
}

function tableRule({ table, filter, closedColumns }: OpenTable) {
  return {
    table: exactly(table),
    privileges: ['SELECT'],
    // Trino lets a reader tend a table, which deletes files, unless the table has a filter for them.
    filter: filter === 'all rows' ? 'true' : filter,
    ...(closedColumns.length > 0 && { columns: closedColumns.map((name) => ({ name, allow: false })) }),
  };
}

/** The regular expression, in Java's language, that one name fits and no other. */
function exactly(name: string): string {
  return name.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
