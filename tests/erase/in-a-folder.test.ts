import { copyFile, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdbWarehouse } from '../../functions/erase/duckdb-warehouse.ts';
import { type EraseTools, eraseStudent, searchStudent } from '../../functions/erase/erase.ts';
import { readErased } from '../../functions/erase/receipt.ts';
import { studentOf } from '../../functions/erase/student.ts';
import { identifierColumns } from '../../functions/erase/warehouse.ts';
import { readLanded } from '../../functions/land/live.ts';
import { rowsKeys } from '../../functions/land/objects.ts';
import type { Store } from '../../functions/stores/store.ts';
import { WAREHOUSE } from '../../local/workspace.ts';
import {
  csv,
  feeds,
  models,
  rowsOfFiles,
  STUDENTS,
  student,
  type TestWorkspace,
  testWorkspace,
} from '../fixture-workspace.ts';
import { filesWith } from './bytes.ts';
import { DISTRICT, ID, LANDED, OTHERS, QUARANTINED } from './district.ts';

const REQUEST = { student: studentOf(ID, feeds), secret: 'a secret of the district', askedBy: 'request-17' };
const FEEDS = ['students', 'enrollments', 'attendance', 'assessment_results'] as const;

/** The district landed, its originals kept, refreshed once. */
async function landDistrict(test: TestWorkspace): Promise<void> {
  for (const file of ['plan/plan_items', 'measures/measures', 'measures/targets'])
    await test.landPath(`samples/${file}.csv`);
  for (const [name, content] of Object.entries(DISTRICT)) {
    const { outcome, receipt } = await test.landFile(name, content);
    expect({ name, outcome }).toEqual({ name, outcome: 'landed' });
    if (receipt.outcome !== 'landed') continue;
    const path = join(test.workspace.workFolder, name);
    await writeFile(path, content);
    await test.workspace.store.moveIn(path, `raw/${receipt.contentId}`);
  }
  const refreshed = await test.refresh();
  expect(refreshed).toMatchObject({ outcome: 'published', publishId: 1 });
}

const ends: (() => Promise<void>)[] = [];
let landed: TestWorkspace;
beforeAll(async () => {
  landed = await testWorkspace((end) => ends.push(end));
  await landDistrict(landed);
});
afterAll(async () => {
  for (const end of ends) await end();
});

/** A copy of the landed district. */
async function district(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await cp(landed.workspace.folder, test.workspace.folder, { recursive: true });
  return test;
}

function toolsOf({ workspace }: TestWorkspace, store: Store = workspace.store): EraseTools {
  let second = 0;
  return {
    store,
    feeds,
    warehouse: duckdbWarehouse(join(workspace.folder, WAREHOUSE), identifierColumns(feeds, models)),
    clock: () => new Date(Date.UTC(2025, 9, 1, 8, 0, second++)),
    workFolder: workspace.workFolder,
  };
}

/** Everything but the erased student: rows by feed, and what is in quarantine. */
async function others(test: TestWorkspace) {
  const found: Record<string, unknown> = {};
  for (const feed of FEEDS) {
    found[feed] = (await test.rowsOf(feed)).filter((row) => row.student_id !== ID);
    found[`${feed} in quarantine`] = await test.quarantineOf(feed);
  }
  return found;
}

async function figures({ workspace }: TestWorkspace) {
  const engine = await workspace.openWarehouse();
  try {
    return await engine.rows(
      `select distinct organisation_level, numerator, denominator, publish_from, publish_to from curated.fct_measure
      where measure_code = 'chronic_absence' and subgroup_code = 'ALL' order by all`,
    );
  } finally {
    await engine.close();
  }
}

