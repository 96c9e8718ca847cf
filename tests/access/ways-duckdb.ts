import { join } from 'node:path';
import { literal, quoted } from '../../functions/engines/sql-text.ts';
import { isHiddenRow, openList, type Way, type WayBeside, way } from './way.ts';

const text = (name: string) => literal(name, 'varchar');

/** How a reader with SQL may come at a table in a DuckDB that `tower query --as` opened. */
export const DUCKDB_WAYS: readonly Way[] = [
  way('select', 'rows that stand', (name, asked) => `select ${openList(asked)} from ${name}`),
  way('select without a list', 'rows that stand', (name) => `from ${name}`),
  way('select by name', 'rows that stand', (name) => `from query_table(${text(name)})`),
  way('where a hidden row is', 'nothing hidden', (name, asked) => {
    const condition = isHiddenRow(asked);
    return condition && `select count(*), ${openList(asked)} from ${name} where ${condition} group by all`;
  }),
  way('closed columns', 'nothing hidden', (name, { closed }) =>
    closed.length > 0 ? `select ${closed.map(quoted).join(', ')} from ${name}` : undefined,
  ),
  way(
    'join with itself',
    'rows that stand',
    (name) => `select distinct one.* from ${name} as one inner join ${name} as other on true`,
  ),
  way(
    'join with the organisations',
    'nothing hidden',
    (name) => `select one.* from ${name} as one full join dim_organisation as other on true`,
  ),
  way('count', 'how many stand', (name) => `select count(*) from ${name}`),
  way(
    'count in the list of tables',
    'how many stand',
    (name) => `select estimated_size from duckdb_tables() where table_name = ${text(name)}`,
  ),
  way('least and greatest', 'nothing hidden', (name, { open }) => {
    const columns = open.flatMap((column) => [`min(${quoted(column)})`, `max(${quoted(column)})`]);
    return `select ${columns.join(', ')} from ${name}`;
  }),
  way(
    'statistics',
    'nothing hidden',
    (name, { open }) =>
      `select ${open.map((column) => `stats(${quoted(column)})`).join(', ')} from ${name} limit 1`,
  ),
  way('row numbers', 'nothing hidden', (name) => `select rowid, * from ${name} where rowid < 1000`),
  // Averages and quartiles lie between rows, where a value of another row may lie too.
  way(
    'summarize',
    'nothing hidden',
    (name) => `select column_name, min, max, count from (summarize ${name})`,
  ),
  ...['describe', 'explain analyze from', 'explain from'].map((verb) =>
    way(verb, 'nothing hidden', (name) => `${verb} ${name}`),
  ),
  way('storage', 'nothing hidden', (name) => `pragma storage_info(${text(name)})`),
  way('shape', 'nothing hidden', (name) => `pragma table_info(${text(name)})`),
  way('copy', 'refusal', (name) => `copy ${name} to 'out.csv'`),
  ...['warehouse.curated', 'warehouse.model', 'curated', 'warehouse'].map((schema) =>
    way(`table of ${schema}`, 'refusal', (name) => `select * from ${schema}.${name}`),
  ),
];

/** What a reader may try besides: other files, other databases, the lists that the engine keeps. */
export function duckdbWaysBeside(folder: string): WayBeside[] {
  const warehouse = join(folder, 'warehouse.duckdb');
  const lists = [
    'databases',
    'schemas',
    'tables',
    'columns',
    'views',
    'constraints',
    'indexes',
    'settings',
    'secrets',
    'logs',
    'memory',
    'temporary_files',
    'prepared_statements',
    'dependencies',
    'extensions',
    'sequences',
    'types',
    'variables',
  ];
  return [
    ...lists.map((name) => beside(`from duckdb_${name}()`, 'nothing hidden')),
    ...['tables', 'columns', 'schemata', 'views', 'table_constraints'].map((name) =>
      beside(`from information_schema.${name}`, 'nothing hidden'),
    ),
    ...['show all tables', 'pragma database_list', 'pragma database_size', 'select current_query()'].map(
      (statement) => beside(statement, 'nothing hidden'),
    ),
    ...[
      'from met_measure_counts',
      'from model.stg_assessment_results',
      `attach '${warehouse}' as again (read_only)`,
      `attach '${warehouse}' as again`,
      `use warehouse`,
      `from read_parquet('${folder}/landed/**/*.parquet')`,
      `from '${folder}/landed/*/*/*.parquet'`,
      `from read_text('${folder}/receipts/**')`,
      `from read_blob('${warehouse}')`,
      `from read_csv('${folder}/**')`,
      `from glob('${folder}/**')`,
      `from read_duckdb('${warehouse}')`,
      `export database '${folder}/out'`,
      `import database '${folder}/out'`,
      `select getenv('HOME')`,
      'set enable_external_access = true',
      'set lock_configuration = false',
      'reset enable_external_access',
      `set allowed_directories = ['${folder}']`,
      `set file_search_path = '${folder}'`,
      'install httpfs',
      'load httpfs',
    ].map((statement) => beside(statement, 'refusal')),
  ];
}

function beside(statement: string, gives: WayBeside['gives']): WayBeside {
  return { statement, gives };
}
