import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { csv, SCHOOLS, STUDENTS, school, student } from '../fixture-workspace.ts';

const folder = await mkdtemp(join(tmpdir(), 'tower-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

function tower(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['local/tower.ts', ...args, '--workspace', join(folder, 'workspace')],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

async function extract(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

it('a first look: nothing is published, and it says what to do', () => {
  expect(tower('show')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'tower: nothing is published in this workspace yet: land extracts and run `tower refresh`\n',
  });
});

it('whoever reads its lines may be gone', () => {
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', '"$0" local/tower.ts --help | true; echo "$PIPESTATUS"', process.execPath],
    { encoding: 'utf8' },
  );
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
});

it('a wrong word is an error of usage', () => {
  expect(tower('lend').status).toBe(2);
  expect(tower('query').status).toBe(2);
  expect(tower('quarantine', 'nonsense')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('there is no feed "nonsense"; feeds are access_grants,'),
  });
});

it('lands, refreshes and answers', async () => {
  const schools = await extract('schools.csv', csv(SCHOOLS, school('600301', 'A & B')));
  const students = await extract('students.csv', csv(STUDENTS, student(1234567890), student('6.11E+05')));
  expect(tower('land', schools, students)).toEqual({
    status: 0,
    stdout:
      'landed    schools.csv: schools, 1 of 1 records\nlanded    students.csv: students, 1 of 2 records, 1 in quarantine\n',
    stderr: '',
  });
  expect(tower('land', schools).stdout).toMatch(/^known {5}schools.csv: schools, 1 of 1 records, landed at /);
  expect(tower('quarantine').stdout).toContain(
    '1 x student_id: pattern, first in record 2: is not of the form',
  );
  expect(tower('quarantine').stdout).not.toContain('6.11E+05');
  expect(tower('quarantine', '--show-values').stdout).toContain('6.11E+05');
  const receipts = JSON.parse(tower('receipts', '--json').stdout) as { feed: string; landed: number }[];
  expect(receipts.map(({ feed, landed }) => [feed, landed])).toEqual([
    ['schools', 1],
    ['students', 1],
  ]);

  expect(tower('refresh')).toMatchObject({ status: 0, stdout: 'published as number 1\n' });
  expect(tower('refresh')).toMatchObject({ status: 0, stdout: 'nothing new: publish 1 stands\n' });
  const query = `select organisation_name from dim_organisation where organisation_level = 'school'`;
  expect(tower('query', query).stdout).toBe('organisation_name\n-----------------\nA & B\n1 row\n');
  expect(JSON.parse(tower('query', query, '--json').stdout)).toEqual([{ organisation_name: 'A & B' }]);
  expect(tower('query', 'select nothing').status).toBe(1);
  const page = join(folder, 'page.html');
  expect(tower('page', '--out', page).status).toBe(0);
  expect(await readFile(page, 'utf8')).toContain('Charlotte-Mecklenburg Schools');
});

it('a file that does not land is told in two lines, and in the exit status', async () => {
  const path = await extract('schools_bad.csv', 'school_code,name\n600301,A\n');
  const { status, stdout } = tower('land', path);
  expect(status).toBe(3);
  expect(stdout.split('\n')[0]).toMatch(
    /^rejected {2}schools_bad.csv: it looks like schools, and column school_name is missing/,
  );
});
