import type { ColumnType } from '../../feeds/contract/field.ts';
import type { Column, Row, Value } from './engine.ts';
import { batches, castable, columnList, literal, quoted } from './sql-text.ts';

/** Trino's spelling of a type as the one word that the engines share; undefined when they share none. */
export function columnType(spelled: string): ColumnType | undefined {
  const word = spelled.replace(/\(.*?\)/, '');
  switch (word) {
    case 'varchar':
    case 'integer':
    case 'bigint':
    case 'double':
    case 'boolean':
    case 'date':
      return word;
    case 'timestamp':
      return 'timestamp(3)';
    default:
      return undefined;
  }
}

/**
 * Insert statements for rows, which go as one JSON text each: Trino plans `values` with thousands of literals
 * ten times as long.
 */
export function insertJsonTexts(table: string, columns: readonly Column[], rows: readonly Row[]): string[] {
  const cells = columns.map(({ name, type }) => `cast(${quoted(name)} as ${type})`).join(', ');
  return jsonSelects(columns, rows).map(
    (select) => `insert into ${table} (${columnList(columns)})
select ${cells}
from (
${select}
) as given`,
  );
}

/** Selects that give rows as text that casts to the columns' types, each select about `longest` characters. */
export function jsonSelects(columns: readonly Column[], rows: readonly Row[], longest?: number): string[] {
  const cells = columns.map(({ name }, at) => `cells[${at + 1}] as ${quoted(name)}`).join(', ');
  const lines = rows.map((row) =>
    JSON.stringify(columns.map(({ name, type }) => castable(row[name] ?? null, type))),
  );
  return batches(lines, longest).map(
    (batch) => `select ${cells}
from unnest(cast(json_parse(${literal(`[${batch.join(',')}]`, 'varchar')}) as array(array(varchar)))) as lines (cells)`,
  );
}

/** One row of an answer, its values as every engine gives them. */
export function readRow(
  columns: readonly { readonly name: string; readonly type: string }[],
  row: readonly unknown[],
): Row {
  return Object.fromEntries(columns.map(({ name, type }, at) => [name, readValue(name, type, row[at])]));
}

function readValue(column: string, type: string, value: unknown): Value {
  if (value === null || value === undefined) return null;
  switch (columnType(type)) {
    case 'bigint':
      return wholeNumber(column, value);
    case 'integer':
    case 'double':
      // NaN and the infinities come as words.
      return Number(value);
    case 'boolean':
      return value === true;
    case 'timestamp(3)':
      // Three digits of a second, whatever the column keeps: a client that asks for no more is sent no more.
      return String(value).replace(' ', 'T');
    case 'varchar':
    case 'date':
      return String(value);
    case undefined:
      return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
  }
}

/** The answer is JSON, read as JavaScript's numbers: past 2^53 a whole number would come out as its neighbour. */
function wholeNumber(column: string, value: unknown): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  throw new Error(`column ${column} holds a whole number beyond 2^53: cast it to varchar to read it exactly`);
}
