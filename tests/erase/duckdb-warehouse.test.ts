import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDuckdb } from '../../functions/engines/duckdb.ts';
import type { Engine } from '../../functions/engines/engine.ts';
import { duckdbWarehouse } from '../../functions/erase/duckdb-warehouse.ts';
import { studentOf } from '../../functions/erase/student.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import { feeds } from '../fixture-workspace.ts';

const ID = '1234567890';
const theirs = studentOf(ID, feeds);

/** A database whose texts lie in the file as they are, so that a search of its bytes finds them. */
async function database(statements: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'control-tower-erase-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'warehouse.duckdb');
  await (await openDuckdb({ path, store: folderStore(folder) })).close();
  await run(path, [`set force_compression = 'uncompressed'`, 'use model', ...statements, 'checkpoint']);
  return {
    path,
    folder,
    holds: async () => (await readFile(path)).includes(ID),
    async ask(select: string) {
      const engine: Engine = await openDuckdb({ path, store: folderStore(folder) });
      try {
        return await engine.rows(select);
      } finally {
        await engine.close();
      }
    },
  };
}

async function run(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

const DAYS = `create table days as
  select cast(2000000000 + place as varchar) as student_id, place as day from range(50000) as places (place)
  union all select '${ID}', 7`;

describe('a student in a DuckDB file', () => {
  it('is still in its bytes when the rows are deleted: the erasure takes the bytes too', async () => {
    const { path, holds, ask } = await database([DAYS]);
    expect(await holds()).toBe(true);
    await run(path, [`delete from model.days where student_id = '${ID}'`, 'checkpoint']);
    expect(await holds()).toBe(true);
    await duckdbWarehouse(path, ['student_id']).erase(theirs);
    expect(await holds()).toBe(false);
    expect(await ask('select count(*) as rows, sum(day) as days from model.days')).toEqual([
      { rows: 50_000n, days: 1_249_975_000n },
    ]);
  });

  it('goes from published tables as well, where other rows and what they lack stay', async () => {
    const { path, ask } = await database([
      `create table curated.dim_student (student_id varchar, note varchar, publish_from bigint, publish_to bigint)`,
      `insert into curated.dim_student values ('${ID}', 'a', 1, 2), (null, 'b', 1, null), ('2', null, 2, null)`,
      `create view shown as select student_id from curated.dim_student`,
    ]);
    const warehouse = duckdbWarehouse(path, ['student_id']);
    expect(await warehouse.search(theirs)).toEqual([{ table: 'curated.dim_student', rows: 1 }]);
    await warehouse.erase(theirs);
    expect(await warehouse.search(theirs)).toEqual([{ table: 'curated.dim_student', rows: 0 }]);
    expect(await ask('select * from curated.dim_student order by publish_from')).toEqual([
      { student_id: null, note: 'b', publish_from: 1n, publish_to: null },
      { student_id: '2', note: null, publish_from: 2n, publish_to: null },
    ]);
    expect(await ask('select count(*) as rows from shown')).toEqual([{ rows: 2n }]);
    // What models may call is still there.
    expect(await ask(`select day_of_week(date '2025-01-05') as day`)).toEqual([{ day: 7n }]);
  });

  it('goes also when a run before died while it wrote the new file', async () => {
    const { path, folder, ask } = await database([DAYS]);
    await writeFile(`${path}.without-student`, 'half of a file');
    await duckdbWarehouse(path, ['student_id']).erase(theirs);
    expect(await ask(`select count(*) as rows from model.days`)).toEqual([{ rows: 50_000n }]);
    expect((await readdir(folder)).filter((name) => name.startsWith('warehouse'))).toEqual([
      'warehouse.duckdb',
    ]);
  });

  it('is named in no error', async () => {
    const { path } = await database([DAYS]);
    await writeFile(path, 'no database');
    const failure = await duckdbWarehouse(path, ['student_id'])
      .erase(theirs)
      .catch((error: Error) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(ID);
  });
});
