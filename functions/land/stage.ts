import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Feed, scopeFields } from '../../feeds/contract/feed.ts';
import { literal, quoted } from '../engines/sql-text.ts';
import { cellColumns, cellOf, isGood, typedColumns, violations } from './compile.ts';
import type { LandTools } from './land.ts';
import type { Match } from './layout.ts';
import { type Quarantine, writeQuarantine } from './quarantine.ts';
import type { LandedReceipt } from './receipt.ts';
import { loadKnownKeys } from './references.ts';
import { RejectedFile } from './rejected-file.ts';
import type { Scan } from './scan.ts';
import type { TextForm } from './text-form.ts';

// More threads than this wait for the disk, and each needs memory of its own: less of it, and they wait for each other.
const MOST_THREADS = 4;
const MEMORY_PER_THREAD = 96;
// For finding repeated keys, which spills cheaply.
const KEYS_MEMORY = 128;

export interface StageInput {
  /** The file as DuckDB may read it: UTF-8, without the malformed records. */
  readonly path: string;
  readonly form: TextForm;
  readonly scanned: Scan;
  readonly match: Match;
  readonly isMadeUp: boolean;
  /** Where to write; all of it is on one disk. */
  readonly folder: string;
}

/** One file, told apart: rows that may land, records that may not, and their account. */
export interface Staged extends Quarantine, Pick<LandedReceipt, 'landed' | 'scopes' | 'references'> {
  readonly rowsFile: string;
}

/**
 * Tells the good records of a file from the bad ones, in memory that does not grow with the file.
 * @throws RejectedFile when DuckDB finds another number of records than the scanner counted
 */
