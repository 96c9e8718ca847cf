import { describe, expect, test } from 'vitest';
import { RejectedFile } from '../../functions/land/rejected-file.ts';
import { scan } from '../../functions/land/scan.ts';
import { SCAN_LIMITS } from '../../functions/land/structure.ts';
import { fileOf } from './csv-files.ts';

const table = { file: 'extract.csv', delimiter: ',', columns: ['a', 'b'] } as const;

/** The text as it stands between two bytes of it. */
const between = (text: string, start: number, end: number) =>
  Buffer.from(text).subarray(start, end).toString();

async function scanned(text: string | Uint8Array, of: Parameters<typeof scan>[1] = table) {
  return scan(fileOf(text), of);
}

describe('records', () => {
  test.each([
    [
      'no final line end',
      'a,b\n1,2\n3,4',
      { records: 2, newline: 'lf', endsWithNewline: false, isClean: true },
    ],
    ['LF', 'a,b\n1,2\n3,4\n', { records: 2, newline: 'lf', endsWithNewline: true, isClean: true }],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n', { records: 2, newline: 'crlf', endsWithNewline: true, isClean: true }],
    ['CR', 'a,b\r1,2\r3,4\r', { records: 2, newline: 'other', endsWithNewline: true, isClean: false }],
    ['mixed line ends', 'a,b\r\n1,2\n3,4\r5,6', { records: 3, newline: 'other', isClean: false }],
    ['another line end after the header', 'a,b\r\n1,2\n', { records: 1, newline: 'other', isClean: false }],
    ['a byte order mark', '\ufeffa,b\n1,2\n', { records: 1, isClean: true }],
    ['a byte order mark before a quote', '\ufeff"a",b\n1,2\n', { records: 1, isClean: true }],
    ['the header only', 'a,b\n', { records: 0, isClean: true }],
    ['the header only, unended', 'a,b', { records: 0, endsWithNewline: false, isClean: true }],
    ['blank lines', 'a,b\n\n1,2\n\n\n3,4\n\n', { records: 2, hasBlankLines: true, isClean: false }],
    ['a blank line before the header', '\na,b\n1,2\n', { records: 1, hasBlankLines: true, isClean: false }],
    ['cells without text', 'a,b\n,\n"",\n', { records: 2, isClean: true }],
    ['quotes', 'a,b\n"1,""x""","\n\r\n"\n3,4\n', { records: 2, hasMultilineRecords: true, isClean: true }],
    ['a quote that the file ends with', 'a,b\n1,"2"', { records: 1, malformed: [], isClean: true }],
  ])('%s', async (_, text, expected) => {
    expect(await scanned(text)).toMatchObject({ malformed: [], ...expected });
  });

  test('the empty value of a single column is written "", for a blank line is no record', async () => {
    const found = await scanned('a\n1\n""\n\n2\n', { ...table, columns: ['a'] });
    expect(found).toMatchObject({ records: 3, malformed: [], hasBlankLines: true, isClean: false });
  });

  test('a blank line of a single column without quotes is no record either', async () => {
    const found = await scanned('a\n1\n\n2\n', { ...table, columns: ['a'] });
    expect(found).toMatchObject({ records: 2, malformed: [], hasBlankLines: true, isClean: false });
  });

  test('line ends that change from one window to the next are noticed', async () => {
    const path = fileOf(`a,b\n${'1,2\n'.repeat(3)}${'3,4\r\n'.repeat(3)}`);
    const found = await scan(path, table, { ...SCAN_LIMITS, longestRecord: 8, window: 16 });
    expect(found).toMatchObject({ records: 6, newline: 'other', isClean: false });
  });

  test.each(['\t', ';', '|'] as const)('the delimiter %j', async (delimiter) => {
    const text = 'a,b\n1,2\n"3,3",",4"\n'.replaceAll(',', delimiter);
    expect(await scanned(text, { ...table, delimiter })).toMatchObject({ records: 2, malformed: [] });
  });

  test.each([
    ['a,b\n1,2 x\n', false],
    ['a,b\n1,2 \n', true],
    ['a,b\n1, 2\n', true],
    ['a,b\n1\t,2\n', true],
    [' a,b\n1,2\n', true],
    ['a,b\n1,2 ', true],
    ['a,b\r\n1,2 \r\n', true],
    ['a,b\n" 1",2\n', true],
    ['a,b\n"1\t",2\n', true],
    ['a,b\n"Street 1, Durham",2\n', false],
  ])('%j has padded cells: %s', async (text, isPadded) => {
    expect(await scanned(text)).toMatchObject({ isPadded });
  });

  test('in a file of tabs, a tab pads a cell only inside quotes', async () => {
    const tabs = { ...table, delimiter: '\t' } as const;
    expect(await scanned('a\tb\n\t\n', tabs)).toMatchObject({ isPadded: false });
    expect(await scanned('a\tb\n"\t1"\t2\n', tabs)).toMatchObject({ isPadded: true });
  });

  test('size and fingerprint are those of the bytes', async () => {
    expect(await scanned('a,b\n1,2\n')).toMatchObject({
      bytes: 8,
      sha256: '492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470',
    });
  });
});

