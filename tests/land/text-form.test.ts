import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { RejectedFile } from '../../functions/land/rejected-file.ts';
import { recognise } from '../../functions/land/text-form.ts';
import { fileOf, newPath } from './csv-files.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

async function rejection(path: string): Promise<string> {
  const error = await recognise(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RejectedFile);
  return (error as RejectedFile).message;
}

describe('the text form of a file', () => {
  test.each([
    ['school_code,school_name\n1,A\n', ',', ['school_code', 'school_name']],
    ['school_code\tschool_name\n1\tA\n', '\t', ['school_code', 'school_name']],
    ['school_code;school_name\n1;A,B,C\n', ';', ['school_code', 'school_name']],
    ['school_code|school_name\n1|A\n', '|', ['school_code', 'school_name']],
    ['school_code\n1\n', ',', ['school_code']],
    ['"a,b";"c""d";\n1;2;3\n', ';', ['a,b', 'c"d', '']],
    ['"two\nlines",b\r\n1,2\r\n', ',', ['two\nlines', 'b']],
    ['a,,b\r1,2,3\r', ',', ['a', '', 'b']],
    ['\n\r\n a , b\n', ',', [' a ', ' b']],
    ['a,b', ',', ['a', 'b']],
  ])('delimiter and columns of %j', async (content, delimiter, columns) => {
    expect(await recognise(fileOf(content))).toEqual({
      file: 'extract.csv',
      encoding: 'utf-8',
      delimiter,
      columns,
    });
  });

  test.each([
    ['UTF-8', Buffer.from('año,b\n1,2\n'), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffaño,b\n1,2\n'), 'utf-8'],
    ['UTF-16LE with a byte order mark', Buffer.from('\ufeffaño,b\n1,2\n', 'utf16le'), 'utf-16le'],
    ['UTF-16BE with a byte order mark', utf16be('\ufeffaño,b\n1,2\n'), 'utf-16be'],
    ['UTF-16LE without a mark', Buffer.from('año,b\n1,2\n', 'utf16le'), 'utf-16le'],
    ['UTF-16BE without a mark', utf16be('año,b\n1,2\n'), 'utf-16be'],
  ])('%s is recognised', async (_, bytes, encoding) => {
    expect(await recognise(fileOf(bytes))).toMatchObject({ encoding, columns: ['año', 'b'] });
  });

  test('Windows-1252 is taken only when asked for', async () => {
    const path = fileOf(latin1('a\u00f1o,b\n1,2\n'));
    expect(await recognise(path, 'windows-1252')).toMatchObject({
      encoding: 'windows-1252',
      columns: ['año', 'b'],
    });
    expect(await rejection(path)).toBe(
      'extract.csv: the header is not UTF-8. Save it as UTF-8, or name its encoding if it is Windows-1252.',
    );
  });

  test('a byte order mark overrules the encoding asked for', async () => {
    const path = fileOf(Buffer.from('\ufeffaño,b\n', 'utf16le'));
    expect(await recognise(path, 'windows-1252')).toMatchObject({ encoding: 'utf-16le' });
  });

  test('a NUL byte among the rows does not make a file binary', async () => {
    expect(await recognise(fileOf('a,b\n1,\u00002\n'))).toMatchObject({
      encoding: 'utf-8',
      columns: ['a', 'b'],
    });
  });
});

describe('files that are no table are rejected whole', () => {
  test.each([
    ['an empty file', '', 'extract.csv: the file is empty. Export it again.'],
    ['blank lines only', '\ufeff\r\n\n', 'extract.csv: the file holds only blank lines. Export it again.'],
    ['a PDF', '%PDF-1.7\n1 0 obj\n', 'extract.csv: this is a PDF document. Export the table as CSV.'],
    ['a gzip', gzipSync('a,b\n1,2\n'), 'extract.csv: this is a gzip archive. Unpack it first.'],
    [
      'a zip',
      'PK\u0003\u0004\u0014\u0000extract.csv',
      'extract.csv: this is a zip archive. Unpack it first.',
    ],
    [
      'a workbook',
      'PK\u0003\u0004\u0014\u0000[Content_Types].xml',
      'extract.csv: this is an Excel workbook. Save its sheet as CSV UTF-8.',
    ],
    [
      'an old workbook',
      latin1('\u00d0\u00cf\u0011\u00e0\u00a1'),
      'extract.csv: this is an old Excel workbook. Save its sheet as CSV UTF-8.',
    ],
    ['Parquet', 'PAR1\u0015\u0004', 'extract.csv: this is a Parquet file. Export the table as CSV.'],
    [
      'a login page',
      '\n<!DOCTYPE html>\n<html>',
      'extract.csv: this is a web page or XML, not a table. Download the extract itself.',
    ],
    [
      'a picture',
      latin1('\u0089PNG\r\n\u001a\n\u0000\u0000'),
      'extract.csv: the header is not UTF-8. Save it as UTF-8, or name its encoding if it is Windows-1252.',
    ],
    [
      'a program',
      '\u007fELF\u0002\u0001\u0001\u0000\n',
      'extract.csv: this is binary data, not text. Export the table as CSV.',
    ],
    ['an open quote', 'a,"b\n1,2\n', 'extract.csv: a quote in the header never closes. Export it again.'],
    [
      'a stray quote',
      'a,b"c"\n1,2\n',
      'extract.csv: a quote in the header is out of place. Export it again.',
    ],
    [
      'one line without end',
      'a,'.repeat(40_000),
      'extract.csv: its first 64 KB have no line end. Export the table as CSV.',
    ],
  ])('%s', async (_, content, message) => {
    expect(await rejection(fileOf(content))).toBe(message);
  });

  test('a folder', async () => {
    const path = newPath('folder.csv');
    mkdirSync(path);
    expect(await rejection(path)).toBe('folder.csv: this is a folder. Name the files in it.');
  });

  test('a pipe, without waiting for what comes out of it', async () => {
    const path = newPath('pipe.csv');
    execFileSync('mkfifo', [path]);
    expect(await rejection(path)).toBe('pipe.csv: this is not a regular file. Copy it to a file first.');
  });

  test('a path that leads nowhere', async () => {
    expect(await rejection(newPath('none.csv'))).toBe('none.csv: there is no such file. Check the path.');
  });
});
