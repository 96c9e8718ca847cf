import { describe, expect, it } from 'vitest';
import type { Landing } from '../../functions/land/land.ts';
import { readLanded } from '../../functions/land/live.ts';
import { inputsOf, keepInputs, readInputs } from '../../functions/refresh/inputs.ts';
import { ensurePublishes } from '../../functions/refresh/publishes.ts';
import { begin } from '../../functions/refresh/sequence.ts';
import {
  csv,
  feeds,
  SCHOOLS,
  STUDENTS,
  school,
  student,
  type TestWorkspace,
  testWorkspace,
} from '../fixture-workspace.ts';
import { executor, statements } from './duckdb-statements.ts';
import { models, refusing } from './name-models.ts';

const few = new Map([...feeds].filter(([name]) => name === 'schools' || name === 'students'));
const KEY = 'publishes/1.json';

async function kept({ workspace }: TestWorkspace, key = KEY) {
  const text = await workspace.store.read(key);
  return text === undefined ? undefined : JSON.parse(text);
}

async function withSchool(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await test.landFile('schools.csv', csv(SCHOOLS, school('600301', 'Old')));
  return test;
}

const idOf = ({ receipt }: Landing) => (receipt.outcome === 'landed' ? receipt.landingId : '');

describe('what a publish was made from', () => {
  it('is kept with it: the landing that counts of each scope, every model, the day', async () => {
    const test = await withSchool();
    const old = await test.landFile('old.csv', csv(STUDENTS, student(10001, 2024), student(10001, 2025)));
    const corrected = await test.landFile('corrected.csv', csv(STUDENTS, student(10002, 2025)), {
      acceptSmaller: true,
    });
    await test.refresh({ models, feeds: few });
    const { day, landings, models: hashes } = await kept(test);
    expect(day).toBe('2025-09-01');
    expect(landings.students).toEqual({
      2024: { landingId: idOf(old), erased: 0 },
      2025: { landingId: idOf(corrected), erased: 0 },
    });
    expect(Object.keys(hashes).toSorted()).toEqual(
      ['stg_schools', 'stg_students', ...models.map(({ name }) => name)].toSorted(),
    );
    expect(JSON.stringify(await kept(test))).not.toContain('10001');
  });

  it('of a feed that adds rows is each file that counts, once', async () => {
    const test = await testWorkspace();
    const reading = (day: string) =>
      csv('item_code,reading_date,reading,reported_by,note', `wig_1,${day},5,Data Strategy,`);
    const onlyReadings = new Map([...feeds].filter(([name]) => name === 'plan_readings'));
    const first = await test.landFile('first.csv', reading('2025-09-01'), { feed: 'plan_readings' });
    await test.landFile('second.csv', reading('2025-09-08'), { feed: 'plan_readings' });
    const again = await test.landFile('first.csv', reading('2025-09-01'), { again: true });
    const landed = await readLanded(test.workspace.store);
    const { landings } = inputsOf({ feeds: onlyReadings, models, landed, today: '2025-09-01' }, 'first');
    const readings = Object.entries(landings.plan_readings ?? {});
    expect(readings).toHaveLength(2);
    expect(readings).toContainEqual([idOf(first), { landingId: idOf(again), erased: 0 }]);
  });

  it('is there before the record of the publish, and is of no publish that was refused', async () => {
    const test = await withSchool();
    const dies = test.refresh({
      models,
      feeds: few,
      engine: (engine) => ({
        ...engine,
        append: () => Promise.reject(new Error('dies')),
      }),
    });
    await expect(dies).rejects.toThrow('dies');
    expect(await kept(test)).toMatchObject({ day: '2025-09-01' });
    await test.refresh({ models, feeds: few });
    await test.landFile('renamed.csv', csv(SCHOOLS, school('600301', 'New')));
    expect(await test.refresh({ models: refusing, feeds: few })).toMatchObject({ outcome: 'refused' });
    expect(await kept(test, 'publishes/2.json')).toBeUndefined();
  });

  it('is kept by a refresh of many invocations when it begins', async () => {
    const test = await withSchool();
    const engine = await test.workspace.openWarehouse();
    try {
      await ensurePublishes(engine);
      const now = new Date('2025-09-01T12:00:00Z');
      await begin(
        { id: 'run', endsBy: new Date('2025-09-01T13:00:00Z') },
        {
          ...executor(engine, test.workspace.store).tools,
          store: test.workspace.store,
          statements,
          feeds: few,
          models,
          clock: () => now,
        },
      );
    } finally {
      await engine.close();
    }
    const begun = await kept(test);
    await test.refresh({ models, feeds: few });
    expect(begun).toEqual(await kept(test));
  });

  it('of another publish of the same number is not taken for it', async () => {
    const { workspace } = await testWorkspace();
    const inputs = inputsOf({ feeds: few, models, landed: [], today: '2025-09-01' }, 'first');
    await keepInputs(workspace.store, 1, inputs);
    expect(await readInputs(workspace.store, { id: 1, fingerprint: 'first' })).toEqual(inputs);
    expect(await readInputs(workspace.store, { id: 1, fingerprint: 'second' })).toBeUndefined();
    expect(await readInputs(workspace.store, { id: 2, fingerprint: 'first' })).toBeUndefined();
  });

  it('differs in a model whose SQL or columns differ, and not for a description', () => {
    const hashes = (changed: Partial<(typeof models)[number]>) =>
      inputsOf(
        {
          feeds: few,
          models: models.map((model, at) => (at === 0 ? { ...model, ...changed } : model)),
          landed: [],
          today: '2025-09-01',
        },
        'first',
      ).models;
    const [first] = models;
    const columns = first?.columns ?? [];
    const name = first?.name ?? '';
    expect(hashes({ sql: `${first?.sql} ` })[name]).not.toBe(hashes({})[name]);
    expect(hashes({ columns: columns.slice(1) })[name]).not.toBe(hashes({})[name]);
    const described = columns.map((column) => ({ ...column, description: 'Other words.' }));
    expect(hashes({ columns: described })).toEqual(hashes({}));
  });
});
