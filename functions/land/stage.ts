import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feed } from '../../feeds/contract/feed.ts';
import { quoted } from '../engines/sql-text.ts';
import type { Store } from '../stores/store.ts';
import { cellColumns, cellOf, isGood, typedColumns, violations } from './compile.ts';
import { count, text, unreadable } from './duckdb-session.ts';
import type { Match } from './layout.ts';
import { type KnownLandings, loadKnownKeys } from './references.ts';
import type { TextForm } from './text-form.ts';

/** Consecutive records of a file as DuckDB may read them: UTF-8, with a header, without the malformed records. */
export interface Part {
  readonly path: string;
  /** Well-formed records of the file before it. */
  readonly offset: number;
  /** Well-formed records in it. */
  readonly records: number;
  /** DuckDB may not read it in parallel. */
  readonly hasMultilineRecords: boolean;
  readonly isPadded: boolean;
}

export interface StageInput {
  readonly part: Part;
  readonly form: TextForm;
  readonly match: Match;
  readonly known: KnownLandings;
  readonly store: Store;
  readonly feeds: ReadonlyMap<string, Feed>;
  /** Where to write. */
  readonly folder: string;
}

/** The records that broke a rule, by their place among the well-formed ones of the whole file, from 0. */
export const BROKEN = 'create temp table broken (place bigint, field varchar, rule varchar, value varchar)';

/**
 * Types the records of one part, and tells in the table `broken` what is wrong with each of them by itself.
 * @returns the staged file: every record, in order, with `_raw` for one that is not good
 * @throws RejectedFile when DuckDB finds another number of records than the scanner counted
 */
export async function stage(connection: DuckDBConnection, input: StageInput): Promise<string> {
  const { part, form, match, folder } = input;
  const staged = join(folder, 'staged.parquet');
  // In the order of the file, so that a row's place is the number of its record.
  await connection.run(
    `copy (${stagingSelect(input)}) to ${text(staged)} (format parquet, compression zstd)`,
  );
  if ((await count(connection, `read_parquet(${text(staged)})`)) !== part.records)
    throw unreadable(form.file);
  const records = placed(staged, part.offset);
  await findViolations(connection, match.feed, records);
  await findUnknownReferences(connection, records, input);
  return staged;
}

/** A staged file, each record with its place in the whole file. */
export function placed(staged: string, offset: number): string {
  return `(select *, file_row_number + ${offset} as _place from read_parquet(${text(staged)}, file_row_number = true))`;
}

/** The typed columns of every record, and the cells of the bad ones in `_raw`. */
function stagingSelect({ part, form, match }: StageInput): string {
  const { feed, layout } = match;
  const columns = form.columns.map((__, at) => `'c${at}': 'VARCHAR'`).join(', ');
  const csv = `read_csv(${text(part.path)}, auto_detect = false, header = true, delim = ${text(form.delimiter)},
        quote = '"', escape = '"', strict_mode = true, null_padding = false, parallel = ${!part.hasMultilineRecords},
        columns = {${columns}})`;
  const cells = feed.fields.map((field) => cellOf(field.name)).join(', ');
  return `select ${feed.fields.map((field) => quoted(field.name)).join(', ')},
    case when ${isGood(withoutTexts(feed))} then null else [${cells}] end as _raw
from (
    select *, ${typedColumns(feed).join(', ')}
    from (
        select ${cellColumns(feed, sourcesOf(match), layout.codes ?? {}, part.isPadded).join(', ')}
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

async function findViolations(connection: DuckDBConnection, feed: Feed, staged: string): Promise<void> {
  const cells = feed.fields.map((field, at) => `_raw[${at + 1}] as ${cellOf(field.name)}`);
  const records = `select _place as record, ${cells.join(', ')} from ${staged} where _raw is not null`;
  await connection.run(`insert into broken ${violations(feed, records)}`);
  const texts = textsOf(feed);
  if (texts.fields.length === 0) return;
  const textCells = texts.fields.map(({ name }) => `${quoted(name)} as ${cellOf(name)}`).join(', ');
  const textRecords = `select record, ${texts.fields.map(({ name }) => cellOf(name)).join(', ')}
    from (select _place as record, ${textCells} from ${staged} where _raw is null) as texts
    where not ${isGood(texts)}`;
  await connection.run(`insert into broken ${violations(texts, textRecords)}`);
}

/** Good records that refer to a key that is not there. */
async function findUnknownReferences(
  connection: DuckDBConnection,
  staged: string,
  { match, known, store, feeds }: StageInput,
): Promise<void> {
  for (const { field, table } of await loadKnownKeys(connection, store, feeds, match.feed, known)) {
    await connection.run(
      `insert into broken
      select _place, ${text(field)}, 'unknown_reference', ${quoted(field)} from ${staged}
      where _raw is null
        and ${quoted(field)} not in (select key from ${quoted(table)})
        and _place not in (select place from broken where rule <> 'unknown_reference')`,
    );
  }
}
