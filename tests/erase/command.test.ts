import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { csv, STUDENTS, student, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';
import { filesWith } from './bytes.ts';

const ID = '1234567890';
const SECRET = 'a secret of the district';

/** Runs the command as a person does, the id on standard input. */
function tower({ workspace }: TestWorkspace, args: readonly string[], input = `${ID}\n`) {
  const environment = { ...process.env, TOWER_ERASURE_SECRET: SECRET, NO_COLOR: '1' };
  const program = ['local/tower.ts', '--workspace', workspace.folder, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, {
    encoding: 'utf8',
    input,
    env: environment,
  });
  return { status, stdout, stderr };
}

const erase = ['erase', '--asked-by', 'request-17'];

async function landed(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await test.landFile('students.csv', csv(STUDENTS, student(ID), student('2234567890')));
  return test;
}

it('a student is erased only when --yes says so, and the id is never said', async () => {
  const test = await landed();
  const said = [tower(test, erase)];
  expect(said[0]).toMatchObject({ status: 0, stdout: expect.stringContaining('found 1 row in 1 place') });
  expect(await filesWith(ID, test.workspace.folder)).toHaveLength(1);
  said.push(tower(test, [...erase, '--yes']));
  expect(said[1]).toMatchObject({ status: 0, stdout: expect.stringContaining('erased 1 row in 1 place') });
  expect(await filesWith(ID, test.workspace.folder)).toEqual([]);
  expect(await test.rowsOf('students', 'student_id')).toEqual([{ student_id: '2234567890' }]);
  said.push(tower(test, ['receipts']));
  expect(said[2]?.stdout).toMatch(/erased[^\n]*\n[^\n]*\n[^\n]* 2 +2 +0 +1 /);
  expect(said[2]?.stdout).toContain('a student: erased, asked by request-17: 1 rows');
  expect(JSON.stringify(said)).not.toContain(ID);
});

it('the id and the secret can come from files', async () => {
  const test = await landed();
  const [id, secret] = [join(test.workspace.workFolder, 'id'), join(test.workspace.workFolder, 'secret')];
  await writeFile(id, ` ${ID}\r\n`);
  await writeFile(secret, 'another secret of the district\n');
  const { stdout } = tower(test, [...erase, '--id-file', id, '--secret-file', secret, '--json'], '');
  expect(JSON.parse(stdout)).toMatchObject({ rows: 1, student: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

it.each([
  [
    'what is no identifier, without repeating it',
    erase,
    'not an id 77',
    'this is no identifier of a student',
  ],
  ['a secret that is nowhere', [...erase, '--secret-file', 'no.such.file'], `${ID}\n`, 'cannot be read'],
  ['half of what AWS needs', [...erase, '--bucket', 'store'], `${ID}\n`, 'on AWS give all of --bucket'],
])('wrong use is refused: %s', async (_, args, input, message) => {
  const test = await landed();
  const { status, stderr } = tower(test, args, input);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
  expect(stderr).not.toContain('77');
  expect(stderr).not.toContain(ID);
});
