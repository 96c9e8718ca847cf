/**
 * What a model may call on both engines and DuckDB lacks or means otherwise, by name: the macro that makes it Trino's.
 * A name that stands here is allowed by the lint.
 */
export const DUCKDB_PRELUDE: Readonly<Record<string, string>> = {
  // Trino counts complete units, DuckDB the boundaries that are crossed.
  date_diff:
    'create or replace macro date_diff(unit, first, last) as system.main.date_sub(unit, first, last)',
  // Monday is 1, Sunday is 7.
  day_of_week: 'create or replace macro day_of_week(day) as cast(isodow(day) as bigint)',
};
