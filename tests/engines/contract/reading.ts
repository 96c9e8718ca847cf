import { describe, expect, test } from 'vitest';
import type { Column, Row } from '../../../functions/engines/engine.ts';
import { failure, type Opened, read } from './opened.ts';

/** Reading back: types, values, errors. */
export function describeReading(opened: Opened): void {
  describe('reading', () => {
    test('every type comes back as it went in, nulls too', async () => {
      await opened.engine.loadTable('every_type', EVERY_TYPE, EVERY_TYPE_ROWS);
      expect(await opened.engine.columnsOf('every_type')).toEqual(EVERY_TYPE);
      expect(await read(opened, '*', 'every_type', 'row_code')).toEqual(EVERY_TYPE_ROWS);
    });

    test('an expression has the type that both engines call it', async () => {
      await opened.engine.createView(
        'expressions',
        `select
            'a' as short_text,
            cast('b' as varchar(3)) as limited_text,
            1 + 1 as small_number,
            count(*) as row_count,
            cast(7 as double) / 2 as quotient,
            1 = 2 as is_equal,
            date '2025-05-31' as last_date,
            timestamp '2025-05-31 10:00:00' as moment,
            cast(null as integer) as nothing`,
      );
      expect(await opened.engine.columnsOf('expressions')).toEqual([
        { name: 'short_text', type: 'varchar' },
        { name: 'limited_text', type: 'varchar' },
        { name: 'small_number', type: 'integer' },
        { name: 'row_count', type: 'bigint' },
        { name: 'quotient', type: 'double' },
        { name: 'is_equal', type: 'boolean' },
        { name: 'last_date', type: 'date' },
        { name: 'moment', type: 'timestamp(3)' },
        { name: 'nothing', type: 'integer' },
      ]);
      expect(await read(opened, '*', 'expressions', 'row_count')).toEqual([
        {
          short_text: 'a',
          limited_text: 'b',
          small_number: 2,
          row_count: 1n,
          quotient: 3.5,
          is_equal: false,
          last_date: '2025-05-31',
          moment: '2025-05-31T10:00:00.000',
          nothing: null,
        },
      ]);
    });

    test('a column of a type that the engines do not share is refused by name', async () => {
      await opened.engine.createView('prices', 'select cast(1 as decimal(9, 2)) as price');
      const error = await failure(opened.engine.columnsOf('prices'));
      expect(error.message).toMatch(/price .*prices .*decimal\(9, ?2\)/i);
    });

    test('a value that cannot be read is not repeated in the error', async () => {
      const error = await failure(
        opened.engine.rows(
          `select cast(name as integer) as number
          from (select 'Rosalind' || cast(count(*) as varchar) as name) as students`,
        ),
      );
      expect(error.message).not.toContain('Rosalind');
    });

    test('a relation that is not there is named', async () => {
      const error = await failure(opened.engine.rows('select student_id\nfrom stg_nothing'));
      expect(error.message).toContain('stg_nothing');
      expect(error.statement).toBe('select student_id');
    });
  });
}

const EVERY_TYPE: readonly Column[] = [
  { name: 'row_code', type: 'varchar' },
  { name: 'small_number', type: 'integer' },
  { name: 'large_number', type: 'bigint' },
  { name: 'fraction', type: 'double' },
  { name: 'is_so', type: 'boolean' },
  { name: 'on_date', type: 'date' },
  { name: 'at_time', type: 'timestamp(3)' },
];

const EVERY_TYPE_ROWS: readonly Row[] = [
  {
    row_code: 'highest',
    small_number: 2_147_483_647,
    large_number: 9_007_199_254_740_991n,
    fraction: 1.7976931348623157e308,
    is_so: true,
    on_date: '2100-12-31',
    at_time: '2100-12-31T23:59:59.999',
  },
  {
    row_code: 'lowest',
    small_number: -2_147_483_648,
    large_number: -9_007_199_254_740_991n,
    fraction: 5e-324,
    is_so: false,
    on_date: '1900-01-01',
    at_time: '1900-01-01T00:00:00.000',
  },
  {
    row_code: 'null',
    small_number: null,
    large_number: null,
    fraction: null,
    is_so: null,
    on_date: null,
    at_time: null,
  },
  {
    row_code: 'usual',
    small_number: 0,
    large_number: 0n,
    fraction: 0.1,
    is_so: true,
    on_date: '2024-02-29',
    at_time: '2025-05-31T10:00:00.001',
  },
];
