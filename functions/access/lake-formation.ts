import { createHash } from 'node:crypto';
import { PUBLISH_COLUMNS } from '../engines/sql-text.ts';
import type { Model } from '../refresh/models.ts';
import type { ReaderGrant } from './grants.ts';
import { isNameable } from './scopes.ts';
import { curatedTables, type OpenTable, tableAccess } from './tables.ts';

export type { ReaderGrant } from './grants.ts';

/** A role that reads the curated tables, such as one for each performance area. */
export interface Reader {
  readonly name: string;
  readonly grants: readonly ReaderGrant[];
}

/** What a reader sees of one table. A reader has no right on a table but through one of these. */
export interface DataCellsFilter {
  /** Changes with what the filter says: CloudFormation cannot change a filter, only make another. */
  readonly name: string;
  readonly table: string;
  /** Undefined for all rows. */
  readonly rowFilter: string | undefined;
  readonly columns: 'all' | readonly string[];
}

/**
 * The filters through which a reader sees the curated tables, one for each table that is open to it.
 * @throws Error for a grant that names no part of a district, such as the area All
 */
export function filtersOf(reader: Reader, models: readonly Model[]): DataCellsFilter[] {
  const wrong = reader.grants.find((grant) => !isNameable(grant));
  if (wrong)
    throw new Error(
      `reader ${reader.name}: "${wrong.scope_code}" cannot be granted as ${wrong.scope_kind}: name a part of the district`,
    );
  return curatedTables(models)
    .map((table) => tableAccess(table, reader.grants))
    .filter((access) => access.outcome === 'open')
    .map((access) => filterOf(reader, access));
}

function filterOf({ name }: Reader, { table, filter, columns, closedColumns }: OpenTable): DataCellsFilter {
  const seen = {
    rowFilter: filter === 'all rows' ? undefined : filter,
    // Readers need the columns of a publish to read one consistent state.
    columns:
      closedColumns.length === 0
        ? ('all' as const)
        : [...columns, ...PUBLISH_COLUMNS.map((column) => column.name)],
  };
  const hash = createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 8);
  return { name: `${name}-${table}-${hash}`, table, ...seen };
}
