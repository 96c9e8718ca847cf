import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { land } from '../../functions/land/land.ts';
import { csv, feeds, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, studentNumber } from './account.ts';

const FULL = 'the disk is full: free some space and run it again; what was not finished counts for nothing';

// Numbers that hardly compress: their rows take more than the room that there is.
const lines = Array.from({ length: 300_000 }, (_, at) => student(10_000_000 + at * 7919));
const content = `${[STUDENTS].concat(lines).join('\n')}\n`;

/** Shell words before a command that give it too little room, by what they take away. */
const tooLittle: [string, string][] = [['files may not be longer than half a megabyte', 'ulimit -f 512']];
const namespace = ['--user', '--map-root-user', '--mount'];
// A disk of its own needs no rights where the system lets everyone have namespaces.
if (spawnSync('unshare', [...namespace, 'true']).status === 0) {
  tooLittle.push(['the disk has one megabyte', 'mount -t tmpfs -o size=1m none "$1"']);
}

describe('a disk that is full', () => {
  it.each(tooLittle)(
    '%s: it is told in one line, nothing lands, and with room the file does',
    async (_, words) => {
      const test = await testWorkspace();
      const path = await test.write('students.csv', content);
      const script = `${words} && "$2" local/tower.ts land "$3" --workspace "$1"; status=$?; find "$1" -name '*.parquet' -o -name '*.json' >&2; exit $status`;
      const shell = ['sh', '-c', script, 'sh', test.workspace.folder, process.execPath, path];
      const { status, stdout, stderr } = words.startsWith('mount')
        ? spawnSync('unshare', [...namespace, ...shell], { encoding: 'utf8' })
        : spawnSync('sh', shell.slice(1), { encoding: 'utf8' });
      expect({ status, stdout, stderr: stderr.replace(/^landing .*\n/gm, '') }).toEqual({
        status: 1,
        stdout: '',
        stderr: `tower: ${FULL}\n`,
      });
      expect(await test.rowsOf('students')).toEqual([]);

      const landing = account(await test.landPath(path));
      expect(landing).toMatchObject({ outcome: 'landed', quarantined: 0 });
      await expectOrder(test);
    },
  );

  it.each([
    ['the rows', 'moveIn', 1],
    ['the quarantine', 'moveIn', 2],
    ['the receipt', 'writeIfAbsent', 1],
  ] as const)('no room for %s: nothing lands and nothing is left behind', async (_, method, nth) => {
    const test = await testWorkspace();
    const path = await test.write(
      'students.csv',
      csv(STUDENTS, student(studentNumber(1)), student('unknown')),
    );
    const { store, workFolder } = test.workspace;
    let calls = 0;
    const full = {
      ...store,
      [method]: async (from: string, to: string) => {
        calls += 1;
        if (calls === nth) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        return await store[method](from, to);
      },
    };
    const request = { path, source: 'test', isMadeUp: false };
    const tools = { store: full, feeds, workFolder, clock: () => new Date() };
    await expect(land(request, tools)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await test.rowsOf('students')).toEqual([]);
    expect(await readdir(workFolder)).toEqual([]);

    expect(account(await test.landPath(path))).toMatchObject({
      outcome: 'landed',
      landed: 1,
      quarantined: 1,
    });
    expect(await test.rowsOf('students', 'student_id')).toEqual([{ student_id: String(studentNumber(1)) }]);
    await expectOrder(test);
  });
});
