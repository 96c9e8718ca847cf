import { describe, expect, it } from 'vitest';
import { readLanded, readRefused } from '../../functions/land/live.ts';
import { type Chosen, replayOf } from '../../functions/land/replay.ts';
import { csv, feeds, STUDENTS, student, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';
import { studentNumber } from './account.ts';
import { landingQueue } from './landing-queue.ts';

const students = (...numbers: readonly number[]) =>
  csv(STUDENTS, ...numbers.map((number) => student(studentNumber(number))));
const DAY = 24 * 60;

async function replayIn({ workspace: { store } }: TestWorkspace, chosen: Chosen) {
  return replayOf([...(await readLanded(store)), ...(await readRefused(store))], chosen);
}

describe('a day that is landed again', () => {
  it('is every file that was dropped on it, in the order of their drops', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    const first = queue.drop('students.csv', students(1), 1);
    const second = queue.drop('students_2.csv', students(2), 2);
    const next = queue.drop('students_3.csv', students(3), 2 + DAY);
    const [late] = await queue.deliver(second);
    const [early] = await queue.deliver(first);
    await queue.deliver(next, queue.drop('report.csv', '%PDF-', 0));
    const [refused] = await test.workspace.store.list('receipts/refused/');
    const { messages, without } = await replayIn(test, { day: '2025-09-01' });
    const keys = [early, late].map(
      (landing) =>
        landing?.receipt.outcome === 'landed' && `receipts/landed/students/${landing.receipt.landingId}.json`,
    );
    expect(messages.map(({ receipt }) => receipt)).toEqual([refused, ...keys]);
    expect(without).toEqual([]);
  });

  it('changes nothing when it would be judged as it was', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    await queue.deliver(queue.drop('students.csv', students(1, 2), 1));
    await queue.deliver(queue.drop('students.csv', students(3, 4), 2));
    const before = await test.files();
    const { messages } = await replayIn(test, { day: '2025-09-01' });
    const outcomes = (await queue.deliver(...messages)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['landed_before', 'landed_before']);
    expect(await test.files()).toEqual(before);
  });

  it('is judged by the contract of today, and replaces nothing that is newer', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    await queue.deliver(queue.drop('students.csv', students(1, 2), 1));
    await queue.deliver(queue.drop('students.csv', students(3, 4), 1 + DAY));
    const old = feeds.get('students');
    if (!old) throw new Error('no feed students');
    const rule = { code: 'r', fields: ['sex'], hint: '', js: () => true, sql: 'true' };
    Object.assign(queue.tools, { feeds: new Map(feeds).set('students', { ...old, rules: [rule] }) });
    const { messages } = await replayIn(test, { day: '2025-09-01' });
    expect((await queue.deliver(...messages)).map(({ outcome }) => outcome)).toEqual(['landed']);
    expect(await test.rowsOf('students', 'student_id')).toEqual([
      { student_id: String(studentNumber(3)) },
      { student_id: String(studentNumber(4)) },
    ]);
  });

  it('lands a file that was rejected for want of a contract that it fits', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    const known = queue.tools.feeds;
    Object.assign(queue.tools, { feeds: new Map([...known].filter(([name]) => name !== 'students')) });
    expect(await queue.deliver(queue.drop('students.csv', students(1), 1))).toMatchObject([
      { outcome: 'rejected' },
    ]);
    Object.assign(queue.tools, { feeds: known });
    const { messages } = await replayIn(test, { day: '2025-09-01' });
    expect(await queue.deliver(...messages)).toMatchObject([
      { outcome: 'landed', receipt: { countsFrom: '2025-09-01T08:01:00.000Z' } },
    ]);
    expect(await readRefused(test.workspace.store)).toEqual([]);
  });

  it('names the files of which no original was kept', async () => {
    const test = await testWorkspace();
    await test.landFile('students.csv', students(1));
    expect(await replayIn(test, { day: '2025-09-01' })).toEqual({ messages: [], without: ['students.csv'] });
  });

  it('may be one receipt', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    await queue.deliver(queue.drop('students.csv', students(1)), queue.drop('students.csv', students(2)));
    const [receipt = ''] = await test.workspace.store.list('receipts/landed/');
    expect((await replayIn(test, { receipt })).messages).toEqual([{ kind: 'again', receipt }]);
  });
});
