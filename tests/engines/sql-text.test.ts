import { expect, test } from 'vitest';
import {
  batches,
  castable,
  insertTexts,
  literal,
  missingColumns,
  quoted,
} from '../../functions/engines/sql-text.ts';

test.each([
  ["O'Brien", 'varchar', "'O''Brien'"],
  [-5, 'integer', "integer '-5'"],
  [5n, 'bigint', "bigint '5'"],
  [1e21, 'double', "double '1e+21'"],
  [true, 'boolean', "boolean 'true'"],
  ['2025-05-31', 'date', "date '2025-05-31'"],
  ['2025-05-31T10:00:00.125', 'timestamp(3)', "timestamp '2025-05-31 10:00:00.125'"],
  [null, 'date', 'null'],
] as const)('%s as a literal of %s is %s', (value, type, text) => {
  expect(literal(value, type)).toBe(text);
});

test.each([
  ['x', 'integer'],
  [1.5, 'integer'],
  [2 ** 60, 'bigint'],
  ['1.5', 'double'],
  [5, 'varchar'],
  [1, 'boolean'],
  ['31.05.2025', 'date'],
  ["2025-05-31' or true", 'date'],
  ['2025-05-31 10:00', 'timestamp(3)'],
] as const)('%s does not fit a column of %s, and is not repeated', (value, type) => {
  const attempt = () => castable(value, type);
  expect(attempt).toThrow(`a value of type ${typeof value} cannot stand in a column of type ${type}`);
});

test('a name that is a word of SQL or holds a quote is quoted', () => {
  expect(quoted('order "by"')).toBe('"order ""by"""');
});

test('an insert begins its values on a line of their own, so that its first line tells none', () => {
  const columns = [
    { name: 'number', type: 'integer' },
    { name: 'word', type: 'varchar' },
  ] as const;
  expect(insertTexts('t', columns, [{ number: 1, word: 'a' }, { number: 2 }])).toEqual([
    `insert into t ("number", "word") values\n(integer '1', 'a'),\n(integer '2', null)`,
  ]);
});

test('no batch is longer than a statement may be, and none is lost', () => {
  const texts = ['a'.repeat(300_000), 'b'.repeat(100_000), 'c', 'd'.repeat(900_000), 'e'];
  expect(batches(texts)).toEqual([[texts[0], texts[1]], ['c'], [texts[3]], ['e']]);
  expect(batches([])).toEqual([]);
});

test('columns that a table lacks are found in order', () => {
  const [first, second, third] = [
    { name: 'a', type: 'integer' },
    { name: 'b', type: 'date' },
    { name: 'c', type: 'double' },
  ] as const;
  expect(missingColumns('fct', [second], [first, second, third])).toEqual([first, third]);
});
