import { describe, expect, test } from 'vitest';
import type { Column, Row } from '../../../functions/engines/engine.ts';
import { failure, type Opened, read } from './opened.ts';

/** Publishing: what opens, ends, stands, and is undone. */
export function describePublishing(opened: Opened): void {
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
      await opened.engine.ensureCurated('fct_figures', all);
      await opened.engine.loadTable('met_figures', all, rows);
      await opened.engine.publish({
        table: 'fct_figures',
        columns: all,
        key: ['school_year', 'order'],
        candidate: 'met_figures',
        publishId,
      });
    };
    const stood = async () => {
      const rows = await read(
        opened,
        '"order", numerator, publish_from, publish_to',
        opened.engine.curated('fct_figures'),
        '"order", publish_from',
      );
      return rows.map((row) => Object.values(row));
    };

    test('a first publish opens every row, whole', async () => {
      await publish(1, [figure('a', 1n), figure(`b "c" 'd' é`, null)]);
      expect(await read(opened, '*', opened.engine.curated('fct_figures'), '"order"')).toEqual([
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
      await opened.engine.undoAfter('fct_figures', 2);
      expect(await stood()).toEqual(before);
      await opened.engine.undoAfter('fct_figures', 2);
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
          opened,
          '"order", target, publish_from, publish_to',
          opened.engine.curated('fct_figures'),
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
      const error = await failure(opened.engine.ensureCurated('fct_figures', retyped));
      expect(error.message).toMatch(/numerator .*bigint .*double/);
      expect(await stood()).toEqual([['a', 1n, 1n, null]]);
    });

    test('a view and the curated table that it fills may have the same name', async () => {
      await opened.engine.createView('dim_windows', `select 'EOY' as window_code`);
      const window: Column[] = [{ name: 'window_code', type: 'varchar' }];
      await opened.engine.ensureCurated('dim_windows', window);
      await opened.engine.publish({
        table: 'dim_windows',
        columns: window,
        key: ['window_code'],
        candidate: 'dim_windows',
        publishId: 1,
      });
      expect(await read(opened, '*', opened.engine.curated('dim_windows'), '1')).toEqual([
        { window_code: 'EOY', publish_from: 1n, publish_to: null },
      ]);
    });

    test('records are appended one after the other', async () => {
      const record: Column[] = [
        { name: 'publish_id', type: 'bigint' },
        { name: 'fingerprint', type: 'varchar' },
      ];
      await opened.engine.ensureCurated('publishes', record);
      await opened.engine.append('publishes', record, [{ publish_id: 1n, fingerprint: `it's one` }]);
      await opened.engine.append('publishes', record, [{ publish_id: 2n, fingerprint: 'two' }]);
      await opened.engine.append('publishes', record, []);
      expect(await read(opened, 'publish_id, fingerprint', opened.engine.curated('publishes'), '1')).toEqual([
        { publish_id: 1n, fingerprint: `it's one` },
        { publish_id: 2n, fingerprint: 'two' },
      ]);
    });
  });
}
