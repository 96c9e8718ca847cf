import { describe, expect, test } from 'vitest';
import { athenaSql, LONGEST_STATEMENT, workingTable } from '../../functions/engines/athena-sql.ts';
import type { Column } from '../../functions/engines/engine.ts';

const sql = athenaSql({
  modelDatabase: 'tower_model',
  curatedDatabase: 'tower_curated',
  storeLocation: 's3://store/',
  curatedLocation: 's3://curated/',
});
const COLUMNS: readonly Column[] = [
  { name: 'order', type: 'varchar' },
  { name: 'days', type: 'integer' },
  { name: 'seen_at', type: 'timestamp(3)' },
];

describe('landed rows', () => {
  test('are an external table with a partition for each landing, and a view of those asked for', () => {
    const table = 'files_schools_69796c3c';
    expect(sql.exposeLanded({ feed: 'schools', columns: COLUMNS, landingIds: ['a1', 'b2'] })).toEqual([
      `create external table if not exists \`tower_model\`.\`${table}\` (
    \`order\` string,
    \`days\` int,
    \`seen_at\` timestamp
)
partitioned by (landing_id string)
stored as parquet
location 's3://store/landed/schools/'`,
      `alter table \`tower_model\`.\`${table}\` add if not exists
    partition (landing_id = 'a1') location 's3://store/landed/schools/landing_id=a1/'
    partition (landing_id = 'b2') location 's3://store/landed/schools/landing_id=b2/'`,
      `create or replace view "tower_model"."source_schools" as
select "order", "days", "seen_at", "landing_id"
from "tower_model"."${table}"
where landing_id in ('a1', 'b2')`,
    ]);
  });

  test('of no landing are a view without rows, and no table', () => {
    const [view = '', ...more] = sql.exposeLanded({ feed: 'schools', columns: COLUMNS, landingIds: [] });
    expect(more).toEqual([]);
    expect(view).toMatch(/^create or replace view "tower_model"."source_schools" as\nselect/);
    expect(view).toMatch(/cast\(null as integer\) as "days",[\s\S]*where false$/);
  });

  test('with other columns are another table, which keeps its own partitions', () => {
    const tableOf = (columns: readonly Column[]) =>
      /`(files_\w+)`/.exec(sql.exposeLanded({ feed: 'schools', columns, landingIds: ['a1'] })[0] ?? '')?.[1];
    expect(tableOf(COLUMNS.slice(1))).not.toBe(tableOf(COLUMNS));
    expect(tableOf(COLUMNS.map((column) => ({ ...column, type: 'varchar' })))).not.toBe(tableOf(COLUMNS));
  });

  test.each([1000, 5000])(
    'of %d landings fit into statements that Athena takes, and none is lost',
    (count) => {
      const landingIds = Array.from({ length: count }, (_, at) => `${String(at).padStart(16, '0')}-2`);
      const statements = sql.exposeLanded({ feed: 'assessment_results', columns: COLUMNS, landingIds });
      for (const statement of statements)
        expect(Buffer.byteLength(statement)).toBeLessThan(LONGEST_STATEMENT);
      const added = statements.flatMap((statement) => [
        ...statement.matchAll(/partition \(landing_id = '(\S+)'\)/g),
      ]);
      expect(added.map(([, id]) => id)).toEqual(landingIds);
      for (const id of landingIds) expect(statements.at(-1)).toContain(`'${id}'`);
    },
  );
});

test('Athena gets no comments, and texts whole', () => {
  const select = `-- One row per school; that's all.\nselect '--' as "a -- b", 'it''s' as c -- the rest\nfrom schools`;
  expect(sql.createView('stg_words', select)).toEqual([
    `create or replace view "tower_model"."stg_words" as\nselect '--' as "a -- b", 'it''s' as c\nfrom schools`,
  ]);
  expect(sql.columnsOf(`(\n${select}\n)`)).not.toContain('One row');
  expect(sql.createTable('ind_words', select, COLUMNS, 'x').join('')).not.toContain('the rest');
});

