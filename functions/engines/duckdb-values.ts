import {
  DuckDBDateValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { ColumnType } from '../../feeds/contract/field.ts';
import type { Value } from './engine.ts';

const TYPES: Readonly<Record<string, ColumnType>> = {
  VARCHAR: 'varchar',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp(3)',
  TIMESTAMP_MS: 'timestamp(3)',
};

/** DuckDB's spelling of a type as the one word that the engines share; undefined when they share none. */
export function columnType(spelled: string): ColumnType | undefined {
  return TYPES[spelled];
}

/** One value as every engine gives it. */
export function readValue(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampMillisecondsValue) {
    const [seconds = '', fraction = ''] = value.toString().replace(' ', 'T').split('.');
    return `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  }
  return String(value);
}
