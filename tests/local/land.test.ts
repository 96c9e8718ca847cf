import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csv, SCHOOLS, STUDENTS, school, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, STUDENT_NUMBER, studentNumber } from '../land/account.ts';

/** A workspace, and the command in it. */
async function commandLine() {
  const test = await testWorkspace();
  const tower = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['local/tower.ts', ...words, '--workspace', test.workspace.folder],
      { encoding: 'utf8' },
    );
    expect(stdout + stderr).not.toMatch(STUDENT_NUMBER);
    return { status, stdout, stderr };
  };
  return { ...test, tower };
}

const students = (to: number, from = 1) =>
  csv(STUDENTS, ...Array.from({ length: to - from + 1 }, (_, at) => student(studentNumber(from + at))));

describe('tower land', () => {
  it('says of each file what became of it, and with its exit status whether all landed', async () => {
    const test = await commandLine();
    const good = await test.write('students.csv', students(10));
    const half = await test.write('students_half.csv', students(5));
    const bad = await test.write(
      'students_bad.csv',
      csv(STUDENTS.replace('sex', 'gender'), student(studentNumber(1))),
    );
    const cut = await test.write('students_cut.csv', students(10, 2).trimEnd());
    expect(test.tower('land', good)).toEqual({
      status: 0,
      stdout: 'landed    students.csv: students, 10 of 10 records\n',
      stderr: '',
    });
    expect(test.tower('land', half, bad)).toEqual({
      status: 3,
      stdout: [
        'rejected  students_bad.csv: it looks like students, and column sex is missing; column "gender" is not known',
        `          The columns of students are ${STUDENTS}.`,
        'held      students_half.csv: of school_year 2025 it has 5 rows where it would replace 10',
        '          If it is right, land it again and say that it may be smaller. (--accept-smaller)',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(test.tower('land', cut)).toMatchObject({
      status: 0,
      stdout: [
        'landed    students_cut.csv: students, 9 of 9 records',
        '          Its last line has no end: if the file was cut off there, land it again whole.',
        '',
      ].join('\n'),
    });
    expect(test.tower('land', good)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^known {5}students.csv: students, 10 of 10 records, landed at \S+Z\n {10}Later files replaced all of it; --again makes it the newest\.\n$/,
      ),
    });
    expect(test.tower('land', half, '--accept-smaller')).toMatchObject({
      status: 0,
      stdout: 'landed    students_half.csv: students, 5 of 5 records\n',
    });
    await expectOrder(test);
  });

  it('forgets what it refused once a file of that name has landed', async () => {
    const test = await commandLine();
    const path = await test.write('students.csv', '');
    expect(test.tower('land', path).status).toBe(3);
    expect(test.tower('receipts').stdout).toMatch(
      /rejected: students.csv: the file is empty. Export it again.\n$/,
    );
    await test.write('students.csv', students(2));
    expect(test.tower('land', path).status).toBe(0);
    expect(test.tower('receipts').stdout).not.toContain('rejected');
  });

  it('a folder lands in the order of references, whatever its files are called', async () => {
    const test = await commandLine();
    await test.landFile('schools.csv', csv(SCHOOLS, school('600301')));
    const AREAS = 'school_code,performance_area,area_group,from_date,to_date';
    const areas = await test.write('folder/areas.csv', csv(AREAS, '600999,North,High,2024-07-01,'));
    await test.write('folder/new.csv', csv(SCHOOLS, school('600999')));
    expect(test.tower('land', dirname(areas))).toEqual({
      status: 0,
      stdout:
        'landed    new.csv: schools, 1 of 1 records\nlanded    areas.csv: performance_area_assignments, 1 of 1 records\n',
      stderr: '',
    });
    await expectOrder(test);
  });

  it('gives programs the receipts, with what became of the file this time', async () => {
    const test = await commandLine();
    const path = await test.write('students.csv', students(2));
    const empty = await test.write('empty.csv', '');
    const outcomes = () =>
      (
        JSON.parse(test.tower('land', path, empty, '--json').stdout) as { file: string; outcome: string }[]
      ).map(({ file, outcome }) => [file, outcome]);
    expect(outcomes()).toEqual([
      ['empty.csv', 'rejected'],
      ['students.csv', 'landed'],
    ]);
    expect(outcomes()).toEqual([
      ['empty.csv', 'rejected'],
      ['students.csv', 'landed_before'],
    ]);
  });

  it.each([
    [['land', 'nowhere.csv'], 'tower: there is no file or folder nowhere.csv; nothing was landed\n'],
    [
      ['land', 'package.json', '--feed', 'pupils'],
      'tower: there is no feed "pupils"; feeds are access_grants,',
    ],
    [
      ['land', 'package.json', '--encoding', 'latin1'],
      "error: option '--encoding <name>' argument 'latin1' is invalid. Allowed choices are windows-1252.\n",
    ],
    [
      ['quarantine', '--limit', 'all'],
      "error: option '--limit <n>' argument 'all' is invalid. Give a whole number.\n",
    ],
  ])('%j is wrong use, and says so in a line', async (words, message) => {
    const { tower } = await commandLine();
    const { status, stdout, stderr } = tower(...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

describe('tower quarantine', () => {
  it('lists so many records, and says how many more there are', async () => {
    const test = await commandLine();
    const bad = (place: number) => student(studentNumber(place)).replace('ASIA', 'none');
    const landing = await test.landFile(
      'students.csv',
      csv(STUDENTS, student(studentNumber(1)), bad(2), bad(3), bad(4)),
    );
    expect(account(landing)).toMatchObject({ quarantined: 3 });
    expect(test.tower('quarantine', '--limit', '2').stdout).toBe(
      [
        'students.csv (students): 3 of 4 records in quarantine',
        '  3 x race: not_one_of, first in record 2: is none of AMIN, ASIA, BLCK, HISP, MULT, PACI, WHTE',
        '    record  field  rule        value',
        '    ------  -----  ----------  --------',
        '         2  race   not_one_of  (hidden)',
        '         3  race   not_one_of  (hidden)',
        '    and 1 more: --limit 3 lists them all',
        '',
        '',
      ].join('\n'),
    );
    await test.landFile('students.csv', students(4));
    expect(test.tower('quarantine').stdout).toBe('nothing is in quarantine\n');
  });
});
