import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { csv, SCHOOLS, STUDENTS, school, student, testWorkspace } from '../fixture-workspace.ts';
import { account, expectOrder, studentNumber } from './account.ts';

const ids = [studentNumber(1), studentNumber(2), studentNumber(3)];
const lines = [STUDENTS, ...ids.map((id) => student(id))];

describe('a file that is no table is rejected whole', () => {
  it.each([
    ['an empty file', '', 'the file is empty', 'Export it again.'],
    ['blank lines alone', '\n\r\n\n', 'the file holds only blank lines', 'Export it again.'],
    [
      'a header alone',
      csv(STUDENTS),
      'it has a header and no records',
      'Export it again; nothing was landed.',
    ],
    ['a PDF', '%PDF-1.7\n1 0 obj\n', 'this is a PDF document', 'Export the table as CSV.'],
    ['a gzip', gzipSync(csv(...lines)), 'this is a gzip archive', 'Unpack it first.'],
    [
      'a web page',
      '<!DOCTYPE html><html>Sign in</html>',
      'this is a web page or XML, not a table',
      'Download the extract itself.',
    ],
    [
      'zeros alone, as a copy that failed',
      Buffer.alloc(4096),
      'this is binary data, not text',
      'Export the table as CSV.',
    ],
  ])('%s', async (_, content, reason, hint) => {
    const test = await testWorkspace();
    expect(account(await test.landFile('students.csv', content))).toEqual({
      outcome: 'rejected',
      reason,
      hint,
    });
    expect(await test.rowsOf('students')).toEqual([]);
    await expectOrder(test);

    expect(account(await test.landFile('students.csv', csv(...lines)))).toMatchObject({ landed: 3 });
    await expectOrder(test);
  });

  it('a folder that is named like a file', async () => {
    const test = await testWorkspace();
    const path = join(test.workspace.folder, '..', 'students.csv');
    await mkdir(path);
    expect(account(await test.landFile('other.csv', '', { path }))).toEqual({
      outcome: 'rejected',
      reason: 'this is a folder',
      hint: 'Name the files in it.',
    });
    await expectOrder(test);
  });
});