describe('malformed records', () => {
  test.each([
    ['too_few_fields', 'a,b\n1,2\n3\n5,6\n', '3\n'],
    ['too_few_fields', 'a,b\n1,2\n  \n5,6\n', '  \n'],
    ['too_many_fields', 'a,b\n1,2\n3,4,\r\n5,6\n', '3,4,\r\n'],
    ['text_after_quote', 'a,b\n1,2\n"3"x,4\n5,6\n', '"3"x,4\n'],
    ['text_after_quote', 'a,b\n1,2\n"3" ,4\n5,6\n', '"3" ,4\n'],
    ['text_after_quote', 'a,b\n1,2\n"3\\"x",4\n5,6\n', '"3\\"x",4\n'],
    ['quote_in_unquoted_field', 'a,b\n1,2\n3,x"4"\n5,6\n', '3,x"4"\n'],
    ['quote_in_unquoted_field', 'a,b\n1,2\n3, "4"\n5,6\n', '3, "4"\n'],
    ['unterminated_quote', 'a,b\n1,2\n"3,4\n5,6\n', '"3,4\n'],
    ['nul_byte', 'a,b\n1,2\n3,\u0000\n5,6\n', '3,\u0000\n'],
    ['nul_byte', 'a,b\n1,2\n"3\n\u0000",4\n5,6\n', '"3\n\u0000",4\n'],
    ['record_too_long', `a,b\n1,2\n3,${'x'.repeat(2 ** 18)}\n5,6\n`, `3,${'x'.repeat(2 ** 18)}\n`],
    ['unterminated_quote', `a,b\n1,2\n3,"${'x'.repeat(2 ** 18)}\n5,6\n`, `3,"${'x'.repeat(2 ** 18)}\n`],
  ])('%s: %.40j', async (rule, text, record) => {
    const { records, malformed, isClean } = await scanned(text);
    expect({ records, isClean }).toEqual({ records: 3, isClean: false });
    expect(malformed).toEqual([{ record: 2, line: 3, rule, start: 8, end: 8 + Buffer.byteLength(record) }]);
    expect(between(text, 8, malformed[0]?.end ?? 0)).toBe(record);
  });

  test('invalid_utf8: each record with such a byte, and no other', async () => {
    const { malformed, records } = await scanned(
      Buffer.from('a,b\nJos\u00e9,1\nJose,2\nA\u00f1a,3\n', 'latin1'),
    );
    expect(records).toBe(3);
    expect(malformed).toEqual([
      { record: 1, line: 2, start: 4, end: 11, rule: 'invalid_utf8' },
      { record: 3, line: 4, start: 18, end: 24, rule: 'invalid_utf8' },
    ]);
  });

  test('a record of exactly 256 KB is not too long', async () => {
    const { records, malformed } = await scanned(`a,b\n3,${'x'.repeat(2 ** 18 - 2)}\n5,6\n`);
    expect({ records, malformed }).toEqual({ records: 2, malformed: [] });
  });

  test('a file cut off half-way ends in a record with too few fields', async () => {
    const { records, malformed, endsWithNewline } = await scanned('a,b\n1,2\n3,4\n5');
    expect({ records, endsWithNewline }).toEqual({ records: 3, endsWithNewline: false });
    expect(malformed).toEqual([{ record: 3, line: 4, start: 12, end: 13, rule: 'too_few_fields' }]);
  });

  test('a file cut off within quotes loses the record that was cut', async () => {
    const { records, malformed } = await scanned('a,b\n1,2\n3,"half a no');
    expect(records).toBe(2);
    expect(malformed).toEqual([{ record: 2, line: 3, start: 8, end: 20, rule: 'unterminated_quote' }]);
  });

  test('when a record of several lines breaks, only its first line is malformed', async () => {
    const text = 'a,b\n1,"one\r\n2,two\n3,"three"\n4,four\n';
    const { records, malformed } = await scanned(text);
    expect(records).toBe(4);
    expect(malformed).toEqual([{ record: 1, line: 2, start: 4, end: 12, rule: 'unterminated_quote' }]);
  });

  test('lines are counted within quotes too', async () => {
    const { malformed } = await scanned('a,b\n"1\r\n1\r1\n1",2\n\n3\n');
    expect(malformed).toMatchObject([{ record: 2, line: 7 }]);
  });

  test.each([
    ['at the beginning of a record', (row: string) => `"${row}`],
    ['in a later field', (row: string) => row.replace(',', ',"')],
  ])('one broken quote among 100,000 records costs one record: %s', async (_, breakIt) => {
    const rows = Array.from({ length: 100_000 }, (_row, at) => `${at},x`);
    rows[49_999] = breakIt(rows[49_999] as string);
    const { records, malformed } = await scanned(`a,b\n${rows.join('\n')}\n`);
    expect(records).toBe(100_000);
    expect(malformed).toMatchObject([{ record: 50_000, line: 50_001, rule: 'unterminated_quote' }]);
  });

  test('one broken quote among 100,000 quoted records costs one record', async () => {
    const rows = Array.from({ length: 100_000 }, (_row, at) => `"${at}","x"`);
    rows[49_999] = '"49999","x';
    const { records, malformed } = await scanned(`a,b\n${rows.join('\n')}\n`);
    expect(records).toBe(100_000);
    expect(malformed).toMatchObject([{ record: 50_000, line: 50_001, rule: 'unterminated_quote' }]);
  });
});