describe('erasing a student of a workspace', () => {
  it('leaves no byte of them anywhere, and everything of the others', async () => {
    const test = await district();
    const { folder } = test.workspace;
    const before = await others(test);
    // The search itself finds them: in every kind of file.
    const where = await filesWith(ID, folder);
    for (const kind of ['landed/students/', 'quarantine/attendance/', 'raw/', WAREHOUSE])
      expect(where.some((path) => path.startsWith(kind))).toBe(true);

    const receipt = await eraseStudent(REQUEST, toolsOf(test));

    expect(await filesWith(ID, folder)).toEqual([]);
    expect(receipt).toMatchObject({ outcome: 'erased', left: [], askedBy: 'request-17' });
    const after = await others(test);
    for (const feed of FEEDS) expect(after[feed]).toEqual(before[feed]);
    for (const id of OTHERS) expect((await filesWith(id, folder)).length).toBeGreaterThan(4);
  });

  it('says how much went from where', async () => {
    const test = await district();
    const { objects } = await eraseStudent(REQUEST, toolsOf(test));
    const rows = (place: string, feed = '') =>
      objects
        .filter((found) => found.place === place && found.name.includes(`/${feed}`))
        .reduce((sum, found) => sum + found.rows, 0);
    for (const [feed, count] of Object.entries(LANDED)) expect(rows('landed', `${feed}/`)).toBe(count);
    // Two rules that one record breaks are two rows.
    expect(rows('quarantine', 'attendance/')).toBeGreaterThanOrEqual(QUARANTINED.attendance);
    expect(rows('raw')).toBe(20);
    const tables = objects.filter(({ place }) => place === 'tables').map(({ name }) => name);
    expect(tables).toEqual(expect.arrayContaining(['model.all_indicators', 'model.stg_student_attendance']));
  });

  it('takes from quarantine all that their records broke, though the value does not tell them', async () => {
    const test = await district();
    const values = async () => (await test.quarantineOf('attendance')).map(({ value }) => value);
    expect(await values()).toContain('asleep at home');
    await eraseStudent(REQUEST, toolsOf(test));
    expect(await test.quarantineOf('attendance')).toMatchObject([{ field: 'status', value: 'not so' }]);
    expect(await test.quarantineOf('enrollments')).toMatchObject([{ value: '600998' }]);
  });

  it('leaves in each receipt an account that holds', async () => {
    const test = await district();
    await eraseStudent(REQUEST, toolsOf(test));
    const { store, folder } = test.workspace;
    for (const { feed, landingId, records, landed, quarantined, erased = 0 } of await readLanded(store)) {
      const keys = await rowsKeys(store, feed, landingId);
      const [counted] = await rowsOfFiles(
        keys.map((key) => join(folder, key)),
        'count(*) as rows',
      );
      expect(records).toBe(landed + quarantined);
      expect(Number(counted?.rows) + erased).toBe(landed);
      expect(erased).toBe(LANDED[feed as keyof typeof LANDED] ?? 0);
    }
  });

  it('makes a refresh due, after which no figure counts them; what was shown stays as it was', async () => {
    const test = await district();
    const before = await figures(test);
    expect(before.find(({ organisation_level: level }) => level === 'school')).toMatchObject({
      denominator: 3n,
    });
    expect(await test.refresh()).toMatchObject({ outcome: 'unchanged' });
    await eraseStudent(REQUEST, toolsOf(test));
    expect(await figures(test)).toEqual(before);
    expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: 2 });
    const after = await figures(test);
    const schools = after.filter(({ organisation_level: level }) => level === 'school');
    expect(schools).toEqual([
      { organisation_level: 'school', numerator: 2n, denominator: 2n, publish_from: 2n, publish_to: null },
      { organisation_level: 'school', numerator: 3n, denominator: 3n, publish_from: 1n, publish_to: 2n },
    ]);
    expect(await filesWith(ID, test.workspace.folder)).toEqual([]);
  });

  it('only says where they are when that is all that was asked', async () => {
    const test = await district();
    const files = await test.files();
    const found = await searchStudent(REQUEST, toolsOf(test));
    expect(found).toMatchObject({
      outcome: 'begun',
      rows: found.objects.reduce((sum, { rows }) => sum + rows, 0),
    });
    expect(found.rows).toBeGreaterThan(40);
    expect(await test.files()).toEqual(files);
    expect((await filesWith(ID, test.workspace.folder)).length).toBeGreaterThan(8);
  });

  it('twice finds nothing the second time, and an id that is nowhere finds nothing at all', async () => {
    const test = await district();
    await eraseStudent(REQUEST, toolsOf(test));
    const again = await eraseStudent(REQUEST, toolsOf(test));
    expect(again).toMatchObject({ outcome: 'erased', rows: 0, objects: [], left: [] });
    const nobody = { ...REQUEST, student: studentOf('9999999999', feeds) };
    expect(await eraseStudent(nobody, toolsOf(test))).toMatchObject({ outcome: 'erased', rows: 0 });
    expect(nobody.student.id).not.toBe(ID);
  });

  it('keeps a receipt under a name that only the secret turns into a student', async () => {
    const test = await district();
    await eraseStudent(REQUEST, toolsOf(test));
    await eraseStudent({ ...REQUEST, secret: 'the secret of someone else' }, toolsOf(test));
    const names = (await readErased(test.workspace.store)).map((receipt) => receipt.student);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/);
  });

  it('takes their id out of the names of files that receipts tell', async () => {
    const test = await testWorkspace();
    await test.landFile(`students_${ID}.csv`, csv(STUDENTS, student(OTHERS[0])));
    await test.landFile(`unknown_${ID}.csv`, 'a,b\n1,2\n');
    await test.refresh();
    expect(await eraseStudent(REQUEST, toolsOf(test))).toMatchObject({ outcome: 'erased', rows: 2 });
    const [landed] = await readLanded(test.workspace.store);
    expect(landed).toMatchObject({ file: 'students_erased.csv', landed: 1 });
  });

  it('a second student of the same file is told from the first by the same numbers', async () => {
    const test = await district();
    const second = { ...REQUEST, student: studentOf(OTHERS[0], feeds) };
    await eraseStudent(REQUEST, toolsOf(test));
    expect(await eraseStudent(second, toolsOf(test))).toMatchObject({ outcome: 'erased' });
    expect(await filesWith(OTHERS[0], test.workspace.folder)).toEqual([]);
    expect(await test.quarantineOf('attendance')).toEqual([]);
    expect(await test.rowsOf('attendance', 'distinct student_id')).toEqual([{ student_id: OTHERS[1] }]);
  });
});

