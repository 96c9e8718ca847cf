import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type LandTools, land } from '../../functions/land/land.ts';
import type { Store } from '../../functions/stores/store.ts';
import { openWorkspace } from '../../local/workspace.ts';
import { csv, feeds, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';
import { expectOrder, studentNumber } from './account.ts';

describe('two landings of one file at once', () => {
  it('by programs of their own: one lands, the others find it landed', async () => {
    const test = await testWorkspace();
    const lines = Array.from({ length: 50_000 }, (_, at) => student(studentNumber(at)));
    const path = await test.write('students.csv', csv(STUDENTS, ...lines, student('unknown')));
    const outcome = async () => {
      const program = ['tests/killed-program.ts', 'land', test.workspace.folder, path, 'write', '0'];
      const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      return said;
    };
    const outcomes = await Promise.all([outcome(), outcome(), outcome()]);
    expect(outcomes.sort()).toEqual(['landed', 'landed_before', 'landed_before']);
    expect(await test.rowsOf('students', 'count(*) as rows, count(distinct student_id) as students')).toEqual(
      [{ rows: 50_000n, students: 50_000n }],
    );
    await openWorkspace(test.workspace.folder);
    await expectOrder(test);
  });

  it.each(['exists', 'moveIn', 'writeIfAbsent'] as const)(
    'the second from beginning to end while the first is at %s: the second lands',
    async (moment) => {
      const test = await testWorkspace();
      const path = await test.write(
        'students.csv',
        csv(STUDENTS, student(studentNumber(1)), student('unknown')),
      );
      const { store, workFolder } = test.workspace;
      const tools: LandTools = { store, feeds, workFolder, clock: () => new Date() };
      const request = { path, source: 'test', isMadeUp: false };
      let second: Awaited<ReturnType<typeof land>> | undefined;
      const moved: string[] = [];
      const meanwhile = async () => {
        second ??= await land(request, tools);
      };
      const interrupted: Store = {
        ...store,
        async exists(key) {
          if (moment === 'exists') await meanwhile();
          return await store.exists(key);
        },
        async moveIn(from, to) {
          if (moment === 'moveIn') await meanwhile();
          moved.push(to);
          await store.moveIn(from, to);
        },
        async writeIfAbsent(key, text) {
          if (moment === 'writeIfAbsent') await meanwhile();
          return await store.writeIfAbsent(key, text);
        },
      };
      const first = await land(request, { ...tools, store: interrupted });
      expect([first.outcome, second?.outcome]).toEqual(['landed_before', 'landed']);
      expect(first.receipt).toEqual(second?.receipt);
      // What has landed is touched no more.
      expect(moved).toHaveLength(moment === 'exists' ? 0 : 2);
      expect(await test.rowsOf('students', 'student_id')).toEqual([{ student_id: String(studentNumber(1)) }]);
      await expectOrder(test);
    },
  );
});
