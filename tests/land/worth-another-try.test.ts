import { describe, expect, it } from 'vitest';
import { readLanded, readRefused } from '../../functions/land/live.ts';
import { perform } from '../../functions/land/perform.ts';
import { csv, SCHOOLS, school, testWorkspace } from '../fixture-workspace.ts';
import { landingQueue } from './landing-queue.ts';

const AREAS = 'school_code,performance_area,area_group,from_date,to_date';
const areas = csv(AREAS, '600301,North,High,2024-07-01,', '600999,North,High,2024-07-01,');
const schools = (...codes: readonly string[]) => csv(SCHOOLS, ...codes.map((code) => school(code)));
const NAME = 'performance_area_assignments';

async function start() {
  const test = await testWorkspace();
  const queue = await landingQueue(test);
  return {
    queue,
    drop: async (name: string, content: string) => await queue.deliver(queue.drop(`${name}.csv`, content)),
    codes: async () => (await test.rowsOf(NAME, 'school_code')).map(({ school_code }) => school_code),
    again: () => queue.delivered.filter(({ kind }) => kind === 'again').length,
    landings: async () => (await readLanded(test.workspace.store, NAME)).length,
    refused: async () => await readRefused(test.workspace.store),
  };
}

describe('a file that missed a key', () => {
  it('is landed again when that key has landed, once', async () => {
    const { drop, codes, again } = await start();
    await drop('schools', schools('600301'));
    await drop(NAME, areas);
    expect(await codes()).toEqual(['600301']);
    await drop('schools_2', schools('600999'));
    expect(await codes()).toEqual(['600301', '600999']);
    expect(again()).toBe(1);
  });

  it('is left alone when others have landed', async () => {
    const { drop, again, landings } = await start();
    await drop('schools', schools('600301'));
    await drop(NAME, areas);
    for (const code of ['600401', '600402', '600403']) await drop(`schools_${code}`, schools(code));
    expect(again()).toBe(0);
    expect(await landings()).toBe(1);
  });

  it('is judged when the first of what it refers to lands after it', async () => {
    const { drop, codes, again } = await start();
    await drop(NAME, areas);
    expect(await codes()).toEqual(['600301', '600999']);
    await drop('schools', schools('600301'));
    expect(again()).toBe(1);
    expect(await codes()).toEqual(['600301', '600999']);
  });

  it('and of which nothing landed for that is tried again, until it lands', async () => {
    const { drop, codes, again, refused } = await start();
    await drop('schools', schools('600111'));
    await drop(NAME, areas);
    expect(await refused()).toMatchObject([{ outcome: 'rejected', awaits: ['schools'] }]);
    await drop('schools_2', schools('600222'));
    expect(again()).toBe(1);
    await drop('schools_3', schools('600301', '600999'));
    expect(await codes()).toEqual(['600301', '600999']);
    await drop('schools_4', schools('600333'));
    expect(again()).toBe(2);
  });

  it('is landed again although who landed that key died before asking for it', async () => {
    const { queue, drop, codes } = await start();
    await drop('schools', schools('600301'));
    await drop(NAME, areas);
    const second = queue.drop('schools_2.csv', schools('600999'));
    await perform(second, queue.tools);
    expect(await codes()).toEqual(['600301']);
    await queue.deliver(second);
    expect(await codes()).toEqual(['600301', '600999']);
  });

  it('whose school lands while it is judged itself is tried again', async () => {
    const { queue, codes, again } = await start();
    await queue.deliver(queue.drop('schools.csv', schools('600301')));
    const late = queue.drop('schools_2.csv', schools('600999'));
    const { store } = queue.tools;
    let isLate = true;
    const meanwhile: typeof store = {
      ...store,
      async writeIfAbsent(key, text) {
        // It has been told apart by what had landed then.
        if (isLate && key.includes(NAME)) {
          isLate = false;
          await queue.deliver(late);
        }
        return await store.writeIfAbsent(key, text);
      },
    };
    Object.assign(queue.tools, { store: meanwhile });
    await queue.deliver(queue.drop(`${NAME}.csv`, areas));
    expect(again()).toBe(1);
    expect(await codes()).toEqual(['600301', '600999']);
  });
});
