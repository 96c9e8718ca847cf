import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findInOriginal } from '../../functions/erase/original.ts';
import { studentOf } from '../../functions/erase/student.ts';
import { csv, feeds, STUDENTS, student, testWorkspace } from '../fixture-workspace.ts';

const ID = '1234567890';
const OTHER = '2234567890';
const theirs = studentOf(ID, feeds);

/** What a file is once its student's records are empty; undefined when nothing was found. */
async function erased(content: string | Buffer, name = 'students.csv', feed = 'students') {
  const test = await testWorkspace();
  const path = await test.write(name, content);
  const found = await findInOriginal(path, theirs, feeds, { file: name, feed });
  if (found.kind !== 'records') return { found: found.kind };
  const target = join(path, '..', 'target');
  await found.rewrite(target);
  return { records: found.records, bytes: await readFile(target) };
}

const EMPTY = ',,,,,,';

describe('the records of a student in a file as it came in', () => {
  it('keep their place and lose their cells; every other byte stays', async () => {
    const before = csv(STUDENTS, student(OTHER), student(ID), student(OTHER, 2026), student(ID, 2026));
    expect(await erased(before)).toEqual({
      records: [2, 4],
      bytes: Buffer.from(csv(STUDENTS, student(OTHER), EMPTY, student(OTHER, 2026), EMPTY)),
    });
  });

  it.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 of little end', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 of big end', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
    ['Windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ])('are found in %s', async (_, encode) => {
    // Beside them an accent, which is no UTF-8 when it is Windows-1252.
    const accent = `2025,${OTHER},F,é,true,false,false`;
    // In quotes, behind which a mark of the byte order would be out of place.
    const header = STUDENTS.replaceAll(/\w+/g, '"$&"');
    const before = encode(csv(header, accent, student(ID), student(OTHER)));
    expect(await erased(before)).toEqual({
      records: [2],
      bytes: encode(csv(header, accent, EMPTY, student(OTHER))),
    });
  });

  it.each([
    ['CRLF', '\r\n'],
    ['CR', '\r'],
    ['LF', '\n'],
  ])('are found where lines end in %s, and blank ones count for nothing', async (_, end) => {
    const lines = [STUDENTS, '', student(OTHER), student(ID), '', student(OTHER)];
    const after = [STUDENTS, '', student(OTHER), EMPTY, '', student(OTHER)];
    expect(await erased(lines.join(end))).toEqual({ records: [2], bytes: Buffer.from(after.join(end)) });
  });

  it('go whole when they hold line ends and quotes', async () => {
    const text = (id: string) => `2025,"${id}",F,"a ""b""\nc;",true,false,false`;
    expect(await erased(csv(STUDENTS, text(ID), text(OTHER), text(ID)))).toEqual({
      records: [1, 3],
      bytes: Buffer.from(csv(STUDENTS, EMPTY, text(OTHER), EMPTY)),
    });
  });

  it.each([';', '\t', '|'])('are found between other delimiters: %j', async (delimiter) => {
    const cells = (line: string) => line.replaceAll(',', delimiter);
    expect(await erased(cells(csv(STUDENTS, student(ID), student(OTHER))))).toEqual({
      records: [1],
      bytes: Buffer.from(cells(csv(STUDENTS, EMPTY, student(OTHER)))),
    });
  });

  it('are found when they are malformed, and do not shift the numbers of those after them', async () => {
    const broken = `2025,${ID},F`;
    const quote = `2025,"${ID},F,ASIA,true,false,false`;
    const before = csv(STUDENTS, '2025,x', broken, student(OTHER), quote, student(ID), student(OTHER));
    const after = csv(STUDENTS, '2025,x', EMPTY, student(OTHER), EMPTY, EMPTY, student(OTHER));
    expect(await erased(before)).toEqual({ records: [2, 4, 5], bytes: Buffer.from(after) });
  });

  it.each([
    ['with blanks around', `2025, ${ID}\t,F,ASIA,true,false,false`],
    ['with a fraction that a sheet added', `2025,${ID}.0,F,ASIA,true,false,false`],
    ['behind a prefix', `2025,NC-${ID},F,ASIA,true,false,false`],
    ['in the column of another field', `${ID},,F,ASIA,true,false,false`],
    ['in another column of a record that names someone else', `${ID},${OTHER},F,ASIA,true,false,false`],
  ])('are found by an id %s', async (_, line) => {
    expect(await erased(csv(STUDENTS, line))).toMatchObject({ records: [1] });
  });

  it.each([
    ['an id that holds it', student(`9${ID}`)],
    ['a number with more digits', student(`${ID}1`)],
    ['an id that lacks its leading digit', student(ID.slice(1))],
  ])('are not those of %s', async (_, line) => {
    expect(await erased(csv(STUDENTS, line))).toEqual({ found: 'nothing' });
  });

  it('are not those in which the number is what another column means', async () => {
    const header =
      'school_year,assessment,subject,window_code,student_id,school_code,grade,test_date,form,level,score';
    const result = (id: string, score: string) =>
      `2025,SAT,COMPOSITE,YEAR,${id},600301,11,2025-03-01,RG,,${score}`;
    const test = await testWorkspace();
    const path = await test.write(
      'assessment_results.csv',
      csv(header, result(OTHER, '01010'), result('01010', '5')),
    );
    const found = await findInOriginal(path, studentOf('01010', feeds), feeds);
    expect(found).toMatchObject({ records: [2] });
  });

  it('are found in every cell of a table that is no feed', async () => {
    expect(await erased(`name,note\nx,see ${ID}\ny,\n`, 'notes.csv', 'no_feed')).toEqual({
      records: [1],
      bytes: Buffer.from('name,note\n,\ny,\n'),
    });
  });

  it('are found beyond the first megabyte, whatever the pieces in which the file is read', async () => {
    const many = Array.from({ length: 60_000 }, (_, at) => student(3_000_000_000 + at));
    const [first, last] = [many.slice(0, 40_000), many.slice(40_000)];
    const before = csv(STUDENTS, ...first, student(ID), ...last, student(ID));
    const after = csv(STUDENTS, ...first, EMPTY, ...last, EMPTY);
    const { records, bytes } = await erased(before);
    expect(records).toEqual([40_001, 60_002]);
    expect(bytes?.equals(Buffer.from(after))).toBe(true);
  });
});

describe('a file that is no table', () => {
  it('goes whole when the id is in its bytes', async () => {
    expect(await erased(Buffer.from(`\0\u0001 ${ID} \0`), 'x.bin')).toEqual({ found: 'whole' });
    expect(await erased(`<html>${ID}</html>`, 'x.html')).toEqual({ found: 'whole' });
  });

  it('that is packed is told as one that cannot be searched', async () => {
    expect(await erased(Buffer.from('PK\u0003\u0004\0\0\0\0'), 'x.zip')).toEqual({ found: 'closed' });
  });

  it('is left alone when it is text without the id', async () => {
    expect(await erased('<html></html>', 'x.html')).toEqual({ found: 'nothing' });
  });
});
