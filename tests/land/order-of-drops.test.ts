import { describe, expect, it } from 'vitest';
import type { Message } from '../../functions/land/drops.ts';
import { liveLandings, readLanded } from '../../functions/land/live.ts';
import { csv, feeds, STUDENTS, student, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';
import { studentNumber } from './account.ts';
import { landingQueue } from './landing-queue.ts';

const students = (...numbers: readonly number[]) =>
  csv(STUDENTS, ...numbers.map((number) => student(studentNumber(number))));
const standing = async (test: TestWorkspace) =>
  (await test.rowsOf('students', 'student_id')).map(
    ({ student_id }) => Number(student_id) - studentNumber(0),
  );

/** All orders of some messages. */
function orders(messages: readonly Message[]): Message[][] {
  if (messages.length < 2) return [[...messages]];
  return messages.flatMap((first, at) => orders(messages.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

describe('in whatever order drops are delivered, the order in which they were dropped counts', () => {
  it('of three files of one scope: the last', async () => {
    for (const order of [0, 1, 2, 3, 4, 5]) {
      const test = await testWorkspace();
      const queue = await landingQueue(test);
      const drops = [1, 2, 3].map((day) => queue.drop('students.csv', students(day, 10 + day), day));
      await queue.deliver(...(orders(drops)[order] ?? []));
      expect(await standing(test)).toEqual([3, 13]);
    }
  });

  it('of a file, its correction, and the same file once more: the same file', async () => {
    for (const order of [0, 1, 2, 3, 4, 5]) {
      const test = await testWorkspace();
      const queue = await landingQueue(test);
      const drops = [
        queue.drop('students.csv', students(1, 2), 1),
        queue.drop('students.csv', students(3, 4), 2),
        queue.drop('students.csv', students(1, 2), 3),
      ];
      await queue.deliver(...(orders(drops)[order] ?? []));
      expect(await standing(test)).toEqual([1, 2]);
      // The same bytes are the same landing.
      expect(await readLanded(test.workspace.store)).toHaveLength(2);
    }
  });

  it('of two drops within a second: the one that S3 numbered higher', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    const first = queue.drop('students.csv', students(1), 0);
    const second = queue.drop('students.csv', students(2), 0);
    await queue.deliver(second, first);
    expect(await standing(test)).toEqual([2]);
  });

  it('a sequencer that is shorter is compared as if zeros followed', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    const [first, second] = [1, 2].map((number) => queue.drop('students.csv', students(number), 0));
    if (!first || !second) throw new Error('two were dropped');
    await queue.deliver(
      { ...second, drop: { ...second.drop, sequencer: '0A1' } },
      { ...first, drop: { ...first.drop, sequencer: '0A01FF' } },
    );
    expect(await standing(test)).toEqual([2]);
  });

  it('one that is late is not held back for what was dropped after it', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    const small = queue.drop('students.csv', students(1), 1);
    const full = queue.drop('students.csv', students(1, 2, 3, 4, 5, 6), 2);
    const outcomes = (await queue.deliver(full, small)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['landed', 'landed']);
    expect(await standing(test)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('judged anew, a file that was dropped again counts from its second drop', async () => {
    const test = await testWorkspace();
    const queue = await landingQueue(test);
    const AREAS = 'school_code,performance_area,area_group,from_date,to_date';
    const areas = (...codes: string[]) =>
      csv(AREAS, ...codes.map((code) => `${code},North,High,2024-07-01,`));
    const SCHOOLS = 'school_code,school_name,school_level,lowest_grade,highest_grade,opened_date,closed_date';
    const schools = (code: string) => csv(SCHOOLS, `${code},Name,high,09,12,,`);
    await queue.deliver(queue.drop('schools.csv', schools('600301'), 0));
    await queue.deliver(queue.drop('performance_area_assignments.csv', areas('600301', '600999'), 1));
    await queue.deliver(queue.drop('performance_area_assignments.csv', areas('600301'), 2));
    await queue.deliver(queue.drop('performance_area_assignments.csv', areas('600301', '600999'), 3));
    await queue.deliver(queue.drop('schools.csv', schools('600999'), 4));
    const feed = feeds.get('performance_area_assignments');
    const live = feed && liveLandings(feed, await readLanded(test.workspace.store, feed.name));
    expect(live?.map(({ receipt }) => [receipt.landed, receipt.countsFrom])).toEqual([
      [2, '2025-09-01T08:03:00.000Z'],
    ]);
  });
});
