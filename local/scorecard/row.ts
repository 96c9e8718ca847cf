import type { Row } from '../../functions/engines/engine.ts';

/** Runs one select against the current published rows. */
export type Query = (sql: string) => Promise<Row[]>;

/** A row of a curated table does not have what the table's description promises. */
export class UnexpectedRow extends Error {
  override readonly name = 'UnexpectedRow';
  constructor(column: string, expected: string) {
    super(`column ${column} of a curated table should hold ${expected}: run a refresh with this version`);
  }
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new UnexpectedRow(column, 'text');
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] == null ? null : text(row, column);
}

/** A number, whole or not; 64-bit integers become numbers, so that a scorecard can be written as JSON. */
export function number(row: Row, column: string): number {
  const value = row[column];
  const result = typeof value === 'bigint' ? Number(value) : value;
  if (typeof result !== 'number' || (typeof value === 'bigint' && !Number.isSafeInteger(result)))
    throw new UnexpectedRow(column, 'a number');
  return result;
}

export function numberOrNull(row: Row, column: string): number | null {
  return row[column] == null ? null : number(row, column);
}

export function flag(row: Row, column: string): boolean {
  const value = row[column];
  if (typeof value !== 'boolean') throw new UnexpectedRow(column, 'true or false');
  return value;
}

export function oneOf<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const value = text(row, column);
  const word = words.find((known) => known === value);
  if (word === undefined) throw new UnexpectedRow(column, `one of ${words.join(', ')}`);
  return word;
}

/** Rows by the value of a column, in the order in which they came. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
