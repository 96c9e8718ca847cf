import { describe, expect, test } from 'vitest';
import type { Column } from '../../../functions/engines/engine.ts';
import { failure, type Opened, read } from './opened.ts';

/** Views and working tables: what models are made into. */
export function describeWorkingRelations(opened: Opened): void {
  describe('views and working tables', () => {
    test('models read each other by their bare names, whichever is a table', async () => {
      await opened.engine.createView('stg_numbers', 'select 1 as number union all select 2 as number');
      await opened.engine.createTable(
        'ind_numbers',
        'select number, number * 10 as tens from stg_numbers',
        TENS,
      );
      await opened.engine.createView('met_numbers', 'select sum(tens) as total from ind_numbers');
      expect(await opened.engine.rows('select cast(total as bigint) as total from met_numbers')).toEqual([
        { total: 30n },
      ]);
    });

    test('a view may become a table and a table a view', async () => {
      await opened.engine.createView('ind_numbers', 'select 1 as number, 10 as tens');
      await opened.engine.createTable('ind_numbers', 'select 2 as number, 20 as tens', TENS);
      expect(await read(opened, '*', 'ind_numbers', '1')).toEqual([{ number: 2, tens: 20 }]);
      await opened.engine.createView('ind_numbers', 'select 3 as number, 30 as tens');
      expect(await read(opened, '*', 'ind_numbers', '1')).toEqual([{ number: 3, tens: 30 }]);
      await opened.engine.loadTable('ind_numbers', TENS, [{ number: 4, tens: 40 }]);
      expect(await read(opened, '*', 'ind_numbers', '1')).toEqual([{ number: 4, tens: 40 }]);
    });

    test('a view that is replaced is seen by the views on it', async () => {
      await opened.engine.createView('stg_numbers', 'select 1 as number');
      await opened.engine.createView('ind_numbers', 'select number from stg_numbers');
      await opened.engine.createView('stg_numbers', 'select 2 as number, 20 as tens');
      expect(await read(opened, '*', 'ind_numbers', '1')).toEqual([{ number: 2 }]);
    });

    test('a working table keeps its rows when what it was made from changes', async () => {
      await opened.engine.createView('stg_numbers', 'select 1 as number, 10 as tens');
      await opened.engine.createTable('ind_numbers', 'select number, tens from stg_numbers', TENS);
      await opened.engine.createView('stg_numbers', 'select 2 as number, 20 as tens');
      expect(await read(opened, '*', 'ind_numbers', '1')).toEqual([{ number: 1, tens: 10 }]);
    });

    test('a working table has its columns in the order that was asked for', async () => {
      await opened.engine.createTable('ind_numbers', 'select 10 as tens, 1 as number', TENS);
      expect(await opened.engine.columnsOf('ind_numbers')).toEqual(TENS);
    });

    test('a select of other types than its working table is refused, not rounded', async () => {
      const error = await failure(
        opened.engine.createTable('ind_numbers', 'select 1 as number, cast(1.5 as double) as tens', TENS),
      );
      expect(error.message).toMatch(/tens .*double.*integer/);
    });

    test('text keeps quotes, line ends, blanks and letters of any alphabet', async () => {
      const columns: Column[] = [
        { name: 'row_code', type: 'integer' },
        { name: 'wording', type: 'varchar' },
      ];
      const wordings = [
        `O'Brien said "no"; -- drop`,
        'first\nsecond\r\n\tthird',
        ' blanks around ',
        '',
        'Zoë Nguyễn 東京 😀',
        '%_\\ {x} $y ?',
      ];
      const rows = wordings.map((wording, at) => ({ row_code: at, wording }));
      await opened.engine.loadTable('wordings', columns, rows);
      expect(await read(opened, '*', 'wordings', 'row_code')).toEqual(rows);
    });

    test('a table may be loaded with no rows and with thousands', async () => {
      await opened.engine.loadTable('cells', TENS, []);
      expect(await read(opened, '*', 'cells', 'number')).toEqual([]);
      const rows = Array.from({ length: 20_000 }, (_, number) => ({ number, tens: number * 10 }));
      await opened.engine.loadTable('cells', TENS, rows);
      expect(await opened.engine.rows('select count(*) as row_count, max(tens) as most from cells')).toEqual([
        { row_count: 20_000n, most: 199_990 },
      ]);
    });

    test('a value that does not fit its column is refused without being repeated', async () => {
      const error = await failure(opened.engine.loadTable('cells', TENS, [{ number: 1, tens: 'Rosalind' }]));
      expect(error.message).not.toContain('Rosalind');
      expect(error.statement).not.toContain('Rosalind');
    });

    test('dropping what is not there is no error', async () => {
      await opened.engine.drop('view', 'nothing');
      await opened.engine.drop('table', 'nothing');
      await opened.engine.createView('something', 'select 1 as number');
      await opened.engine.drop('view', 'something');
      expect((await failure(opened.engine.rows('select * from something'))).message).toContain('something');
    });
  });
}

const TENS: readonly Column[] = [
  { name: 'number', type: 'integer' },
  { name: 'tens', type: 'integer' },
];