describe('a working table', () => {
  const table = workingTable('ind_days', COLUMNS.slice(1, 2));
  const statements = sql.createTable('ind_days', 'select days from stg_days', COLUMNS.slice(1, 2), 'run-7');

  test('is filled, shown, and only then rid of what earlier runs left', () => {
    expect(statements).toEqual([
      `create table if not exists \`tower_model\`.\`${table}\` (
    \`days\` int,
    \`made_by\` string
)
partitioned by (made_by)
location 's3://store/working/${table}/'
tblproperties ('table_type' = 'ICEBERG', 'format' = 'parquet', 'vacuum_max_snapshot_age_seconds' = '86400')`,
      `insert into "tower_model"."${table}" ("days", made_by)
select cast("days" as integer), 'run-7.1'
from (
select days from stg_days
) as computed
where not exists (select 1 from "tower_model"."${table}" where made_by = 'run-7.1')`,
      `create or replace view "tower_model"."ind_days" as
select "days"
from "tower_model"."${table}"
where made_by in ('run-7.1')`,
      `delete from "tower_model"."${table}" where not (made_by in ('run-7.1'))`,
    ]);
  });

  test('of many rows is loaded by statements that Athena takes, each of which may be run again', () => {
    const rows = Array.from({ length: 4000 }, (_, at) => ({ order: `東京'"\\ ${at} ${'é'.repeat(40)}` }));
    const loading = sql.loadTable('cells', COLUMNS.slice(0, 1), rows, 'x');
    const inserts = loading.filter((statement) => statement.startsWith('insert'));
    expect(inserts.length).toBeGreaterThan(1);
    for (const [at, statement] of inserts.entries()) {
      expect(Buffer.byteLength(statement)).toBeLessThan(LONGEST_STATEMENT);
      expect(statement).toContain(`where not exists (select 1 from "tower_model"."cells__`);
      expect(statement.endsWith(`where made_by = 'x.${at + 1}')`)).toBe(true);
    }
    const all = inserts.map((_, at) => `'x.${at + 1}'`).join(', ');
    expect(loading.at(-2)).toContain(`where made_by in (${all})`);
  });

  test('of rows in objects is loaded from the folder of this making alone, by statements that each may be run again', () => {
    const [external, partition, , insert, view] = sql.loadLines('cells', COLUMNS.slice(1, 2), '7-ab');
    const lines = /`(lines_cells_[0-9a-f]{8})`/.exec(external ?? '')?.[1];
    expect(external).toBe(`create external table if not exists \`tower_model\`.\`${lines}\` (
    \`days\` int
)
partitioned by (made_by string)
row format serde 'org.openx.data.jsonserde.JsonSerDe'
location 's3://store/working/lines/cells/'`);
    expect(partition).toBe(`alter table \`tower_model\`.\`${lines}\` add if not exists
    partition (made_by = '7-ab') location 's3://store/working/lines/cells/7-ab/'`);
    expect(insert).toContain(
      `select "days"\nfrom "tower_model"."${lines}"\nwhere made_by = '7-ab'\n) as computed`,
    );
    expect(insert).toMatch(
      /where not exists \(select 1 from "tower_model"\."cells__\w+" where made_by = '7-ab\.1'\)$/,
    );
    expect(view).toMatch(/where made_by in \('7-ab\.1'\)$/);
  });

  test('of no rows shows none and keeps none', () => {
    const [, view, deletion, ...more] = sql.loadTable('cells', COLUMNS, [], 'x');
    expect(more).toEqual([]);
    expect(view).toMatch(/where false$/);
    expect(deletion).toBe(`delete from "tower_model"."${workingTable('cells', COLUMNS)}"`);
  });

  test('tells no value in its first line, nor in the error of one that does not fit', () => {
    const row = { order: 'Rosalind', days: 1, seen_at: null };
    for (const statement of sql.loadTable('cells', COLUMNS, [row], 'x'))
      expect(statement.split('\n')[0]).not.toContain('Rosalind');
    const attempt = () => sql.loadTable('cells', COLUMNS, [{ ...row, days: 'Rosalind' }], 'x');
    expect(attempt).toThrow('a value of type string cannot stand in a column of type integer');
  });
});

describe('a curated table', () => {
  test('that is not there is made, an Iceberg table with its publishes', () => {
    expect(sql.ensureCurated('fct_days', COLUMNS.slice(0, 1), undefined)).toEqual([
      `create table if not exists \`tower_curated\`.\`fct_days\` (
    \`order\` string,
    \`publish_from\` bigint,
    \`publish_to\` bigint
)
location 's3://curated/fct_days/'
tblproperties ('table_type' = 'ICEBERG', 'format' = 'parquet')`,
    ]);
  });

  test('is given the columns that it lacks, and is left alone when it lacks none', () => {
    const has: Column[] = [
      { name: 'order', type: 'varchar' },
      { name: 'publish_from', type: 'bigint' },
      { name: 'publish_to', type: 'bigint' },
    ];
    expect(sql.ensureCurated('fct_days', COLUMNS, has)).toEqual([
      `alter table \`tower_curated\`.\`fct_days\` add columns (
    \`days\` int,
    \`seen_at\` timestamp
)`,
    ]);
    expect(sql.ensureCurated('fct_days', COLUMNS.slice(0, 1), has)).toEqual([]);
  });

  test('keeps the type that a column was published with', () => {
    const has: Column[] = [{ name: 'order', type: 'integer' }];
    expect(() => sql.ensureCurated('fct_days', COLUMNS, has)).toThrow(/order .*integer .*varchar/);
  });

  test('is appended to once, however often the statement runs', () => {
    const [statement = '', ...more] = sql.append('publishes', COLUMNS.slice(1, 2), [{ days: 5 }]);
    expect(more).toEqual([]);
    expect(statement).toMatch(/^insert into "tower_curated"\."publishes" \("days"\)\nselect/);
    expect(statement).toMatch(/except\nselect "days" from "tower_curated"\."publishes"$/);
  });

  test('is undone rows first', () => {
    expect(sql.undoAfter('fct_days', 3)).toEqual([
      `delete from "tower_curated"."fct_days" where publish_from > bigint '3'`,
      `update "tower_curated"."fct_days" set publish_to = null where publish_to > bigint '3'`,
    ]);
  });
});
