import { literal } from '../engines/sql-text.ts';
import type { ReaderGrant } from './grants.ts';
import { DISTRICT_AREA } from './scopes.ts';

/** Lake Formation takes filters of fewer than 2,048 characters. */
export const LONGEST_FILTER = 2047;

/** Columns that a table must have as text to be shown in part. */
export const FILTER_COLUMNS = [
  'performance_area',
  'area_group',
  'organisation_level',
  'organisation_code',
] as const;

/**
 * The rows that grants open together, as a condition that Lake Formation, Trino and DuckDB read alike.
 * @param hasTotals whether the table has rows of the district beside those of its parts
 */
export function rowFilter(grants: readonly ReaderGrant[], hasTotals: boolean): string | 'all rows' {
  const codes = (kind: ReaderGrant['scope_kind']) =>
    grants.filter((grant) => grant.scope_kind === kind).map((grant) => grant.scope_code);
  if (codes('district').length > 0) return 'all rows';
  const seesTotals = hasTotals && grants.some((grant) => grant.sees_district_totals);
  const parts = [
    isIn('performance_area', [...codes('performance_area'), ...(seesTotals ? [DISTRICT_AREA] : [])]),
    isIn('area_group', codes('area_group')),
    isIn('organisation_code', codes('school'), "organisation_level = 'school' and "),
  ].filter((part) => part !== undefined);
  return parts.length > 1 ? parts.map((part) => `(${part})`).join(' or ') : (parts[0] ?? NO_ROWS);
}

// What stands in the column is never empty.
const NO_ROWS = "performance_area = ''";

function isIn(column: string, values: readonly string[], condition = ''): string | undefined {
  const list = [...new Set(values)].toSorted().map((value) => literal(value, 'varchar'));
  if (list.length === 0) return undefined;
  return `${condition}${column} ${list.length === 1 ? `= ${list[0]}` : `in (${list.join(', ')})`}`;
}
