/** What a model must not say, since DuckDB and Trino read it differently: why, and what to say instead. */
export interface Refusal {
  readonly why: string;
  readonly cure: string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const refusals = (table: Readonly<Record<string, Refusal>>): ReadonlyMap<string, Refusal> =>
  new Map(Object.entries(table));

/** Functions that gave the same result when run on both engines; any other is refused until it has been. */
export const SAME_FUNCTIONS = words(
  `abs array_agg avg bool_and bool_or cast ceil ceiling coalesce contains count cume_dist date_trunc day
  dense_rank first_value floor grouping if lag last_value lead length lower lpad max min month nth_value ntile nullif
  percent_rank quarter rank replace reverse round row_number rpad sqrt starts_with strpos substr substring sum unnest
  week year`,
);

/** Words that stand before a parenthesis and call nothing. */
export const PLAIN_WORDS = words(
  `all and any array as between by case cube distinct else except exclude exists filter from group having in intersect
  is join lateral like not offset on or ordinality over partition rollup select sets some then union using values when
  where with`,
);

/** Words of SQL: what follows one of them is no alias, and none of them is one. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...PLAIN_WORDS,
  ...words(
    `anti asc asof at both cross current desc end escape false fetch first following for full glob ignore inner
    interval into isnull last leading left limit materialized natural next notnull null nulls only order outer pivot
    positional preceding precision qualify range recursive respect right row rows sample semi similar symmetric table
    tablesample ties to trailing true unbounded unpivot window within without zone`,
  ),
]);

/** Words of SQL that end a value, so that a word after them is an alias. */
export const VALUE_WORDS = words('end null true false');

/** The types of columns, and the one more that a step on the way may have. */
export const TYPES = words('varchar integer bigint double boolean date timestamp timestamp(3)');

/** Relations of one row: a cross join with one of them multiplies nothing. */
export const ONE_ROW_RELATIONS = words('district stg_district');

const NULLS = 'with a null among its arguments Trino gives null and DuckDB skips it';
const TODAY = 'a model must give the same rows for the same input, whatever the day';
const CHANCE = 'a model must give the same rows for the same input, and this is chance';
const SESSION = 'a model must give the same rows whoever runs it';
const ONE_OF_MANY = 'which of several values it takes is left to the engine';
const KEPT_NULLS = 'a null value is kept on Trino and skipped on DuckDB';
const LAST_DIGIT = 'the last digit differs between the engines';
const DUCKDB_ONLY = 'only DuckDB has it';
const TRINO_ONLY = 'only Trino has it';
const MACRO = 'add a macro to the prelude that makes it the same, or write it another way';
const NUMBER_ROWS = 'number the rows with row_number and keep the first';
const MIDDLE_ROW = 'number the rows and take the middle one';
const DATE_TEXT = 'build the text from year, month and lpad';
const OF_ROWS = 'use the dates of the rows';
const LEAVE_OUT = 'leave it out';
const PLACES = 'cut with substr and strpos';

/** Refused unless the prelude has a macro of that name. */
export const REFUSED_FUNCTIONS = refusals({
  concat: { why: NULLS, cure: 'write first || second' },
  greatest: { why: NULLS, cure: 'write it as a case' },
  least: { why: NULLS, cure: 'write it as a case' },
  count_if: {
    why: 'it is a bigint on Trino and a hugeint on DuckDB',
    cure: 'write count(*) filter (where …)',
  },
  try_cast: {
    why: "the engines take different texts for numbers and dates ('5.5' as integer is null on Trino, 6 on DuckDB)",
    cure: 'let landing type the value: a model casts no text',
  },
  mod: { why: 'by zero Trino fails and DuckDB gives null', cure: 'write … % nullif(…, 0)' },
  power: { why: LAST_DIGIT, cure: 'multiply' },
  pow: { why: LAST_DIGIT, cure: 'multiply' },
  exp: { why: LAST_DIGIT, cure: 'compute with whole numbers' },
  ln: { why: LAST_DIGIT, cure: 'compute with whole numbers' },
  corr: { why: LAST_DIGIT, cure: 'compute with whole numbers' },
  stddev: { why: `it adds doubles: ${LAST_DIGIT}`, cure: 'compute with whole numbers' },
  stddev_samp: { why: `it adds doubles: ${LAST_DIGIT}`, cure: 'compute with whole numbers' },
  max_by: { why: KEPT_NULLS, cure: NUMBER_ROWS },
  min_by: { why: KEPT_NULLS, cure: NUMBER_ROWS },
  arg_max: { why: DUCKDB_ONLY, cure: NUMBER_ROWS },
  arg_min: { why: DUCKDB_ONLY, cure: NUMBER_ROWS },
  any_value: { why: ONE_OF_MANY, cure: 'take min or max' },
  arbitrary: { why: ONE_OF_MANY, cure: 'take min or max' },
  every: { why: 'DuckDB lacks it', cure: 'write bool_and(…)' },
  split_part: { why: 'without such a part Trino gives null and DuckDB an empty text', cure: PLACES },
  regexp_replace: {
    why: 'Trino replaces every match, DuckDB the first, and groups are written differently',
    cure: 'use replace, or type it at landing',
  },
  regexp_extract: { why: 'without a match Trino gives null and DuckDB an empty text', cure: PLACES },
  regexp_like: { why: 'DuckDB lacks it', cure: 'write like, or let the contract hold the pattern' },
  trim: {
    why: 'Trino takes off tabs and line ends too, DuckDB spaces alone',
    cure: 'landing has trimmed it',
  },
  ltrim: {
    why: 'Trino takes off tabs and line ends too, DuckDB spaces alone',
    cure: 'landing has trimmed it',
  },
  rtrim: {
    why: 'Trino takes off tabs and line ends too, DuckDB spaces alone',
    cure: 'landing has trimmed it',
  },
  upper: { why: 'of ß DuckDB alone makes a capital', cure: 'write lower(…)' },
  listagg: { why: TRINO_ONLY, cure: 'keep one row per item' },
  string_agg: { why: DUCKDB_ONLY, cure: 'keep one row per item' },
  group_concat: { why: DUCKDB_ONLY, cure: 'keep one row per item' },
  array_join: { why: 'DuckDB lacks it', cure: MACRO },
  cardinality: { why: 'on DuckDB it counts maps alone', cure: MACRO },
  element_at: { why: 'on DuckDB it reads maps alone', cure: MACRO },
  sequence: { why: 'DuckDB lacks it', cure: MACRO },
  transform: { why: 'DuckDB lacks it', cure: MACRO },
  approx_percentile: { why: 'each engine approximates in its own way', cure: MIDDLE_ROW },
  approx_distinct: { why: 'each engine approximates in its own way', cure: 'write count(distinct …)' },
  median: { why: DUCKDB_ONLY, cure: MIDDLE_ROW },
  extract: {
    why: 'of dow Sunday is 7 on Trino and 0 on DuckDB',
    cure: 'use year, quarter, month, week, day or day_of_week',
  },
  day_of_week: { why: 'DuckDB lacks it', cure: MACRO },
  date_diff: { why: 'Trino counts complete units and DuckDB the boundaries that are crossed', cure: MACRO },
  date_add: {
    why: 'of a date it is a date on Trino and a timestamp on DuckDB',
    cure: "write cast(day + interval '1' day as date)",
  },
  date_parse: { why: TRINO_ONLY, cure: 'let landing type the value' },
  strptime: { why: DUCKDB_ONLY, cure: 'let landing type the value' },
  last_day_of_month: { why: 'DuckDB lacks it', cure: "take a day from the next month's first, cast as date" },
  format_datetime: { why: 'the patterns differ', cure: DATE_TEXT },
  date_format: { why: TRINO_ONLY, cure: DATE_TEXT },
  strftime: { why: DUCKDB_ONLY, cure: DATE_TEXT },
  typeof: { why: 'the engines spell types differently', cure: 'declare the type in the properties' },
  random: { why: CHANCE, cure: LEAVE_OUT },
  rand: { why: CHANCE, cure: LEAVE_OUT },
  shuffle: { why: CHANCE, cure: LEAVE_OUT },
  uuid: { why: CHANCE, cure: 'use the key of the rows' },
  now: { why: TODAY, cure: OF_ROWS },
  today: { why: TODAY, cure: OF_ROWS },
});

const DECIMAL: Refusal = {
  why: 'the engines give quotients and averages of decimals another scale',
  cure: 'use whole numbers, decimal(38, 0) for products that bigint does not hold, or double',
};

/** Types with a reason of their own; any other that is no type of a column is refused as well. */
export const REFUSED_TYPES = refusals({
  decimal: DECIMAL,
  numeric: DECIMAL,
  dec: DECIMAL,
  varchar: { why: 'Trino cuts the text to the length and DuckDB does not', cure: 'write varchar' },
});

export const REFUSED_WORDS = refusals({
  qualify: {
    why: DUCKDB_ONLY,
    cure: 'number the rows in a step of its own and filter the next one',
  },
  tablesample: { why: 'a sample differs from run to run and from engine to engine', cure: LEAVE_OUT },
  ilike: { why: DUCKDB_ONLY, cure: 'compare lower(…)' },
  glob: { why: DUCKDB_ONLY, cure: 'write like' },
  isnull: { why: DUCKDB_ONLY, cure: 'write is null' },
  notnull: { why: DUCKDB_ONLY, cure: 'write is not null' },
  pivot: { why: DUCKDB_ONLY, cure: 'write a case for each column' },
  unpivot: { why: DUCKDB_ONLY, cure: 'write union all' },
  limit: { why: 'which rows are kept depends on their order', cure: NUMBER_ROWS },
  offset: { why: 'which rows are kept depends on their order', cure: NUMBER_ROWS },
  fetch: { why: 'which rows are kept depends on their order', cure: NUMBER_ROWS },
  current_date: { why: TODAY, cure: OF_ROWS },
  current_time: { why: TODAY, cure: OF_ROWS },
  current_timestamp: { why: TODAY, cure: OF_ROWS },
  localtime: { why: TODAY, cure: OF_ROWS },
  localtimestamp: { why: TODAY, cure: OF_ROWS },
  current_user: { why: SESSION, cure: LEAVE_OUT },
  session_user: { why: SESSION, cure: LEAVE_OUT },
});

const WRITE_COLUMNS = 'write the columns out';
const FILTER_NULLS = 'filter the nulls in a step before';

/** Two or three words in a row. */
export const REFUSED_PHRASES = refusals({
  'time zone': { why: 'the engines write time zones differently', cure: 'keep dates and times in UTC' },
  'ignore nulls': { why: 'it stands in another place on each engine', cure: FILTER_NULLS },
  'respect nulls': { why: 'it stands in another place on each engine', cure: LEAVE_OUT },
  '* exclude': { why: DUCKDB_ONLY, cure: WRITE_COLUMNS },
  '* except (': { why: 'neither engine has it', cure: WRITE_COLUMNS },
  '* replace': { why: DUCKDB_ONLY, cure: WRITE_COLUMNS },
  'distinct on': { why: DUCKDB_ONLY, cure: NUMBER_ROWS },
  'group by all': { why: DUCKDB_ONLY, cure: WRITE_COLUMNS },
  'order by all': { why: DUCKDB_ONLY, cure: WRITE_COLUMNS },
  'union by name': { why: DUCKDB_ONLY, cure: 'write the columns of both in one order' },
  'all by name': { why: DUCKDB_ONLY, cure: 'write the columns of both in one order' },
  'using sample': { why: 'a sample differs from run to run and from engine to engine', cure: LEAVE_OUT },
  'similar to': { why: DUCKDB_ONLY, cure: 'write like' },
  'is true': { why: DUCKDB_ONLY, cure: 'write the condition alone, or coalesce(…, false)' },
  'is false': { why: DUCKDB_ONLY, cure: 'write not …, or not coalesce(…, true)' },
  'is not true': { why: DUCKDB_ONLY, cure: 'write not coalesce(…, false)' },
  'is not false': { why: DUCKDB_ONLY, cure: 'write coalesce(…, true)' },
  'as materialized': { why: DUCKDB_ONLY, cure: 'set config.materialized of a model of its own' },
  'as not materialized': { why: DUCKDB_ONLY, cure: LEAVE_OUT },
  'natural join': { why: 'Trino refuses it', cure: 'write join … on' },
  'asof join': { why: DUCKDB_ONLY, cure: NUMBER_ROWS },
  'positional join': { why: DUCKDB_ONLY, cure: 'join on a key' },
  'semi join': { why: DUCKDB_ONLY, cure: 'write where exists (…)' },
  'anti join': { why: DUCKDB_ONLY, cure: 'write where not exists (…)' },
});

/** The symbols that both engines read alike; `[` has a rule of its own. */
export const SAME_SYMBOLS = words('( ) [ ] , . + - * / % = <> != < <= > >= || ->');

export const REFUSED_SYMBOLS = refusals({
  '::': { why: DUCKDB_ONLY, cure: 'write cast(… as …)' },
  '==': { why: DUCKDB_ONLY, cure: 'write =' },
  '//': { why: DUCKDB_ONLY, cure: 'write floor(cast(… as double) / nullif(…, 0)) in a cast' },
  '**': { why: DUCKDB_ONLY, cure: 'multiply' },
  '^': { why: DUCKDB_ONLY, cure: 'multiply' },
  ':': { why: DUCKDB_ONLY, cure: 'write … as name' },
  ';': { why: 'a model is one select, which the loader makes a view of', cure: LEAVE_OUT },
  '?': { why: 'a model takes no parameters', cure: 'read them from a relation' },
  $: { why: 'a model takes no parameters', cure: 'read them from a relation' },
  '{': { why: DUCKDB_ONLY, cure: 'keep each part in a column' },
});