describe('a landing that is under way while a student is erased', () => {
  it('is told as something left', async () => {
    const test = await district();
    const { store, folder, workFolder } = test.workspace;
    const [landing] = await readLanded(store, 'students');
    const [key = ''] = await rowsKeys(store, 'students', landing?.landingId ?? '');
    const path = join(workFolder, 'part');
    await copyFile(join(folder, key), path);
    await store.moveIn(path, 'working/landing/f00d/part-1/rows.parquet');
    const receipt = await eraseStudent(REQUEST, toolsOf(test));
    expect(receipt).toMatchObject({ outcome: 'incomplete' });
    expect(receipt.left.map(({ name }) => name)).toEqual(['working/landing/f00d/part-1/rows.parquet']);
  });
});

describe('an erasure that dies', () => {
  /** A store that breaks at its nth change: before it is made, or when it is made and cannot be told. */
  function breaking(store: Store, nth: number, when: 'before' | 'after'): Store {
    let changes = 0;
    async function change(act: () => Promise<void>): Promise<void> {
      changes += 1;
      if (changes === nth && when === 'before') throw new Error('power cut');
      await act();
      if (changes === nth) throw new Error('power cut');
    }
    return {
      ...store,
      write: (key, text) => change(() => store.write(key, text)),
      moveIn: (path, key) => change(() => store.moveIn(path, key)),
      remove: (key) => change(() => store.remove(key)),
    };
  }

  it.each(['before', 'after'] as const)(
    'at any change of the store, %s it, is completed by the next',
    async (when) => {
      const test = await district();
      const deaths = [];
      for (let nth = 1; ; nth++) {
        const store = breaking(test.workspace.store, nth, when);
        const died = await eraseStudent(REQUEST, toolsOf(test, store)).catch((error: Error) => error.message);
        if (typeof died !== 'string') break;
        deaths.push(died);
        // Every row that is gone is in the account, whenever it died.
        for (const { feed, landingId, landed, erased = 0 } of await readLanded(test.workspace.store)) {
          const keys = await rowsKeys(test.workspace.store, feed, landingId);
          const files = keys.map((key) => join(test.workspace.folder, key));
          const [counted] = await rowsOfFiles(files, 'count(*) as rows');
          expect(landed - Number(counted?.rows)).toBeLessThanOrEqual(erased);
        }
      }
      expect(deaths.length).toBeGreaterThan(2);
      expect(new Set(deaths)).toEqual(new Set(['power cut']));
      expect(await filesWith(ID, test.workspace.folder)).toEqual([]);
      expect(await test.quarantineOf('attendance')).toMatchObject([{ value: 'not so' }]);
      expect(await test.refresh()).toMatchObject({ outcome: 'published', publishId: 2 });
    },
  );
});
