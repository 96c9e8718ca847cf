/** What a model must not say, since DuckDB and Trino read it differently: by name, why, and what to say instead. */
export interface Refusal {
  readonly why: string;
  readonly cure: string;
}

/** Functions that give the same result on both engines; any other is refused until it has been tried on both. */
export const SAME_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs avg bool_and bool_or cast ceil coalesce count date_trunc dense_rank first_value floor grouping if lag last_value ' +
    'lead length lower lpad max min month nullif ntile quarter rank replace round row_number split_part strpos substr sum ' +
    'trim unnest upper week year'
  ).split(' '),
);

/** Words that stand before a parenthesis and call nothing. */
export const PLAIN_WORDS: ReadonlySet<string> = new Set(
  (
    'all and as by case exclude qualify else except exists filter from having in intersect join not on or over partition select sets then ' +
    'union using values when where with interval date between lateral ordinality end is like cube rollup'
  ).split(' '),
);

const NULLS = 'with a null among its arguments Trino gives null and DuckDB skips it';
const TODAY = 'a model must give the same rows for the same input, whatever the day';

export const REFUSED_FUNCTIONS: Readonly<Record<string, Refusal>> = {
  concat: { why: NULLS, cure: 'write first || second' },
  greatest: { why: NULLS, cure: 'write it as a case' },
  least: { why: NULLS, cure: 'write it as a case' },
  count_if: {
    why: 'it is a bigint on Trino and a hugeint on DuckDB',
    cure: 'write count(*) filter (where …)',
  },
  try_cast: {
    why: 'the engines take different texts for numbers and dates',
    cure: 'let landing type the value: a model casts no text',
  },
  max_by: {
    why: 'a null value is kept on Trino and skipped on DuckDB',
    cure: 'number the rows with row_number and keep the first',
  },
  min_by: {
    why: 'a null value is kept on Trino and skipped on DuckDB',
    cure: 'number the rows with row_number and keep the first',
  },
  regexp_replace: {
    why: 'Trino replaces every match, DuckDB the first, and groups are written differently',
    cure: 'use replace, or type it at landing',
  },
  regexp_extract: {
    why: 'without a match Trino gives null and DuckDB an empty text',
    cure: 'use split_part or strpos',
  },
  extract: {
    why: 'Sunday is 7 on Trino and 0 on DuckDB',
    cure: 'use year, quarter, month, week or day_of_week',
  },
  listagg: { why: 'only Trino has it', cure: 'keep one row per item' },
  string_agg: { why: 'only DuckDB has it', cure: 'keep one row per item' },
  approx_percentile: {
    why: 'each engine approximates in its own way',
    cure: 'number the rows and take the middle one',
  },
  median: { why: 'only DuckDB has it', cure: 'number the rows and take the middle one' },
  format_datetime: { why: 'the patterns differ', cure: 'build the text from year, month and lpad' },
  date_format: { why: 'only Trino has it', cure: 'build the text from year, month and lpad' },
  strftime: { why: 'only DuckDB has it', cure: 'build the text from year, month and lpad' },
  date_add: {
    why: 'the macro gives a timestamp on DuckDB and a date on Trino',
    cure: "write cast(day + interval '1' day as date)",
  },
  typeof: { why: 'the engines spell types differently', cure: 'declare the type in the properties' },
  random: { why: TODAY, cure: 'leave it out' },
  now: { why: TODAY, cure: 'use the dates of the rows' },
};

export const REFUSED_WORDS: Readonly<Record<string, Refusal>> = {
  qualify: {
    why: 'only DuckDB has it',
    cure: 'number the rows in a step of its own and filter the next one',
  },
  tablesample: { why: 'a sample differs from run to run and from engine to engine', cure: 'leave it out' },
  ilike: { why: 'only DuckDB has it', cure: 'compare lower(…)' },
  limit: { why: 'which rows are kept depends on their order', cure: 'number the rows and keep the first' },
  decimal: {
    why: 'the engines give quotients and averages of decimals another scale',
    cure: 'use whole numbers or double',
  },
  numeric: {
    why: 'the engines give quotients and averages of decimals another scale',
    cure: 'use whole numbers or double',
  },
  current_date: { why: TODAY, cure: 'use the dates of the rows' },
  current_timestamp: { why: TODAY, cure: 'use the dates of the rows' },
  localtimestamp: { why: TODAY, cure: 'use the dates of the rows' },
};

/** Two words in a row. */
export const REFUSED_PAIRS: Readonly<Record<string, Refusal>> = {
  'time zone': { why: 'the engines write time zones differently', cure: 'keep dates and times in UTC' },
  'ignore nulls': {
    why: 'it stands in another place on each engine',
    cure: 'filter the nulls in a step before',
  },
  '* exclude': { why: 'only DuckDB has it', cure: 'write the columns out' },
  'group by all': { why: 'only DuckDB has it', cure: 'write the columns out' },
};

export const REFUSED_SYMBOLS: Readonly<Record<string, Refusal>> = {
  '::': { why: 'only DuckDB has it', cure: 'write cast(… as …)' },
  '==': { why: 'only DuckDB has it', cure: 'write =' },
};
