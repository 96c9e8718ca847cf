import type { ColumnType } from '../../feeds/contract/field.ts';
import type { Column, Publication, Row, Value } from './engine.ts';

/** SQL that DuckDB and Trino read alike. Text in, text out: which of them runs it is not known here. */

/** A name as it must be written when it may be a word of SQL or hold a blank. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of column names, each behind `prefix`: `source."a", source."b"`. */
export function columnList(columns: readonly Column[], prefix = ''): string {
  return columns.map((column) => prefix + quoted(column.name)).join(', ');
}

/**
 * A value as text that casts to the very same value on both engines.
 * @throws Error that names the types and not the value when the two do not fit.
 */
export function castable(value: Value, type: ColumnType): string | null {
  if (value === null) return null;
  switch (type) {
    case 'varchar':
      if (typeof value === 'string') return value;
      break;
    case 'integer':
    case 'bigint':
      if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
      break;
    case 'double':
      if (typeof value === 'number') return String(value);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return String(value);
      break;
    case 'date':
      if (typeof value === 'string' && ISO_DATE.test(value)) return value;
      break;
    case 'timestamp(3)':
      if (typeof value === 'string' && ISO_TIMESTAMP.test(value)) return value.replace('T', ' ');
      break;
  }
  throw new Error(`a value of type ${typeof value} cannot stand in a column of type ${type}`);
}

/** A value as a literal. @throws Error as `castable` does. */
export function literal(value: Value, type: ColumnType): string {
  const text = castable(value, type);
  if (text === null) return 'null';
  const string = `'${text.replaceAll("'", "''")}'`;
  return type === 'varchar' ? string : `${type.replace('(3)', '')} ${string}`;
}

/** Insert statements for rows, each of a length that parses at once; values begin on a line of their own. */
export function insertTexts(table: string, columns: readonly Column[], rows: readonly Row[]): string[] {
  const lines = rows.map(
    (row) => `(${columns.map(({ name, type }) => literal(row[name] ?? null, type)).join(', ')})`,
  );
  return batches(lines).map(
    (batch) => `insert into ${table} (${columnList(columns)}) values\n${batch.join(',\n')}`,
  );
}

/** Texts in groups of at most `longest` characters, in order. */
export function batches(texts: readonly string[], longest = LONGEST_BATCH): string[][] {
  const groups: string[][] = [];
  let length = longest;
  for (const text of texts) {
    if (length + text.length > longest) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push(text);
    length += text.length;
  }
  return groups;
}

/** A select without rows that has these columns. */
export function emptySelect(columns: readonly Column[]): string {
  const list = columns.map((column) => `    cast(null as ${column.type}) as ${quoted(column.name)}`);
  return `select\n${list.join(',\n')}\nwhere false`;
}

/**
 * The one statement of a publish: rows that stand and were not computed again end, rows that were computed
 * and do not stand open. A changed row is both. `except` holds two nulls equal, so a null is no change.
 */
export function publishText(target: string, { columns, key, candidate, publishId }: Publication): string {
  const list = columnList(columns);
  const sameKey = key.map((name) => `target.${quoted(name)} = source.${quoted(name)}`);
  return `merge into ${target} as target
using (
    select true as is_closing, closing.*
    from (
        select ${list} from ${target} where publish_to is null
        except
        select ${list} from ${candidate}
    ) as closing
    union all
    select false as is_closing, opening.*
    from (
        select ${list} from ${candidate}
        except
        select ${list} from ${target} where publish_to is null
    ) as opening
) as source
on source.is_closing and target.publish_to is null and ${sameKey.join(' and ')}
when matched then update set publish_to = bigint '${publishId}'
when not matched and not source.is_closing then
    insert (${list}, publish_from) values (${columnList(columns, 'source.')}, bigint '${publishId}')`;
}

/** Takes back what publishes after this one opened and ended; run in this order. */
export function undoTexts(target: string, lastPublishId: number): string[] {
  return [
    `delete from ${target} where publish_from > bigint '${lastPublishId}'`,
    `update ${target} set publish_to = null where publish_to > bigint '${lastPublishId}'`,
  ];
}

/**
 * Columns that a curated table must be given.
 * @throws Error for a column that it has under another type: figures that were shown keep the type they had.
 */
export function missingColumns(table: string, has: readonly Column[], wanted: readonly Column[]): Column[] {
  for (const column of wanted) {
    const old = has.find((candidate) => candidate.name === column.name);
    if (old && old.type !== column.type) {
      throw new Error(
        `curated table ${table}: column ${column.name} was published as ${old.type} and is now ${column.type}; ` +
          'give the new column another name',
      );
    }
  }
  return wanted.filter((column) => !has.some((old) => old.name === column.name));
}

/** What the engine adds to a curated table: from which publish a row stands, and to which (null: still). */
export const PUBLISH_COLUMNS: readonly Column[] = [
  { name: 'publish_from', type: 'bigint' },
  { name: 'publish_to', type: 'bigint' },
];

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?$/;

// Trino takes statements of up to a million characters.
const LONGEST_BATCH = 400_000;
