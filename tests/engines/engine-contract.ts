import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Column, Engine, Row } from '../../functions/engines/engine.ts';
import { EngineError } from '../../functions/engines/engine.ts';

export interface OpenedEngine {
  readonly engine: Engine;
  /** The folder in which `landed/` lies, as this test sees it. */
  readonly workspace: string;
}

/** What every engine must do, in the same sentences; `open` gives an engine with nothing in it yet. */
export function describeEngine(name: string, open: () => Promise<OpenedEngine>): void {
  describe(`${name} as an engine`, () => {
    let engine: Engine;
    let workspace: string;
    beforeEach(async () => {
      ({ engine, workspace } = await open());
    });
    afterEach(() => engine.close());

    const read = (columns: string, from: string, order: string) =>
      engine.rows(`select ${columns} from ${from} order by ${order}`);
    const failure = async (promise: Promise<unknown>) =>
      promise.then(
        () => expect.unreachable('it should have failed'),
        (error: unknown) => error as EngineError,
      );

    describe('reading', () => {
      test('every type comes back as it went in, nulls too', async () => {
        await engine.loadTable('every_type', EVERY_TYPE, EVERY_TYPE_ROWS);
        expect(await engine.columnsOf('every_type')).toEqual(EVERY_TYPE);
        expect(await read('*', 'every_type', 'row_code')).toEqual(EVERY_TYPE_ROWS);
      });

      test('an expression has the type that both engines call it', async () => {
        await engine.createView(
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
        expect(await engine.columnsOf('expressions')).toEqual([
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
        expect(await read('*', 'expressions', 'row_count')).toEqual([
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
        await engine.createView('prices', 'select cast(1 as decimal(9, 2)) as price');
        const error = await failure(engine.columnsOf('prices'));
        expect(error).toBeInstanceOf(EngineError);
        expect(error.message).toMatch(/price .*prices .*decimal\(9, ?2\)/i);
      });

      test('a value that cannot be read is not repeated in the error', async () => {
        const error = await failure(
          engine.rows(
            `select cast(name as integer) as number
            from (select 'Rosalind' || cast(count(*) as varchar) as name) as students`,
          ),
        );
        expect(error).toBeInstanceOf(EngineError);
        expect(error.message).not.toContain('Rosalind');
      });

      test('a relation that is not there is named', async () => {
        const error = await failure(engine.rows('select student_id\nfrom stg_nothing'));
        expect(error).toBeInstanceOf(EngineError);
        expect(error.message).toContain('stg_nothing');
        expect(error.statement).toBe('select student_id');
      });
    });

    describe('views and working tables', () => {
      test('models read each other by their bare names, whichever is a table', async () => {
        await engine.createView('stg_numbers', 'select 1 as number union all select 2 as number');
        await engine.createTable('ind_numbers', 'select number, number * 10 as tens from stg_numbers', TENS);
        await engine.createView('met_numbers', 'select sum(tens) as total from ind_numbers');
        expect(await engine.rows('select cast(total as bigint) as total from met_numbers')).toEqual([
          { total: 30n },
        ]);
      });

      test('a view may become a table and a table a view', async () => {
        await engine.createView('ind_numbers', 'select 1 as number, 10 as tens');
        await engine.createTable('ind_numbers', 'select 2 as number, 20 as tens', TENS);
        expect(await read('*', 'ind_numbers', '1')).toEqual([{ number: 2, tens: 20 }]);
        await engine.createView('ind_numbers', 'select 3 as number, 30 as tens');
        expect(await read('*', 'ind_numbers', '1')).toEqual([{ number: 3, tens: 30 }]);
        await engine.loadTable('ind_numbers', TENS, [{ number: 4, tens: 40 }]);
        expect(await read('*', 'ind_numbers', '1')).toEqual([{ number: 4, tens: 40 }]);
      });

      test('a view that is replaced is seen by the views on it', async () => {
        await engine.createView('stg_numbers', 'select 1 as number');
        await engine.createView('ind_numbers', 'select number from stg_numbers');
        await engine.createView('stg_numbers', 'select 2 as number, 20 as tens');
        expect(await read('*', 'ind_numbers', '1')).toEqual([{ number: 2 }]);
      });

      test('a working table keeps its rows when what it was made from changes', async () => {
        await engine.createView('stg_numbers', 'select 1 as number, 10 as tens');
        await engine.createTable('ind_numbers', 'select number, tens from stg_numbers', TENS);
        await engine.createView('stg_numbers', 'select 2 as number, 20 as tens');
        expect(await read('*', 'ind_numbers', '1')).toEqual([{ number: 1, tens: 10 }]);
      });

      test('a working table has its columns in the order that was asked for', async () => {
        await engine.createTable('ind_numbers', 'select 10 as tens, 1 as number', TENS);
        expect(await engine.columnsOf('ind_numbers')).toEqual(TENS);
      });

      test('a select of other types than its working table is refused, not rounded', async () => {
        const error = await failure(
          engine.createTable('ind_numbers', 'select 1 as number, cast(1.5 as double) as tens', TENS),
        );
        expect(error).toBeInstanceOf(EngineError);
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
        await engine.loadTable('wordings', columns, rows);
        expect(await read('*', 'wordings', 'row_code')).toEqual(rows);
      });

      test('a table may be loaded with no rows and with thousands', async () => {
        await engine.loadTable('cells', TENS, []);
        expect(await read('*', 'cells', 'number')).toEqual([]);
        const rows = Array.from({ length: 20_000 }, (_, number) => ({ number, tens: number * 10 }));
        await engine.loadTable('cells', TENS, rows);
        expect(await engine.rows('select count(*) as row_count, max(tens) as most from cells')).toEqual([
          { row_count: 20_000n, most: 199_990 },
        ]);
      });

      test('a value that does not fit its column is refused without being repeated', async () => {
        const error = await failure(engine.loadTable('cells', TENS, [{ number: 1, tens: 'Rosalind' }]));
        expect(error).toBeInstanceOf(EngineError);
        expect(error.message).not.toContain('Rosalind');
        expect(error.statement).not.toContain('Rosalind');
      });

      test('dropping what is not there is no error', async () => {
        await engine.drop('view', 'nothing');
        await engine.drop('table', 'nothing');
        await engine.createView('something', 'select 1 as number');
        await engine.drop('view', 'something');
        expect(await failure(engine.rows('select * from something'))).toBeInstanceOf(EngineError);
      });
    });

    describe('landed rows', () => {
      const columns: Column[] = [
        { name: 'school_code', type: 'varchar' },
        { name: 'days', type: 'integer' },
        { name: 'enrolled_date', type: 'date' },
        { name: 'seen_at', type: 'timestamp(3)' },
        { name: 'is_made_up', type: 'boolean' },
      ];
      const first = `select '600304' as school_code, 180::integer as days, date '2024-08-26' as enrolled_date,
        timestamp '2024-08-26 08:00:00.250' as seen_at, false as is_made_up`;

      const second = `select '600000' as school_code, null::integer as days, null::date as enrolled_date,
        null::timestamp as seen_at, true as is_made_up`;

      test('a feed with no landing is empty and has its columns', async () => {
        await engine.exposeLanded({ feed: 'enrollments', columns, landingIds: [] });
        expect(await read('*', 'source_enrollments', '1')).toEqual([]);
        expect(await engine.columnsOf('source_enrollments')).toEqual([
          ...columns,
          { name: 'landing_id', type: 'varchar' },
        ]);
      });

      test('rows of two landings are read, each with its landing, from the first landing on', async () => {
        await engine.exposeLanded({ feed: 'enrollments', columns, landingIds: [] });
        await land(workspace, 'enrollments', 'a1', first);
        await engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] });
        await land(workspace, 'enrollments', 'b2', second);
        await engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1', 'b2'] });
        expect(await engine.columnsOf('source_enrollments')).toEqual([
          ...columns,
          { name: 'landing_id', type: 'varchar' },
        ]);
        expect(await read('*', 'source_enrollments', 'landing_id')).toEqual([
          {
            school_code: '600304',
            days: 180,
            enrolled_date: '2024-08-26',
            seen_at: '2024-08-26T08:00:00.250',
            is_made_up: false,
            landing_id: 'a1',
          },
          {
            school_code: '600000',
            days: null,
            enrolled_date: null,
            seen_at: null,
            is_made_up: true,
            landing_id: 'b2',
          },
        ]);
      });

      test('a landing that is not asked for is not read, nor one that was taken back', async () => {
        await land(workspace, 'enrollments', 'a1', first);
        await land(workspace, 'enrollments', 'died', first);
        await engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1', 'died'] });
        await engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] });
        expect(await read('landing_id', 'source_enrollments', '1')).toEqual([{ landing_id: 'a1' }]);
        await engine.exposeLanded({ feed: 'enrollments', columns, landingIds: [] });
        expect(await read('landing_id', 'source_enrollments', '1')).toEqual([]);
      });

      test('a landing whose files are missing is an error, not an absence of rows', async () => {
        const nowhere = await failure(
          engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] }),
        );
        expect(nowhere).toBeInstanceOf(EngineError);
        expect(nowhere.message).toContain('enrollments');
        await land(workspace, 'enrollments', 'a1', first);
        const partly = await failure(
          engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1', 'b2'] }),
        );
        expect(partly).toBeInstanceOf(EngineError);
        expect(partly.message).toContain('b2');
        await engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] });
        await rm(join(workspace, 'landed', 'enrollments', 'landing_id=a1'), { recursive: true });
        const lost = await failure(engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] }));
        expect(lost.message).toContain('a1');
      });

      test('a column that older files lack reads as null in them', async () => {
        await land(workspace, 'schools', 'a1', `select '600304' as school_code`);
        const before: Column[] = [{ name: 'school_code', type: 'varchar' }];
        await engine.exposeLanded({ feed: 'schools', columns: before, landingIds: ['a1'] });
        await land(workspace, 'schools', 'b2', `select 'High' as area, '600306' as school_code`);
        await engine.exposeLanded({
          feed: 'schools',
          columns: [...before, { name: 'area', type: 'varchar' }],
          landingIds: ['a1', 'b2'],
        });
        expect(await read('school_code, area, landing_id', 'source_schools', 'landing_id')).toEqual([
          { school_code: '600304', area: null, landing_id: 'a1' },
          { school_code: '600306', area: 'High', landing_id: 'b2' },
        ]);
      });

      test('a column that only older files have is left out', async () => {
        await land(workspace, 'schools', 'a1', `select 'x' as gone, '600304' as school_code`);
        await engine.exposeLanded({
          feed: 'schools',
          columns: [{ name: 'school_code', type: 'varchar' }],
          landingIds: ['a1'],
        });
        expect(await read('*', 'source_schools', '1')).toEqual([{ school_code: '600304', landing_id: 'a1' }]);
      });

      test('an integer that became a bigint reads as bigint from older files too', async () => {
        await land(workspace, 'counts', 'a1', 'select 7::integer as row_count');
        await land(workspace, 'counts', 'b2', 'select 5000000000::bigint as row_count');
        const widened: Column[] = [{ name: 'row_count', type: 'bigint' }];
        await engine.exposeLanded({ feed: 'counts', columns: widened, landingIds: ['a1', 'b2'] });
        expect(await read('row_count', 'source_counts', '1')).toEqual([
          { row_count: 7n },
          { row_count: 5_000_000_000n },
        ]);
      });
    });

    describe('publishing', () => {
      const columns: Column[] = [
        { name: 'school_year', type: 'integer' },
        { name: 'order', type: 'varchar' },
        { name: 'numerator', type: 'bigint' },
        { name: 'share', type: 'double' },
        { name: 'as_of_date', type: 'date' },
        { name: 'seen_at', type: 'timestamp(3)' },
        { name: 'is_made_up', type: 'boolean' },
      ];
      const figure = (order: string, numerator: bigint | null): Row => ({
        school_year: 2025,
        order,
        numerator,
        share: 0.1,
        as_of_date: '2025-05-31',
        seen_at: '2025-05-31T10:00:00.125',
        is_made_up: false,
      });
      const publish = async (publishId: number, rows: readonly Row[], all: readonly Column[] = columns) => {
        await engine.ensureCurated('fct_figures', all);
        await engine.loadTable('met_figures', all, rows);
        await engine.publish({
          table: 'fct_figures',
          columns: all,
          key: ['school_year', 'order'],
          candidate: 'met_figures',
          publishId,
        });
      };
      const stood = async () => {
        const rows = await read(
          '"order", numerator, publish_from, publish_to',
          engine.curated('fct_figures'),
          '"order", publish_from',
        );
        return rows.map((row) => Object.values(row));
      };

      test('a first publish opens every row, whole', async () => {
        await publish(1, [figure('a', 1n), figure(`b "c" 'd' é`, null)]);
        expect(await read('*', engine.curated('fct_figures'), '"order"')).toEqual([
          { ...figure('a', 1n), publish_from: 1n, publish_to: null },
          { ...figure(`b "c" 'd' é`, null), publish_from: 1n, publish_to: null },
        ]);
      });

      test('what changed ends and opens, what went ends, what is new opens, the rest stands', async () => {
        await publish(1, [figure('changes', 1n), figure('goes', 2n), figure('stays', 3n)]);
        await publish(2, [figure('changes', 10n), figure('comes', 4n), figure('stays', 3n)]);
        expect(await stood()).toEqual([
          ['changes', 1n, 1n, 2n],
          ['changes', 10n, 2n, null],
          ['comes', 4n, 2n, null],
          ['goes', 2n, 1n, 2n],
          ['stays', 3n, 1n, null],
        ]);
      });

      test('a second publish with nothing new changes nothing', async () => {
        await publish(1, [figure('a', 1n), figure(`b "c" 'd' é`, null)]);
        const before = await stood();
        await publish(2, [figure(`b "c" 'd' é`, null), figure('a', 1n)]);
        expect(await stood()).toEqual(before);
      });

      test('a figure that becomes known or unknown is a change', async () => {
        await publish(1, [figure('known later', null), figure('unknown later', 5n)]);
        await publish(2, [figure('known later', 5n), figure('unknown later', null)]);
        expect(await stood()).toEqual([
          ['known later', null, 1n, 2n],
          ['known later', 5n, 2n, null],
          ['unknown later', 5n, 1n, 2n],
          ['unknown later', null, 2n, null],
        ]);
      });

      test('a row that went may come back', async () => {
        await publish(1, [figure('a', 1n)]);
        await publish(2, []);
        await publish(3, [figure('a', 1n)]);
        await publish(4, [figure('a', 2n)]);
        expect(await stood()).toEqual([
          ['a', 1n, 1n, 2n],
          ['a', 1n, 3n, 4n],
          ['a', 2n, 4n, null],
        ]);
      });

      // A model's checks refuse a key that is null before it comes here.
      test('a row whose key is null is at least not doubled', async () => {
        const keyless: Row = { ...figure('a', 1n), order: null };
        await publish(1, [keyless]);
        await publish(2, []);
        await publish(3, [keyless]);
        expect(await stood()).toEqual([[null, 1n, 1n, null]]);
      });

      test('undoing puts back what stood at an earlier publish, and twice is as once', async () => {
        await publish(1, [figure('changes', 1n), figure('goes', 2n)]);
        await publish(2, [figure('changes', 10n), figure('goes', 2n)]);
        const before = await stood();
        await publish(3, [figure('changes', 100n), figure('comes', 4n)]);
        await publish(4, []);
        await engine.undoAfter('fct_figures', 2);
        expect(await stood()).toEqual(before);
        await engine.undoAfter('fct_figures', 2);
        expect(await stood()).toEqual(before);
        await publish(3, [figure('changes', 10n), figure('goes', 2n)]);
        expect(await stood()).toEqual(before);
      });

      test('a column that is added is null in what stood before', async () => {
        await publish(1, [figure('a', 1n), figure('b', 2n)]);
        const wider: Column[] = [...columns, { name: 'target', type: 'timestamp(3)' }];
        await publish(
          2,
          [
            { ...figure('a', 1n), target: '2025-06-30T00:00:00.000' },
            { ...figure('b', 2n), target: null },
          ],
          wider,
        );
        expect(
          await read(
            '"order", target, publish_from, publish_to',
            engine.curated('fct_figures'),
            '"order", publish_from',
          ),
        ).toEqual([
          { order: 'a', target: null, publish_from: 1n, publish_to: 2n },
          { order: 'a', target: '2025-06-30T00:00:00.000', publish_from: 2n, publish_to: null },
          { order: 'b', target: null, publish_from: 1n, publish_to: null },
        ]);
      });

      test('a column that goes stays in what was published', async () => {
        await publish(1, [figure('a', 1n)]);
        const narrower = columns.filter((column) => column.name !== 'numerator');
        await publish(2, [figure('a', 1n), figure('b', 2n)], narrower);
        expect(await stood()).toEqual([
          ['a', 1n, 1n, null],
          ['b', null, 2n, null],
        ]);
      });

      test('a column that changes its type is refused, and nothing is touched', async () => {
        await publish(1, [figure('a', 1n)]);
        const retyped = columns.map(
          (column): Column => (column.name === 'numerator' ? { name: 'numerator', type: 'double' } : column),
        );
        const error = await failure(engine.ensureCurated('fct_figures', retyped));
        expect(error).toBeInstanceOf(EngineError);
        expect(error.message).toMatch(/numerator .*bigint .*double/);
        expect(await stood()).toEqual([['a', 1n, 1n, null]]);
      });

      test('a view and the curated table that it fills may have the same name', async () => {
        await engine.createView('dim_windows', `select 'EOY' as window_code`);
        const window: Column[] = [{ name: 'window_code', type: 'varchar' }];
        await engine.ensureCurated('dim_windows', window);
        await engine.publish({
          table: 'dim_windows',
          columns: window,
          key: ['window_code'],
          candidate: 'dim_windows',
          publishId: 1,
        });
        expect(await read('*', engine.curated('dim_windows'), '1')).toEqual([
          { window_code: 'EOY', publish_from: 1n, publish_to: null },
        ]);
      });

      test('records are appended one after the other', async () => {
        const record: Column[] = [
          { name: 'publish_id', type: 'bigint' },
          { name: 'fingerprint', type: 'varchar' },
        ];
        await engine.ensureCurated('publishes', record);
        await engine.append('publishes', record, [{ publish_id: 1n, fingerprint: `it's one` }]);
        await engine.append('publishes', record, [{ publish_id: 2n, fingerprint: 'two' }]);
        await engine.append('publishes', record, []);
        expect(await read('publish_id, fingerprint', engine.curated('publishes'), '1')).toEqual([
          { publish_id: 1n, fingerprint: `it's one` },
          { publish_id: 2n, fingerprint: 'two' },
        ]);
      });
    });
  });
}

const TENS: readonly Column[] = [
  { name: 'number', type: 'integer' },
  { name: 'tens', type: 'integer' },
];

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

/** Writes the Parquet of one landing, as landing does. */
async function land(workspace: string, feed: string, landingId: string, select: string): Promise<void> {
  const folder = join(workspace, 'landed', feed, `landing_id=${landingId}`);
  await mkdir(folder, { recursive: true });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const file = join(folder, 'rows.parquet').replaceAll("'", "''");
  await connection.run(`copy (${select}) to '${file}' (format parquet, compression zstd)`);
  connection.closeSync();
  instance.closeSync();
}