export async function stage(input: StageInput, tools: LandTools): Promise<Staged> {
  const { threads = Math.max(2, Math.min(MOST_THREADS, availableParallelism())) } = tools;
  const { memoryLimit = `${MEMORY_PER_THREAD * threads}MB` } = tools;
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit,
    threads: String(threads),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`set temp_directory = ${text(join(input.folder, 'spill'))}`);
    return await stageOn(connection, input, tools);
  } catch (error) {
    throw withoutValues(error, input.form.file);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function stageOn(connection: DuckDBConnection, input: StageInput, tools: LandTools): Promise<Staged> {
  const { form, scanned, match, folder } = input;
  const { feed } = match;
  const staging = join(folder, 'staged.parquet');

  tools.onStep?.(`checking ${scanned.records} records`);
  // In the order of the file, so that a row's place is the number of its record.
  await connection.run(
    `copy (${stagingSelect(input)}) to ${text(staging)} (format parquet, compression zstd)`,
  );
  const staged = await count(connection, `read_parquet(${text(staging)})`);
  if (staged + scanned.malformed.length !== scanned.records) throw unreadable(form.file);

  await connection.run(`create temp table broken (place bigint, field varchar, rule varchar, value varchar)`);
  await findViolations(connection, feed, staging);
  const references = await findUnknownReferences(connection, feed, staging, tools);
  tools.onStep?.('looking for keys that are there twice');
  await findRepeatedKeys(connection, feed, staging);
  await connection.run('create temp table bad as select distinct place from broken');

  tools.onStep?.('writing the rows');
  const rowsFile = join(folder, 'rows.parquet');
  await connection.run('set preserve_insertion_order = false');
  const columns = feed.fields.map((field) => quoted(field.name)).join(', ');
  await connection.run(
    `copy (
      select ${columns}, ${input.isMadeUp} as is_made_up from ${numbered(staging)}
      where _raw is null and file_row_number not in (select place from bad)
    ) to ${text(rowsFile)} (format parquet, compression zstd)`,
  );
  const scopes = await countScopes(connection, feed, rowsFile);
  const landed = Object.values(scopes).reduce((sum, rows) => sum + rows, 0);
  const quarantine = await writeQuarantine(connection, feed, scanned, join(folder, 'quarantine.parquet'));
  if (landed + quarantine.quarantined !== scanned.records) {
    throw new Error(
      `${form.file}: ${landed} landed and ${quarantine.quarantined} quarantined of ${scanned.records}`,
    );
  }
  return { rowsFile, landed, scopes, references, ...quarantine };
}

/** The typed columns of every record, and the cells of the bad ones in `_raw`. */
function stagingSelect({ path, form, scanned, match }: StageInput): string {
  const { feed, layout } = match;
  const columns = form.columns.map((__, at) => `'c${at}': 'VARCHAR'`).join(', ');
  const csv = `read_csv(${text(path)}, auto_detect = false, header = true, delim = ${text(form.delimiter)},
        quote = '"', escape = '"', strict_mode = true, null_padding = false, parallel = ${!scanned.hasMultilineRecords},
        columns = {${columns}})`;
  const cells = feed.fields.map((field) => cellOf(field.name)).join(', ');
  return `select ${feed.fields.map((field) => quoted(field.name)).join(', ')},
    case when ${isGood(withoutTexts(feed))} then null else [${cells}] end as _raw
from (
    select *, ${typedColumns(feed).join(', ')}
    from (
        select ${cellColumns(feed, sourcesOf(match), layout.codes ?? {}, scanned.isPadded).join(', ')}
        from ${csv}
    ) as cells
) as typed`;
}

function sourcesOf({ cells }: Match): Record<string, string> {
  return Object.fromEntries(
    Object.entries(cells).flatMap(([field, source]) => {
      if (source.kind === 'absent') return [];
      return [[field, source.kind === 'column' ? `c${source.at}` : text(source.text)]];
    }),
  );
}

/** Texts can wait until they are staged: a check then looks at each distinct value once. No rule may depend on them. */
function textsOf(feed: Feed): Feed {
  const ruled = new Set(feed.rules.flatMap((rule) => rule.fields));
  const texts = feed.fields.filter(
    ({ name, type }) => (type.kind === 'text' || type.kind === 'choice') && !ruled.has(name),
  );
  return { ...feed, fields: texts, rules: [] };
}

function withoutTexts(feed: Feed): Feed {
  const texts = new Set(textsOf(feed).fields);
  return { ...feed, fields: feed.fields.filter((field) => !texts.has(field)) };
}

async function findViolations(connection: DuckDBConnection, feed: Feed, staging: string): Promise<void> {
  const cells = feed.fields.map((field, at) => `_raw[${at + 1}] as ${cellOf(field.name)}`);
  const records = `select file_row_number as record, ${cells.join(', ')} from ${numbered(staging)} where _raw is not null`;
  await connection.run(`insert into broken ${violations(feed, records)}`);
  const texts = textsOf(feed);
  if (texts.fields.length === 0) return;
  const textCells = texts.fields.map(({ name }) => `${quoted(name)} as ${cellOf(name)}`).join(', ');
  const textRecords = `select record, ${texts.fields.map(({ name }) => cellOf(name)).join(', ')}
    from (select file_row_number as record, ${textCells} from ${numbered(staging)} where _raw is null) as texts
    where not ${isGood(texts)}`;
  await connection.run(`insert into broken ${violations(texts, textRecords)}`);
}

/** Good records that refer to a key that is not there. @returns the fingerprint of the keys, by feed */
async function findUnknownReferences(
  connection: DuckDBConnection,
  feed: Feed,
  staging: string,
  { store, feeds }: LandTools,
): Promise<Record<string, string>> {
  const known = await loadKnownKeys(connection, store, feeds, feed);
  for (const { field, table } of known) {
    await connection.run(
      `insert into broken
      select file_row_number, ${text(field)}, 'unknown_reference', ${quoted(field)} from ${numbered(staging)}
      where _raw is null
        and ${quoted(field)} not in (select key from ${quoted(table)})
        and file_row_number not in (select place from broken where rule <> 'unknown_reference')`,
    );
  }
  return Object.fromEntries(known.map((keys) => [keys.feed, keys.fingerprint]));
}

/** A record that repeats another lands once; records of one key that differ do not land at all. */
async function findRepeatedKeys(connection: DuckDBConnection, feed: Feed, staging: string): Promise<void> {
  const key = feed.key.map(quoted).join(', ');
  // By hash and over all records first: it takes a fraction of the time, and only what collides is looked at again.
  // What has no room goes to disk in good order, which costs little; given all memory, it would take that.
  const settings = await connection.runAndReadAll(`select current_setting('memory_limit')`);
  await connection.run(`set memory_limit = '${KEYS_MEMORY}MB'`);
  await connection.run(
    `create temp table repeated as
    select key_hash from (select hash(${key}) as key_hash from ${numbered(staging)}) as hashed
    group by key_hash having count(*) > 1`,
  );
  await connection.run(`set memory_limit = ${text(String(settings.getRows()[0]?.[0]))}`);
  if ((await count(connection, 'repeated')) === 0) return;
  const all = feed.fields.map((field) => quoted(field.name)).join(', ');
  const last = feed.key.at(-1) ?? '';
  await connection.run(
    `insert into broken
    select
      file_row_number,
      ${text(last)},
      case when first_record = last_record then 'duplicate_key' else 'conflicting_key' end,
      cast(${quoted(last)} as varchar)
    from (
      select
        file_row_number,
        ${quoted(last)},
        row_number() over (partition by ${key} order by file_row_number) as place,
        count(*) over (partition by ${key}) as records,
        min(hash(${all})) over (partition by ${key}) as first_record,
        max(hash(${all})) over (partition by ${key}) as last_record
      from ${numbered(staging)}
      where _raw is null
        and file_row_number not in (select place from broken)
        and hash(${key}) in (select key_hash from repeated)
    ) as candidates
    where records > 1 and (place > 1 or first_record <> last_record)`,
  );
}

async function countScopes(
  connection: DuckDBConnection,
  feed: Feed,
  rowsFile: string,
): Promise<Record<string, number>> {
  const fields = scopeFields(feed.scope).map(quoted);
  if (fields.length === 0) {
    const rows = await count(connection, `read_parquet(${text(rowsFile)})`);
    return rows === 0 ? {} : { '': rows };
  }
  // Counted as they are, and only the few that there are written out.
  const reader = await connection.runAndReadAll(
    `select ${fields.map((field) => `cast(${field} as varchar)`).join(` || '|' || `)} as scope, landed
    from (select ${fields.join(', ')}, count(*) as landed from read_parquet(${text(rowsFile)}) group by all) as scopes
    order by scope`,
  );
  return Object.fromEntries(reader.getRows().map(([name, rows]) => [String(name), Number(rows)]));
}

/** DuckDB and the scanner do not find the same records, so that none of them can be trusted. */
function unreadable(file: string): RejectedFile {
  return new RejectedFile(
    file,
    'its records could not be told apart',
    'If it was still being written, land it again; else export it again with every value in double quotes.',
  );
}

/** DuckDB quotes the line or the value that it stumbled over. */
function withoutValues(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error.message.includes('CSV Error')) return unreadable(file);
  if (!/^(Conversion|Constraint|Out of Range|Invalid Input|Data)\b/.test(error.message)) return error;
  return new Error(`${file}: ${error.message.split(':', 1)[0]} of DuckDB`);
}

async function count(connection: DuckDBConnection, relation: string): Promise<number> {
  return Number((await connection.runAndReadAll(`select count(*) from ${relation}`)).getRows()[0]?.[0]);
}

/** A staged file with the place of each row in it, from 0. */
function numbered(staging: string): string {
  return `read_parquet(${text(staging)}, file_row_number = true)`;
}

function text(value: string): string {
  return literal(value, 'varchar');
}
