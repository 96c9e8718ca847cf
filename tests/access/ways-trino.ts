import { quoted } from '../../functions/engines/sql-text.ts';
import { isHiddenRow, openList, type Way, type WayBeside, way } from './way.ts';

const METADATA = [
  'files',
  'snapshots',
  'history',
  'manifests',
  'partitions',
  'refs',
  'properties',
  'metadata_log_entries',
  'all_entries',
  'entries',
  'all_manifests',
];

/**
 * How a reader with SQL may come at a table on a Trino that holds the rules.
 * @param before the snapshot of each table that the first publish left
 */
export function trinoWays(before: ReadonlyMap<string, string>): readonly Way[] {
  return [
    way(
      'select',
      'every row',
      (name, asked) => `select ${openList(asked)}, "$path", "$partition", "$file_modified_time" from ${name}`,
    ),
    way('snapshot before', 'rows before', (name, asked) => {
      const snapshot = before.get(name);
      return snapshot && `select ${openList(asked)} from ${name} for version as of ${snapshot}`;
    }),
    way('where a hidden row is', 'nothing hidden', (name, asked) => {
      const condition = isHiddenRow(asked);
      return condition && `select ${openList(asked)} from ${name} where ${condition}`;
    }),
    way('closed columns', 'refusal', (name, { closed }) =>
      closed.length > 0
        ? `select 1 from ${name} where ${closed.map((column) => `${quoted(column)} is null`).join(' or ')}`
        : undefined,
    ),
    way('count', 'how many', (name) => `select count(*) from ${name}`),
    way(
      'statistics',
      'nothing hidden',
      (name, asked) => `show stats for (select ${openList(asked)} from ${name})`,
    ),
    way(
      'plan',
      'nothing hidden',
      (name, asked) => `explain (type io, format json) select ${openList(asked)} from ${name}`,
    ),
    way('columns', 'nothing hidden', (name) => `describe ${name}`),
    ...METADATA.map((kind) => way(`$${kind}`, 'refusal', (name) => `select * from "${name}$${kind}"`)),
    way(
      'changes',
      'refusal',
      (name) => `select * from table(curated.system.table_changes('tower', '${name}', 1, 2))`,
    ),
    way('definition', 'refusal', (name) => `show create table ${name}`),
    way('working table', 'refusal', (name) => `select * from landed.tower.new_${name}`),
    way('view', 'refusal', (name) => `create view mine as select * from ${name}`),
    way('copy', 'refusal', (name) => `create table mine as select * from ${name}`),
  ];
}

/** What a reader may try besides: joins, other catalogs, the lists that the engine keeps, settings and roles. */
export const TRINO_WAYS_BESIDE: readonly WayBeside[] = [
  ...[
    "execute immediate 'select * from dim_organisation'",
    'select measures.* from dim_organisation as parts cross join fct_measure as measures',
    'select parts.* from dim_school_year as years left join dim_organisation as parts on true',
    ...['tables', 'columns', 'views', 'schemata', 'table_privileges'].map(
      (name) => `select * from information_schema.${name}`,
    ),
    'show tables',
    'show schemas',
    'show catalogs',
    'show roles',
    'set role all',
  ].map((statement) => ({ statement, gives: 'nothing hidden' as const })),
  ...[
    'set session curated.statistics_enabled = true',
    'set session collect_plan_statistics_for_all_queries = true',
    'set role admin',
    'show schemas from landed',
    'select * from landed.information_schema.tables',
    'select * from system.runtime.queries',
    'select * from system.metadata.catalogs',
    'select * from system.metadata.table_properties',
    'select * from system.jdbc.tables',
    "call curated.system.rollback_to_snapshot('tower', 'fct_measure', 1)",
    "call system.runtime.kill_query('20250101_000000_00000_aaaaa', 'no')",
    'create schema curated.mine',
    'show create schema tower',
  ].map((statement) => ({ statement, gives: 'refusal' as const })),
];
