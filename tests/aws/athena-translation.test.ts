import { describe, expect, test } from 'vitest';
import { translate } from './athena-translation.ts';

describe('what Athena spells otherwise than Trino', () => {
  test.each([
    [
      'an external table',
      "create external table if not exists `m`.`files` (\n    `order` string,\n    `days` int\n)\npartitioned by (landing_id string)\nstored as parquet\nlocation 's3://store/landed/'",
      [
        `create table if not exists landed."m"."files" ("order" varchar, "days" integer, "landing_id" varchar) with (format = 'PARQUET', partitioned_by = array['landing_id'], external_location = 's3://store/landed/')`,
      ],
    ],
    [
      'an external table over lines of JSON',
      "create external table if not exists `m`.`lines` (\n    `shows` string\n)\npartitioned by (made_by string)\nrow format serde 'org.openx.data.jsonserde.JsonSerDe'\nlocation 's3://store/lines/'",
      [
        `create table if not exists landed."m"."lines" ("shows" varchar, "made_by" varchar) with (format = 'OPENX_JSON', partitioned_by = array['made_by'], external_location = 's3://store/lines/')`,
      ],
    ],
    [
      'an Iceberg table',
      "create table if not exists `c`.`fct` (\n    `seen_at` timestamp,\n    `share` double\n)\nlocation 's3://curated/fct/'\ntblproperties ('table_type' = 'ICEBERG', 'format' = 'parquet')",
      [
        `create table if not exists curated."c"."fct" ("seen_at" timestamp(6), "share" double) with (format = 'PARQUET', location = 's3://curated/fct/')`,
      ],
    ],
    [
      'an Iceberg table with partitions',
      "create table `m`.`t` (`made_by` string) partitioned by (made_by) location 's3://store/t/' tblproperties ('table_type'='ICEBERG')",
      [
        `create table curated."m"."t" ("made_by" varchar) with (format = 'PARQUET', location = 's3://store/t/', partitioning = array['made_by'])`,
      ],
    ],
    [
      'new columns',
      'alter table `c`.`fct` add columns (\n    `a` string,\n    `b` date\n)',
      [
        'alter table curated."c"."fct" add column "a" varchar',
        'alter table curated."c"."fct" add column "b" date',
      ],
    ],
    [
      'a view',
      'create or replace view "m"."v" as\nselect 1 as a',
      ['create or replace view "m"."v" security invoker as\nselect 1 as a'],
    ],
    [
      'compaction',
      'optimize c.fct rewrite data using bin_pack',
      ['alter table curated.c.fct execute optimize'],
    ],
    [
      'what expires',
      'vacuum c.fct',
      [
        'alter table curated.c.fct execute expire_snapshots',
        'alter table curated.c.fct execute remove_orphan_files',
      ],
    ],
  ])('%s', (_, statement, expected) => {
    expect(translate(statement).steps).toEqual(expected.map((sql) => ({ kind: 'run', sql })));
  });

  test('partitions, one by one', () => {
    const { steps } = translate(
      "alter table `m`.`files` add if not exists\n    partition (landing_id = 'a1') location 's3://s/a1/'\n    partition (landing_id = 'b2') location 's3://s/b2/'",
    );
    const same = { kind: 'add partition', database: 'm', table: 'files', column: 'landing_id' };
    expect(steps).toEqual([
      { ...same, value: 'a1', location: 's3://s/a1/' },
      { ...same, value: 'b2', location: 's3://s/b2/' },
    ]);
  });
});

test.each([
  'select 1',
  'with a as (select 1) select * from a',
  'insert into "m"."t" select 1',
  'delete from "m"."t" where a = 1',
  'update "c"."t" set a = null',
  'merge into "c"."t" as target using x as source on true when matched then delete',
  'drop view if exists m.v',
  `select 'landed.m.t; security invoker' as words`,
])('what both spell alike goes as it is: %s', (statement) => {
  expect(translate(statement).steps).toEqual([{ kind: 'run', sql: statement }]);
});

test('what stands in a comment or a text splits nothing', () => {
  const statement = "select 'a;b' as a -- it's landed.m.t; or not";
  expect(translate(statement).steps).toEqual([{ kind: 'run', sql: statement }]);
});

test('one semicolon at the end is taken', () => {
  expect(translate('select 1;\n').steps).toEqual([{ kind: 'run', sql: 'select 1' }]);
});

test.each([
  ['two statements', 'select 1; select 2', 'Only one sql statement'],
  ['a clause of Trino alone', 'create or replace view v security invoker as select 1', "'security'"],
  ["a catalog of Trino's", 'select * from "curated"."c"."fct"', "Catalog 'curated'"],
  ["a catalog of Trino's, unquoted", 'insert into landed.m.t select 1', "Catalog 'landed'"],
  ['a procedure', `call system.sync_partition_metadata('m', 't', 'FULL')`, "'call'"],
  ['a schema', 'create schema m', "'create'"],
  [
    'table properties as Trino spells them',
    `create table m.t (a integer) with (format = 'PARQUET')`,
    "'create'",
  ],
  ['a table from a select', 'create table m.t as select 1 as a', "'create'"],
  ['names in double quotes where tables are made', 'alter table "c"."fct" add columns (a string)', "'alter'"],
  ['backticks missing in an external table', 'create external table m.t (a string)', "'create'"],
  [
    "a type that is not Hive's",
    "create table `c`.`t` (`a` varchar) location 's3://c/' tblproperties ('table_type' = 'ICEBERG')",
    'varchar',
  ],
  [
    'a table that is neither external nor Iceberg',
    "create table `c`.`t` (`a` string) location 's3://c/' tblproperties ('format' = 'parquet')",
    'EXTERNAL',
  ],
  [
    'a property that Athena does not know',
    "create table `c`.`t` (`a` string) location 's3://c/' tblproperties ('table_type' = 'ICEBERG', 'format_version' = '2')",
    'format_version',
  ],
  ['a session setting', `set session query_max_run_time = '1m'`, "'set'"],
  ['an explanation of how long it takes', 'show stats for t', "'show'"],
])('%s is refused', (_, statement, reason) => {
  expect(() => translate(statement)).toThrow(reason);
});