describe('bounds', () => {
  const megabyte = (text: string) => Buffer.from(text.repeat(2 ** 20 / text.length));

  async function* longLine(begin: string) {
    yield Buffer.from(`a,b\n1,2\n${begin}`);
    const piece = megabyte('x');
    for (let at = 0; at < 100; at++) yield piece;
    yield Buffer.from('\n5,6\n');
  }

  test.each([
    ['record_too_long', '3,'],
    ['unterminated_quote', '3,"'],
    ['quote_in_unquoted_field', '3,x"'],
  ])('a line of 100 MB is one malformed record, and is not held in memory: %s', async (rule, begin) => {
    const before = process.memoryUsage().rss;
    const { records, malformed } = await scan(longLine(begin), table);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20);
    const end = 8 + begin.length + 100 * 2 ** 20 + 1;
    expect(malformed).toEqual([{ record: 2, line: 3, start: 8, end, rule }]);
    expect(records).toBe(3);
  });

  test('a file of nothing but open quotes takes no more time than another', async () => {
    const limits = { ...SCAN_LIMITS, mostMalformed: 10_000_000 };
    const scanOf = async (line: string) => {
      const path = fileOf(`a,b\n${line.repeat(1_000_000 / line.length)}`);
      const begun = performance.now();
      const { records } = await scan(path, table, limits);
      return { records, took: performance.now() - begun };
    };
    const withoutQuotes = await scanOf('x\n');
    for (const line of ['1,"\n', '"\n', '",\n', '""","\n', '"""\n', '1,"x""\n2,x\n']) {
      const { records, took } = await scanOf(line);
      // Reading 256 KB for each line would take a thousand times as long.
      expect(took).toBeLessThan(20 * withoutQuotes.took);
      expect(records).toBeGreaterThan(50_000);
    }
  });

  test('too many malformed records reject the file, with what to do', async () => {
    const text = `a,b\n${'1,2,3\n'.repeat(100_001)}`;
    const error = await scanned(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RejectedFile);
    expect((error as Error).message).toBe(
      'extract.csv: more than 100000 records are malformed. The last of them has more fields than the header; ' +
        'put quotes around a value that holds the delimiter.',
    );
  });

  test('a malformed header rejects the file', async () => {
    await expect(scanned('a\n1,2\n')).rejects.toThrow(
      'extract.csv: the header has fewer fields than the header',
    );
  });
});
