import type { AthenaAnswer } from './athena-session.ts';
import type { Row, Value } from './engine.ts';
import { columnType as trinoType } from './trino-values.ts';

/** Athena's spelling of a type as the one word that the engines share; undefined when they share none. */
export const columnType = trinoType;

/** The rows of an answer, their values as every engine gives them. */
export function readRows({ columns, rows }: AthenaAnswer): Row[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name, type }, at) => [name, readValue(type, row[at] ?? null)])),
  );
}

/** Every value comes as text. */
function readValue(type: string, value: string | null): Value {
  if (value === null) return null;
  switch (columnType(type)) {
    case 'bigint':
      return BigInt(value);
    case 'integer':
    case 'double':
      // NaN and the infinities come as words.
      return Number(value);
    case 'boolean':
      return value === 'true';
    case 'timestamp(3)': {
      // Iceberg keeps six digits of a second.
      const [seconds = '', fraction = ''] = value.replace(' ', 'T').split('.');
      return `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}`;
    }
    case 'varchar':
    case 'date':
    case undefined:
      return value;
  }
}
