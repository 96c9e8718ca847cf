import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feed } from '../../feeds/contract/feed.ts';
import { columnType } from '../../feeds/contract/field.ts';
import { quoted } from '../engines/sql-text.ts';
import { count, text } from './duckdb-session.ts';
import { placed } from './stage.ts';
import type { StagedPart } from './tell-apart.ts';

// For finding repeated keys, which spills cheaply.
const KEYS_MEMORY = 128;

/** A select of the hash of every record's key, good or bad: what is there once needs no closer look. */
export function keyHashes(feed: Feed, staged: string): string {
  return `select hash(${feed.key.map(quoted).join(', ')}) as key_hash from read_parquet(${text(staged)})`;
}

/** A record that repeats another lands once; records of one key that differ do not land at all. */
export async function findRepeatedKeys(
  connection: DuckDBConnection,
  feed: Feed,
  parts: readonly StagedPart[],
): Promise<void> {
  if (parts.length === 0) return;
  await findRepeatedHashes(connection, parts);
  if ((await count(connection, 'repeated')) === 0) return;
  const columns = feed.fields.filter(({ name }) => feed.key.includes(name));
  const typed = columns.map(({ name, type }) => `${quoted(name)} ${columnType(type)}`).join(', ');
  await connection.run(`create temp table candidates (_place bigint, _record_hash ubigint, ${typed})`);
  const all = feed.fields.map((field) => quoted(field.name)).join(', ');
  for (const part of parts) {
    if (!(await holdsRepeated(connection, part, parts))) continue;
    await part.withStaged((staged) =>
      connection.run(
        `insert into candidates
        select _place, hash(${all}), ${columns.map(({ name }) => quoted(name)).join(', ')}
        from ${placed(staged, part.offset)}
        where _raw is null
          and _place not in (select place from broken)
          and hash(${feed.key.map(quoted).join(', ')}) in (select key_hash from repeated)`,
      ),
    );
  }
  await breakRepeated(connection, feed);
}

/** By hash and over all records: it takes a fraction of the time, and only what collides is looked at again. */
async function findRepeatedHashes(connection: DuckDBConnection, parts: readonly StagedPart[]): Promise<void> {
  // What has no room goes to disk in good order, which costs little; given all memory, it would take that.
  const settings = await connection.runAndReadAll(`select current_setting('memory_limit')`);
  await connection.run(`set memory_limit = '${KEYS_MEMORY}MB'`);
  await connection.run(
    `create temp table repeated as
    select key_hash from (${parts.map(({ keys }) => keys).join('\nunion all\n')}) as hashed
    group by key_hash having count(*) > 1`,
  );
  await connection.run(`set memory_limit = ${text(String(settings.getRows()[0]?.[0]))}`);
}

/** Spares fetching a part of several that has nothing to do with it. */
async function holdsRepeated(
  connection: DuckDBConnection,
  { keys }: StagedPart,
  parts: readonly StagedPart[],
): Promise<boolean> {
  if (parts.length === 1) return true;
  return (await count(connection, `(${keys}) where key_hash in (select key_hash from repeated)`)) > 0;
}

async function breakRepeated(connection: DuckDBConnection, feed: Feed): Promise<void> {
  const key = feed.key.map(quoted).join(', ');
  const last = feed.key.at(-1) ?? '';
  await connection.run(
    `insert into broken
    select
      _place,
      ${text(last)},
      case when first_record = last_record then 'duplicate_key' else 'conflicting_key' end,
      cast(${quoted(last)} as varchar)
    from (
      select
        _place,
        ${quoted(last)},
        row_number() over (partition by ${key} order by _place) as nth,
        count(*) over (partition by ${key}) as records,
        min(_record_hash) over (partition by ${key}) as first_record,
        max(_record_hash) over (partition by ${key}) as last_record
      from candidates
    ) as found
    where records > 1 and (nth > 1 or first_record <> last_record)`,
  );
}
