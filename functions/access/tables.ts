import type { Sensitivity } from '../../feeds/contract/field.ts';
import type { Model } from '../refresh/models.ts';
import { PUBLISHES, PUBLISHES_COLUMNS } from '../refresh/publishes.ts';
import { type ReaderGrant, suffices } from './grants.ts';
import { LONGEST_FILTER, rowFilter } from './row-filter.ts';

/** A curated table as access sees it. */
export interface CuratedTable extends Pick<Model, 'name' | 'access'> {
  readonly columns: readonly { readonly name: string; readonly sensitivity: Sensitivity }[];
}

export type TableAccess =
  | {
      readonly outcome: 'open';
      readonly table: string;
      /** A condition over the table's columns. */
      readonly filter: string | 'all rows';
      readonly columns: readonly string[];
      readonly closedColumns: readonly string[];
    }
  /** The reason is for whoever looks after the grants, never for the principal. */
  | { readonly outcome: 'closed'; readonly table: string; readonly reason: string };

export type OpenTable = TableAccess & { outcome: 'open' };

/** Every table that readers may be given: the curated models, and the record of what was published when. */
export function curatedTables(models: readonly Model[]): CuratedTable[] {
  return [
    ...models.filter((model) => model.layer === 'curated'),
    {
      name: PUBLISHES,
      access: { rows: 'everyone', detail: 'suppressed_aggregates' },
      columns: PUBLISHES_COLUMNS.map(({ name }) => ({ name, sensitivity: 'plain' })),
    },
  ];
}

/** What grants, all of which hold, open of one table together. */
export function tableAccess(table: CuratedTable, grants: readonly ReaderGrant[]): TableAccess {
  const { name, access } = table;
  const closed = (reason: string): TableAccess => ({ outcome: 'closed', table: name, reason });
  if (!access) return closed('the model says of nobody that they may read it');
  if (grants.length === 0) return closed('no grant holds');
  const deep = grants.filter((grant) => suffices(grant.detail, access.detail));
  if (deep.length === 0) return closed(`needs a grant of detail ${access.detail}`);
  const isForDistrict = deep.some(({ scope_kind }) => scope_kind === 'district');
  if (access.rows === 'district' && !isForDistrict)
    return closed(`needs a grant of detail ${access.detail} for the district`);
  const hasTotals = access.detail !== 'student_rows';
  const filter = access.rows === 'by_area' ? rowFilter(deep, hasTotals) : 'all rows';
  if (filter.length > LONGEST_FILTER)
    return closed(
      `the filter would be longer than ${LONGEST_FILTER} characters: grant an area or a group instead`,
    );
  // A row must not show more because of a grant for another row; totals are shown beside a grant, not by it.
  const isOwnOnly =
    access.rows === 'by_area' && !(hasTotals && deep.some((grant) => grant.sees_district_totals));
  const seesPersons = deep.every(({ detail }) => detail === 'student_rows') && (isForDistrict || isOwnOnly);
  const isOpen = ({ sensitivity }: { sensitivity: Sensitivity }) => sensitivity === 'plain' || seesPersons;
  return {
    outcome: 'open',
    table: name,
    filter,
    columns: table.columns.filter(isOpen).map((column) => column.name),
    closedColumns: table.columns.filter((column) => !isOpen(column)).map((column) => column.name),
  };
}
