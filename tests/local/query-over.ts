import { DuckDBInstance } from '@duckdb/node-api';
import { readValue } from '../../functions/engines/duckdb-values.ts';
import type { Row, Value } from '../../functions/engines/engine.ts';
import type { Query } from '../../local/scorecard/row.ts';

/** Rows of curated tables by table. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

const PLAN_ITEM = `item_code varchar, kind varchar, parent_code varchar, same_as varchar, label varchar,
  statement varchar, sort_order integer, pillar_code varchar, department_name varchar, unit varchar,
  direction varchar, baseline double, target double, start_date date, due_date date, reading double,
  reading_date date, reported_by varchar, is_made_up boolean, status varchar, source varchar`;

const COLUMNS: Readonly<Record<string, string>> = {
  dim_measure: `measure_code varchar, measure_name varchar, goal_code varchar, role varchar, sort_order integer,
    kind varchar, direction varchar, counts_upward varchar, annual_window varchar, denominator_rule varchar,
    rule_source varchar, of_measure varchar, version integer, for_area_groups varchar, list_rule varchar`,
  dim_organisation: `organisation_code varchar, organisation_level varchar, organisation_name varchar,
    performance_area varchar, area_group varchar, school_level varchar`,
  dim_window: 'window_code varchar, window_name varchar, sort_order integer',
  dim_subgroup: 'subgroup_code varchar, subgroup_name varchar, subgroup_family varchar, sort_order integer',
  fct_measure: `measure_code varchar, school_year integer, window_code varchar, organisation_level varchar,
    organisation_code varchar, grade varchar, subgroup_code varchar, source varchar, performance_area varchar,
    area_group varchar, as_of_date date, numerator bigint, denominator bigint, target_milli bigint, status varchar,
    students_needed bigint, is_made_up boolean`,
  fct_measure_suppressed: `measure_code varchar, school_year integer, window_code varchar, organisation_level varchar,
    organisation_code varchar, grade varchar, subgroup_code varchar, source varchar, performance_area varchar,
    area_group varchar, shows varchar, band varchar, as_of_date date, numerator bigint, denominator bigint,
    target_milli bigint, status varchar, students_needed bigint, is_made_up boolean`,
  fct_target: `measure_code varchar, school_year integer, organisation_code varchar, subgroup_code varchar,
    kind varchar, target_milli bigint, adopted_date date, source varchar`,
  fct_plan_item: PLAN_ITEM,
  fct_plan_item_suppressed: PLAN_ITEM,
  fct_landing: `feed varchar, landing_id varchar, landed_at timestamp, file varchar, source varchar,
    is_made_up boolean, records bigint, landed bigint, quarantined bigint, is_live boolean`,
  publishes: 'publish_id bigint, started_at timestamp, published_at timestamp, fingerprint varchar',
};

/** A query over exactly these rows, in a DuckDB of its own, so that the scorecard's SQL really runs. */
export async function queryOver(tables: Tables): Promise<Query> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const [table, columns] of Object.entries(COLUMNS)) {
    await connection.run(`create table ${table} (${columns})`);
    for (const row of tables[table] ?? []) {
      const values = Object.values(row).map(literal).join(', ');
      await connection.run(`insert into ${table} (${Object.keys(row).join(', ')}) values (${values})`);
    }
  }
  return async (sql) => {
    const reader = await connection.runAndReadAll(sql);
    return reader
      .getRowObjects()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, readValue(value)])));
  };
}

function literal(value: Value): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