describe('how a file is written makes no difference', () => {
  it.each([
    ['a byte order mark', `\ufeff${csv(...lines)}`],
    ['CRLF', `${lines.join('\r\n')}\r\n`],
    ['CR', `${lines.join('\r')}\r`],
    ['mixed line ends', `${lines[0]}\r\n${lines[1]}\n${lines[2]}\r${lines[3]}\r\n`],
    ['no last line end', lines.join('\r\n')],
    ['blank lines', `\n${lines.join('\n\n')}\n\n\n`],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${csv(...lines)}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(csv(...lines), 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${csv(...lines)}`, 'utf16le').swap16()],
    ['blanks around values', csv(...lines.map((line) => line.replaceAll(',', ' ,\t')))],
    ['quotes around values', csv(...lines.map((line) => `"${line.replaceAll(',', '","')}"`))],
    ['tabs between values', csv(...lines.map((line) => line.replaceAll(',', '\t')))],
    ['semicolons between values', csv(...lines.map((line) => line.replaceAll(',', ';')))],
  ])('%s', async (_, content) => {
    const test = await testWorkspace();
    expect(account(await test.landFile('students.csv', content))).toEqual({
      outcome: 'landed',
      records: 3,
      landed: 3,
      quarantined: 0,
    });
    const row = { school_year: 2025, sex: 'F', race: 'ASIA', is_eds: true, is_el: false, is_swd: false };
    expect(await test.rowsOf('students')).toEqual(
      ids.map((id) => ({ ...row, student_id: String(id), is_made_up: false })),
    );
    await expectOrder(test);
  });

  it('the receipt says when the last line has no end: the file may have been cut off there', async () => {
    const test = await testWorkspace();
    const { receipt } = await test.landFile('students.csv', lines.join('\n'));
    expect(receipt).toMatchObject({ landed: 3, endsWithNewline: false });
    expect((await test.landFile('students.csv', csv(...lines))).receipt).toMatchObject({
      endsWithNewline: true,
    });
  });
});

describe('bytes that are no text of the encoding', () => {
  const inLatin1 = (...content: readonly string[]) => Buffer.from(csv(...content), 'latin1');
  const schools = inLatin1(SCHOOLS, school('600301', 'École'), school('600302', 'Plain'));

  it('Windows-1252 costs the records with an accent, and lands whole when its encoding is named', async () => {
    const test = await testWorkspace();
    const { receipt } = await test.landFile('schools.csv', schools);
    expect(receipt).toMatchObject({ records: 2, landed: 1, quarantined: 1 });
    expect(receipt).toMatchObject({
      brokenRules: [
        {
          rule: 'invalid_utf8',
          firstRecord: 1,
          hint: 'is not UTF-8; save the file as UTF-8, or name its encoding if it is Windows-1252',
        },
      ],
    });
    expect(await test.quarantineOf('schools')).toEqual([
      { record: 1n, field: '', rule: 'invalid_utf8', value: null },
    ]);
    await expectOrder(test);

    const named = await test.landFile('schools.csv', schools, { encoding: 'windows-1252' });
    expect(account(named)).toEqual({ outcome: 'landed', records: 2, landed: 2, quarantined: 0 });
    expect(await test.rowsOf('schools', 'distinct school_code, school_name')).toEqual([
      { school_code: '600301', school_name: 'École' },
      { school_code: '600302', school_name: 'Plain' },
    ]);
    await expectOrder(test);
  });

  it('a file that is UTF-8 keeps its accents when Windows-1252 is named', async () => {
    const test = await testWorkspace();
    const content = csv(SCHOOLS, school('600301', 'École'));
    expect((await test.landFile('schools.csv', content, { encoding: 'windows-1252' })).outcome).toBe(
      'landed',
    );
    expect(await test.rowsOf('schools', 'school_name')).toEqual([{ school_name: 'École' }]);
    expect((await test.landFile('schools.csv', content)).outcome).toBe('landed_before');
    await expectOrder(test);
  });

  it('a byte that Windows-1252 does not have costs its record', async () => {
    const test = await testWorkspace();
    const content = inLatin1(SCHOOLS, school('600301', 'É\u0081'), school('600302', 'É'));
    await test.landFile('schools.csv', content, { encoding: 'windows-1252' });
    expect(await test.rowsOf('schools', 'school_name')).toEqual([{ school_name: 'É' }]);
    expect(await test.quarantineOf('schools')).toEqual([
      { record: 1n, field: '', rule: 'invalid_utf8', value: null },
    ]);
    await expectOrder(test);
  });

  it('a header that is not UTF-8 is told before any record is looked at', async () => {
    const test = await testWorkspace();
    const content = inLatin1('école,n', 'a,1');
    expect(account(await test.landFile('visits.csv', content))).toEqual({
      outcome: 'rejected',
      reason: 'the header is not UTF-8',
      hint: 'Save it as UTF-8, or name its encoding if it is Windows-1252.',
    });
    await expectOrder(test);
  });

  it('a NUL byte costs its record, in UTF-8 and in UTF-16', async () => {
    const test = await testWorkspace();
    const content = csv(STUDENTS, student(ids[0] ?? 0), student('123\u0000'), student(ids[2] ?? 0));
    for (const bytes of [Buffer.from(content), Buffer.from(`\ufeff${content}`, 'utf16le')]) {
      expect(account(await test.landFile('students.csv', bytes))).toMatchObject({
        landed: 2,
        quarantined: 1,
      });
      expect(await test.quarantineOf('students')).toEqual([
        { record: 2n, field: '', rule: 'nul_byte', value: null },
      ]);
      expect(await test.rowsOf('students', 'student_id')).toEqual([
        { student_id: String(ids[0]) },
        { student_id: String(ids[2]) },
      ]);
    }
    await expectOrder(test);
  });

  it('half a character at the end of UTF-16, as a cut leaves it, costs the last record', async () => {
    const test = await testWorkspace();
    const content = Buffer.from(`\ufeff${lines.join('\n')}`, 'utf16le').subarray(0, -1);
    expect(account(await test.landFile('students.csv', content))).toMatchObject({
      landed: 2,
      quarantined: 1,
    });
    expect(await test.quarantineOf('students')).toEqual([
      { record: 3n, field: '', rule: 'invalid_utf8', value: null },
    ]);
    await expectOrder(test);
  });
});
