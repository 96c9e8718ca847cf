import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import type { Column } from '../../../functions/engines/engine.ts';
import { failure, type Opened, read } from './opened.ts';

/** Landed rows: what a refresh begins with. */
export function describeLandedRows(opened: Opened): void {
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
      await opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: [] });
      expect(await read(opened, '*', 'source_enrollments', '1')).toEqual([]);
      expect(await opened.engine.columnsOf('source_enrollments')).toEqual([
        ...columns,
        { name: 'landing_id', type: 'varchar' },
      ]);
    });

    test('rows of two landings are read, each with its landing, from the first landing on', async () => {
      await opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: [] });
      await land(opened.workspace, 'enrollments', 'a1', first);
      await opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] });
      await land(opened.workspace, 'enrollments', 'b2', second);
      await opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1', 'b2'] });
      expect(await opened.engine.columnsOf('source_enrollments')).toEqual([
        ...columns,
        { name: 'landing_id', type: 'varchar' },
      ]);
      expect(await read(opened, '*', 'source_enrollments', 'landing_id')).toEqual([
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
      await land(opened.workspace, 'enrollments', 'a1', first);
      await land(opened.workspace, 'enrollments', 'died', first);
      await opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1', 'died'] });
      await opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] });
      expect(await read(opened, 'landing_id', 'source_enrollments', '1')).toEqual([{ landing_id: 'a1' }]);
      await opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: [] });
      expect(await read(opened, 'landing_id', 'source_enrollments', '1')).toEqual([]);
    });

    test('a landing whose files are missing is an error, not an absence of rows', async () => {
      const nowhere = await failure(
        opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] }),
      );
      expect(nowhere.message).toContain('enrollments');
      await land(opened.workspace, 'enrollments', 'a1', first);
      const partly = await failure(
        opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1', 'b2'] }),
      );
      expect(partly.message).toContain('b2');
      await opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] });
      await rm(join(opened.workspace, 'landed', 'enrollments', 'landing_id=a1'), { recursive: true });
      const lost = await failure(
        opened.engine.exposeLanded({ feed: 'enrollments', columns, landingIds: ['a1'] }),
      );
      expect(lost.message).toContain('a1');
    });

    test('a column that older files lack reads as null in them', async () => {
      await land(opened.workspace, 'schools', 'a1', `select '600304' as school_code`);
      const before: Column[] = [{ name: 'school_code', type: 'varchar' }];
      await opened.engine.exposeLanded({ feed: 'schools', columns: before, landingIds: ['a1'] });
      await land(opened.workspace, 'schools', 'b2', `select 'High' as area, '600306' as school_code`);
      await opened.engine.exposeLanded({
        feed: 'schools',
        columns: [...before, { name: 'area', type: 'varchar' }],
        landingIds: ['a1', 'b2'],
      });
      expect(await read(opened, 'school_code, area, landing_id', 'source_schools', 'landing_id')).toEqual([
        { school_code: '600304', area: null, landing_id: 'a1' },
        { school_code: '600306', area: 'High', landing_id: 'b2' },
      ]);
    });

    test('a column that only older files have is left out', async () => {
      await land(opened.workspace, 'schools', 'a1', `select 'x' as gone, '600304' as school_code`);
      await opened.engine.exposeLanded({
        feed: 'schools',
        columns: [{ name: 'school_code', type: 'varchar' }],
        landingIds: ['a1'],
      });
      expect(await read(opened, '*', 'source_schools', '1')).toEqual([
        { school_code: '600304', landing_id: 'a1' },
      ]);
    });

    test('an integer that became a bigint reads as bigint from older files too', async () => {
      await land(opened.workspace, 'counts', 'a1', 'select 7::integer as row_count');
      await land(opened.workspace, 'counts', 'b2', 'select 5000000000::bigint as row_count');
      const widened: Column[] = [{ name: 'row_count', type: 'bigint' }];
      await opened.engine.exposeLanded({ feed: 'counts', columns: widened, landingIds: ['a1', 'b2'] });
      expect(await read(opened, 'row_count', 'source_counts', '1')).toEqual([
        { row_count: 7n },
        { row_count: 5_000_000_000n },
      ]);
    });
  });
}

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
