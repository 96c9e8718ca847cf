import { describe, expect, it } from 'vitest';
import { lintModel } from '../../functions/refresh/lint.ts';
import { referencesOf } from '../../functions/refresh/tokens.ts';

const PRELUDE = new Set(['date_diff', 'day_of_week']);

/** A model whose one column is the expression. */
const modelOf = (expression: string) =>
  `-- One row per thing.\n-- Key: thing_id.\nselect\n    things.thing_id,\n    ${expression} as found\nfrom things\n`;

const rulesIn = (sql: string) => lintModel('sql/metrics/met_x.sql', sql, PRELUDE).map(({ rule }) => rule);

// Each expression that the engines read differently, and beside it what says the same on both.
const EXPRESSIONS: readonly (readonly [rule: string, refused: string, taken: string])[] = [
  [
    'division',
    'things.met / nullif(things.counted, 0)',
    'cast(things.met as double) / nullif(things.counted, 0)',
  ],
  ['division', 'cast(things.met as double) / things.counted', 'cast(things.met as double) / 1000e0'],
  ['decimal', 'things.rate * 0.1', 'things.rate * 0.1e0'],
  ['differs', 'cast(things.rate as decimal(10, 2))', 'cast(things.rate as double)'],
  ['rounding', 'cast(things.rate * 10e0 as bigint)', 'cast(floor(things.rate * 10e0 + 0.5e0) as bigint)'],
  ['sum', 'sum(things.met)', 'cast(sum(things.met) as bigint)'],
  [
    'sum',
    'sum(things.met) over (partition by things.kind)',
    'cast(sum(things.met) over (partition by things.kind) as bigint)',
  ],
  ['differs', 'count_if(things.is_met)', 'count(*) filter (where things.is_met)'],
  ['date', "date_trunc('month', things.day)", "cast(date_trunc('month', things.day) as date)"],
  ['date', "things.day + interval '1' day", "cast(things.day + interval '1' day as date)"],
  ['differs', 'concat(things.first, things.last)', 'things.first || things.last'],
  ['differs', 'greatest(things.a_count, 0)', 'case when things.a_count > 0 then things.a_count else 0 end'],
  ['differs', 'least(things.a_count, 0)', 'coalesce(things.a_count, 0)'],
  ['differs', 'try_cast(things.label as integer)', 'cast(things.met as integer)'],
  ['differs', 'max_by(things.label, things.day)', 'max(things.day)'],
  ['differs', "regexp_replace(things.label, 'a', 'b')", "replace(things.label, 'a', 'b')"],
  ['differs', "regexp_extract(things.label, '[0-9]+')", "split_part(things.label, '-', 1)"],
  ['differs', 'extract(dow from things.day)', 'day_of_week(things.day)'],
  ['differs', "string_agg(things.label, ',')", 'count(*)'],
  ['differs', 'current_date', 'things.day'],
  ['differs', 'now()', "date '2025-01-01'"],
  ['differs', 'things.met::bigint', 'cast(things.met as bigint)'],
  ['differs', 'things.met == 1', 'things.met = 1'],
  ['differs', "things.label ilike 'a%'", "lower(things.label) like 'a%'"],
  [
    'differs',
    'lag(things.met) ignore nulls over (order by things.day)',
    'lag(things.met) over (order by things.day)',
  ],
  ['substr', 'substr(things.label, 0, 2)', 'substr(things.label, 1, 2)'],
  ['implicit-cast', "'1' = 1", "things.label = '1'"],
  [
    'unknown-function',
    'levenshtein(things.label, things.other)',
    "date_diff('day', things.first_day, things.day)",
  ],
  ['quoted-name', 'things."Label"', 'things.label'],
  ['case', 'COALESCE(things.label, things.other)', 'coalesce(things.label, things.other)'],
];

describe('the lint of models', () => {
  it.each(EXPRESSIONS)('%s: refuses %s and takes %s', (rule, refused, taken) => {
    expect(rulesIn(modelOf(refused))).toContain(rule);
    expect(rulesIn(modelOf(taken))).toEqual([]);
  });

  const HEAD = '-- One row per thing.\n-- Key: thing_id.\n';
  it.each([
    ['columns', `${HEAD}select * from things\n`],
    ['trailing-comma', `${HEAD}select things.thing_id, from things\n`],
    ['from-first', `${HEAD}select found.thing_id from (from things) as found\n`],
    ['group-by', `${HEAD}select things.thing_id from things group by 1\n`],
    ['differs', `${HEAD}select things.thing_id from things group by all\n`],
    ['differs', `${HEAD}select things.thing_id from things limit 3\n`],
    ['differs', `${HEAD}with t as (select * exclude (kind) from things) select thing_id from t\n`],
    [
      'differs',
      `${HEAD}select things.thing_id from things qualify row_number() over (order by things.day) = 1\n`,
    ],
    ['values', `${HEAD}select numbers.thing_id from (values 1, 2) as numbers (thing_id)\n`],
    ['alias', `${HEAD}select found.thing_id from things found\n`],
    ['alias', `${HEAD}select t.thing_id from things as t\n`],
    ['comment', 'select things.thing_id from things\n'],
    ['newline', `${HEAD}select things.thing_id from things`],
    ['tab', `${HEAD}select\n\tthings.thing_id\nfrom things\n`],
  ])('%s: refuses a model such as %j', (rule, sql) => {
    expect(rulesIn(sql)).toEqual([rule]);
  });

  it('says where it is, why it differs and what to write', () => {
    const [finding] = lintModel('sql/metrics/met_x.sql', modelOf('greatest(things.met, 0)'), PRELUDE);
    expect(finding).toEqual({
      file: 'sql/metrics/met_x.sql',
      line: 5,
      column: 5,
      rule: 'differs',
      message:
        'greatest: with a null among its arguments Trino gives null and DuckDB skips it; write it as a case',
    });
  });

  it('passes over what stands in strings and comments', () => {
    expect(rulesIn(modelOf("'a / b, now()::decimal(1.5)' -- sum(x) / 0"))).toEqual([]);
  });
});

describe('the relations that a model reads', () => {
  it.each([
    ['select a.x from met_a as a inner join stg_b as b on a.x = b.x', ['met_a', 'stg_b']],
    ['with a as (select * from stg_a), b as (select x from a) select x from b', ['stg_a']],
    ['select x from (select x from stg_a) as a cross join unnest(array[1]) as u (y)', ['stg_a']],
    ["select x -- from nowhere\nfrom stg_a where y = 'from stg_b'", ['stg_a']],
    ["select x from (values ('a')) as v (x)", []],
    ['select x from stg_a union all select x from stg_a', ['stg_a']],
  ])('%s', (sql, relations) => {
    expect(referencesOf(sql)).toEqual(relations);
  });
});
