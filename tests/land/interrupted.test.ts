import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace } from '../../local/workspace.ts';
import { csv, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';

const content = csv(STUDENTS, student(10001), student('unknown'), student(10003));

describe('a landing that is killed', () => {
  it.each([
    ['while its records are checked', '0'],
    ['before its rows are put in place', '1'],
    ['before its quarantine is put in place', '2'],
    ['before its receipt is written', '3'],
  ])('%s counts for nothing, and the next run lands everything', async (_, nth) => {
    const test = await testWorkspace();
    const path = await test.write('students.csv', content);
    const { signal } = spawnSync(process.execPath, [
      'tests/killed-program.ts',
      'land',
      test.workspace.folder,
      path,
      nth,
    ]);
    expect(signal).toBe('SIGKILL');
    expect(await test.rowsOf('students')).toEqual([]);
    expect((await test.files()).filter((file) => file.startsWith('receipts/'))).toEqual([]);

    expect((await test.landFile('students.csv', content)).receipt).toMatchObject({
      records: 3,
      landed: 2,
      quarantined: 1,
    });
    expect(await test.rowsOf('students', 'student_id')).toEqual([
      { student_id: '10001' },
      { student_id: '10003' },
    ]);
  });

  it('leaves files that the next program in the workspace removes', async () => {
    const test = await testWorkspace();
    const path = await test.write('students.csv', content);
    const { pid } = spawnSync(process.execPath, [
      'tests/killed-program.ts',
      'land',
      test.workspace.folder,
      path,
      '1',
    ]);
    const incoming = join(test.workspace.folder, '.incoming');
    expect(await readdir(incoming)).toContain(`process-${pid}`);
    await openWorkspace(test.workspace.folder);
    expect(await readdir(incoming)).toEqual([`process-${process.pid}`]);
  });
});

describe('a disk that is full', () => {
  it('is told in one line, changes nothing, and with room the file lands', async () => {
    const test = await testWorkspace();
    const lines = Array.from({ length: 300_000 }, (_, at) => student(10_000_000 + at * 7919));
    const path = await test.write('students.csv', `${[STUDENTS].concat(lines).join('\n')}\n`);
    // A disk of one megabyte, in a namespace of its own, so that no rights are needed.
    const script = `mount -t tmpfs -o size=1m none "$1" && "$2" local/tower.ts land "$3" --workspace "$1"; status=$?; find "$1" -name '*.parquet' -o -name '*.json' >&2; exit $status`;
    const { status, stderr, stdout } = spawnSync(
      'unshare',
      [
        '--user',
        '--map-root-user',
        '--mount',
        'sh',
        '-c',
        script,
        'sh',
        test.workspace.folder,
        process.execPath,
        path,
      ],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, stderr: stderr.replace(/^landing .*\n/gm, '') }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'tower: the disk is full: free some space and run it again; nothing was changed\n',
    });
    const landing = await test.landFile('students.csv', csv(STUDENTS, student(10001)));
    expect(landing.outcome).toBe('landed');
  });
});
