import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace } from '../../local/workspace.ts';
import { csv, SCHOOLS, STUDENTS, school, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, studentNumber } from './account.ts';

const content = csv(STUDENTS, student(studentNumber(1)), student('unknown'), student(studentNumber(3)));

function killed(workspace: string, path: string, point: 'step' | 'write', nth: number) {
  const program = ['tests/killed-program.ts', 'land', workspace, path, point, String(nth)];
  const { signal, pid, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  return pid;
}

describe('a landing that is killed', () => {
  it.each([
    ['while its records are counted', 'step', 1],
    ['before its records are checked', 'step', 2],
    ['before keys are looked for', 'step', 3],
    ['before its rows are written', 'step', 4],
    ['before its rows are put in place', 'write', 1],
    ['before its quarantine is put in place', 'write', 2],
    ['before its receipt is written', 'write', 3],
  ] as const)('%s counts for nothing, and the next run lands everything', async (_, point, nth) => {
    const test = await testWorkspace();
    const path = await test.write('students.csv', content);
    killed(test.workspace.folder, path, point, nth);
    expect(await test.rowsOf('students')).toEqual([]);
    expect(await test.quarantineOf('students')).toEqual([]);
    expect((await test.files()).filter((file) => file.startsWith('receipts/'))).toEqual([]);

    // What the next program does first: it removes what the killed one left.
    await openWorkspace(test.workspace.folder);
    expect(account(await test.landPath(path))).toEqual({
      outcome: 'landed',
      records: 3,
      landed: 2,
      quarantined: 1,
    });
    expect(await test.rowsOf('students', 'student_id')).toEqual([
      { student_id: String(studentNumber(1)) },
      { student_id: String(studentNumber(3)) },
    ]);
    await expectOrder(test);
  });

  it('leaves unfinished files that the next program in the workspace removes, and no others', async () => {
    const test = await testWorkspace();
    const path = await test.write('students.csv', content);
    const pid = killed(test.workspace.folder, path, 'write', 1);
    const incoming = join(test.workspace.folder, '.incoming');
    expect((await readdir(incoming)).sort()).toEqual([`process-${pid}`, `process-${process.pid}`].sort());
    await openWorkspace(test.workspace.folder);
    expect(await readdir(incoming)).toEqual([`process-${process.pid}`]);
    await expectOrder(test);
  });

  it.each([
    ['before its rows are put in place', 1],
    ['before its receipt is written', 2],
  ])('while it is judged anew, %s: what it said before still stands whole', async (_, nth) => {
    const test = await testWorkspace();
    const areas = csv(
      'school_code,performance_area,area_group,from_date,to_date',
      '600301,North,High,2024-07-01,',
      '600999,North,High,2024-07-01,',
    );
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    await test.landFile('performance_area_assignments.csv', areas);
    await test.landFile('schools_new.csv', csv(SCHOOLS, school('600999')));
    const path = await test.write('performance_area_assignments.csv', areas);
    killed(test.workspace.folder, path, 'write', nth);
    expect(await test.rowsOf('performance_area_assignments', 'school_code')).toEqual([
      { school_code: '600301' },
    ]);
    expect(await test.quarantineOf('performance_area_assignments')).toMatchObject([{ value: '600999' }]);

    await openWorkspace(test.workspace.folder);
    expect(account(await test.landPath(path))).toMatchObject({ landed: 2, quarantined: 0 });
    expect(await test.rowsOf('performance_area_assignments', 'school_code')).toHaveLength(2);
    await expectOrder(test);
  });
});
