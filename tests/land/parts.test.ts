import { describe, expect, it } from 'vitest';
import type { Message } from '../../functions/land/drops.ts';
import { perform } from '../../functions/land/perform.ts';
import { csv, feeds, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';
import { account, studentNumber } from './account.ts';
import { landingQueue, type QueueOptions } from './landing-queue.ts';

const students = (from: number, to: number) =>
  csv(STUDENTS, ...Array.from({ length: to - from + 1 }, (_, at) => student(studentNumber(from + at))));
// Parts of some ten records.
const pieceBytes = 400;

async function start(options: QueueOptions = {}) {
  const test = await testWorkspace();
  const queue = await landingQueue(test, { pieceBytes, chunkBytes: 50, ...options });
  const files = async (start: string) => (await test.files()).filter((name) => name.startsWith(start));
  return { test, queue, files };
}

/** The parts of a file that was cut, not yet delivered. */
async function partsOf({ queue }: Awaited<ReturnType<typeof start>>, drop: Message): Promise<Message[]> {
  return [...(await perform(drop, queue.tools)).messages];
}

describe('a file in parts', () => {
  it('leaves one object of rows for each part, one receipt, and nothing of the work', async () => {
    const { test, queue, files } = await start();
    const [landing] = await queue.deliver(queue.drop('students.csv', students(1, 50)));
    expect(landing && account(landing)).toEqual({
      outcome: 'landed',
      records: 50,
      landed: 50,
      quarantined: 0,
    });
    expect((await files('landed/')).map((name) => name.split('/').at(-1))).toEqual(
      [1, 2, 3, 4, 5, 6].map((nth) => `rows-000${nth}-of-0006.parquet`),
    );
    expect(await files('working/')).toEqual([]);
    expect(await files('receipts/landed/')).toHaveLength(1);
    await test.refresh();
    const engine = await test.workspace.openWarehouse({ readOnly: true });
    expect(await engine.rows('select count(*) as rows from stg_students')).toEqual([{ rows: 50n }]);
    await engine.close();
  });

  it('repeats a key across parts: the first lands, and one that says another thing costs both', async () => {
    const { test, queue } = await start();
    const content = `${students(1, 50)}${student(studentNumber(3))}\n${student(studentNumber(4)).replace('F', 'M')}\n`;
    const [landing] = await queue.deliver(queue.drop('students.csv', content));
    expect(landing && account(landing)).toMatchObject({ records: 52, landed: 49, quarantined: 3 });
    expect(await test.quarantineOf('students')).toMatchObject([
      { record: 4n, rule: 'conflicting_key' },
      { record: 51n, rule: 'duplicate_key' },
      { record: 52n, rule: 'conflicting_key' },
    ]);
  });

  it('is held back when it is much smaller than what it replaces, and leaves no rows', async () => {
    const { queue, files } = await start();
    await queue.deliver(queue.drop('students.csv', students(1, 100)));
    const before = await files('landed/');
    const [landing] = await queue.deliver(queue.drop('students_half.csv', students(1, 50)));
    expect(landing).toMatchObject({
      outcome: 'held',
      receipt: { reason: 'of school_year 2025 it has 50 rows where it would replace 100' },
    });
    expect(await files('landed/')).toEqual(before);
    expect(await files('working/')).toEqual([]);
  });

  it.each([
    ['none of it can be landed', students(1, 30).replaceAll('ASIA', 'none'), /none of its records \(30\)/],
    ['all of it is malformed', csv(STUDENTS, ...Array(60).fill('short')), /none of its records \(60\)/],
    ['it is of no feed', csv('a,b', ...Array(300).fill('1,2')), /its header is that of no feed/],
    ['it is no text', `PK\u0003\u0004${'x'.repeat(999)}`, /this is a zip archive/],
    ['it has no records', `${STUDENTS}${'\n'.repeat(999)}`, /it has a header and no records/],
  ])('is rejected when %s, and leaves nothing of the work', async (_, content, reason) => {
    const { queue, files } = await start();
    const landings = await queue.deliver(queue.drop('file.csv', content));
    expect(landings).toMatchObject([
      { outcome: 'rejected', receipt: { reason: expect.stringMatching(reason) } },
    ]);
    expect(await files('working/')).toEqual([]);
    expect(await files('landed/')).toEqual([]);
  });

  it('dropped twice lands once', async () => {
    const { queue, files } = await start();
    const content = students(1, 50);
    const drop = queue.drop('students.csv', content);
    await queue.deliver(drop);
    const before = await files('');
    expect(await queue.deliver(drop)).toMatchObject([{ outcome: 'landed_before' }]);
    expect(await files('')).toEqual(before);
  });

  it('landed in one piece before, it has landed', async () => {
    const started = await start();
    const { test, queue } = started;
    await test.landFile('students.csv', students(1, 50));
    expect(await queue.deliver(queue.drop('students.csv', students(1, 50)))).toMatchObject([
      { outcome: 'landed_before' },
    ]);
  });

  it('what an attempt left that cut it otherwise does not count twice', async () => {
    const { test, queue, files } = await start();
    const [landing] = await queue.deliver(queue.drop('students.csv', students(1, 50)));
    const { store } = test.workspace;
    const [receipt = ''] = await files('receipts/landed/');
    // As if it had died before its receipt, and parts were made larger since.
    await store.remove(receipt);
    const larger = { ...queue.tools, pieceBytes: 900 };
    const drop = queue.delivered[0] as Message;
    const waiting = [drop];
    while (waiting.length > 0) waiting.push(...(await perform(waiting.shift() as Message, larger)).messages);
    expect(await files('receipts/landed/')).toEqual([receipt]);
    expect(landing && (await test.rowsOf('students', 'count(*) as rows'))).toEqual([{ rows: 50n }]);
  });
});

describe('a file of several megabytes', () => {
  it('whose records are longer than a line leaves in parts what it leaves in one piece', async () => {
    const ITEMS =
      'item_code,kind,statement,sort_order,source,parent_code,same_as,label,unit,direction,baseline,target,start_date,due_date';
    const item = (at: number) => {
      const statement = `"${'All students,\r\nread and ""count"". '.repeat(at % 9)}${at}"`;
      return `item_${at % 29_990},goal,${statement},1,Board,,,,,,,,,""${at === 4999 ? ',too many' : ''}`;
    };
    const lines = Array.from({ length: 30_000 }, (_, at) => item(at));
    const content = `${[ITEMS].concat(lines).join('\r\n')}\r\n`;
    const left = async (bytes: number) => {
      const { test, queue, files } = await start({ pieceBytes: bytes, chunkBytes: 2 ** 16 });
      const [landing] = await queue.deliver(queue.drop('plan_items.csv', content));
      if (!landing) throw new Error('nothing came of it');
      const { at, durationMs, ...receipt } = landing.receipt;
      const rows = await test.rowsOf('plan_items', 'count(*), sum(length(statement)), min(statement)');
      const objects = (await files('landed/')).length;
      return { objects, all: { receipt, rows, quarantine: await test.quarantineOf('plan_items') } };
    };
    const whole = await left(2 ** 30);
    const parts = await left(2 ** 20);
    expect(content.length).toBeGreaterThan(3 * 2 ** 20);
    expect([whole.objects, parts.objects]).toEqual([1, Math.ceil(content.length / 2 ** 20)]);
    expect(parts.all).toEqual(whole.all);
    // One has a field too many, and so its four other lines are broken as well; ten keys are there twice.
    expect(whole.all.receipt).toMatchObject({ records: 30_004, landed: 29_979, quarantined: 25 });
  });
});

describe('parts that are not delivered as one would wish', () => {
  it('all at once: one landing', async () => {
    const started = await start();
    const parts = await partsOf(started, started.queue.drop('students.csv', students(1, 50)));
    const steps = await Promise.all(parts.map((part) => perform(part, started.queue.tools)));
    const joins = steps.flatMap(({ messages }) => messages);
    expect(joins.length).toBeGreaterThan(0);
    expect((await started.queue.deliver(...joins)).map(({ outcome }) => outcome)).toEqual(['landed']);
  });

  it('the joins of one file at once: one landing', async () => {
    const started = await start();
    const { queue, files } = started;
    const parts = await partsOf(started, queue.drop('students.csv', students(1, 50)));
    const joins: Message[] = [];
    for (const part of [...parts, ...parts.slice(0, 2)])
      joins.push(...(await perform(part, queue.tools)).messages);
    expect(joins).toHaveLength(3);
    const results = await Promise.allSettled(joins.map((join) => perform(join, queue.tools)));
    const outcomes = results.map((result) =>
      result.status === 'fulfilled' ? result.value.landing?.outcome : 'failed',
    );
    expect(outcomes.filter((outcome) => outcome === 'landed')).toHaveLength(1);
    // One that failed, because another had cleared the work away, is delivered again and finds nothing to do.
    for (const join of joins) expect((await perform(join, queue.tools)).landing).toBeUndefined();
    expect(await files('receipts/landed/')).toHaveLength(1);
    expect(await files('working/')).toEqual([]);
  });

  it('one that dies half-way: nothing lands until it is delivered again', async () => {
    const started = await start();
    const { queue, files } = started;
    const [first, ...others] = await partsOf(started, queue.drop('students.csv', students(1, 50)));
    const { store } = queue.tools;
    const dying = {
      ...store,
      write: async () => {
        throw new Error('killed');
      },
    };
    await expect(perform(first as Message, { ...queue.tools, store: dying })).rejects.toThrow('killed');
    expect(await queue.deliver(...others)).toEqual([]);
    expect(await files('landed/')).toEqual([]);
    expect(await queue.deliver(first as Message)).toMatchObject([{ outcome: 'landed' }]);
  });

  it('after the contract has changed: the file is begun anew by the new one', async () => {
    const started = await start();
    const { queue, files } = started;
    const drop = queue.drop('students.csv', students(1, 50));
    const [first, ...others] = await partsOf(started, drop);
    const old = feeds.get('students');
    if (!old) throw new Error('no feed students');
    const stricter = {
      ...old,
      rules: [{ code: 'none', fields: ['sex'], hint: '', js: () => true, sql: 'true' }],
    };
    Object.assign(queue.tools, { feeds: new Map(feeds).set('students', stricter) });
    const landings = await queue.deliver(first as Message, ...others);
    expect(queue.delivered).toContainEqual(drop);
    expect(landings.map(({ outcome }) => outcome)).toEqual(['landed']);
    expect(await files('working/')).toEqual([]);
  });

  it('that is read otherwise than it was counted: the file is rejected', async () => {
    const started = await start();
    const { queue, test, files } = started;
    const parts = await partsOf(started, queue.drop('students.csv', students(1, 50)));
    const { store } = test.workspace;
    const [csvKey = ''] = (await files('working/')).filter((name) => name.endsWith('0002.csv'));
    await store.write(csvKey, csv(STUDENTS, student(studentNumber(1))));
    expect(await queue.deliver(...parts)).toMatchObject([
      { outcome: 'rejected', receipt: { reason: 'its records could not be told apart' } },
    ]);
    expect(await files('landed/')).toEqual([]);
    expect(await files('working/')).toEqual([]);
  });
});
