import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordNumber } from '../../functions/land/malformed.ts';
import { rewrite } from '../../functions/land/rewrite.ts';
import { scan } from '../../functions/land/scan.ts';
import { duckdbRows, fileOf, newPath } from './csv-files.ts';

const table = { file: 'extract.csv', delimiter: ',', columns: ['a', 'b'] } as const;

async function copyOf(content: string | Uint8Array): Promise<string> {
  const path = fileOf(content);
  const copy = newPath('copy.csv');
  await rewrite(path, await scan(path, table), copy);
  return readFileSync(copy, 'utf8');
}

describe('the copy without malformed records', () => {
  test.each([
    ['keeps a clean file', 'a,b\n1,2\n', 'a,b\n1,2\n'],
    ['loses malformed records', 'a,b\n1\n1,2\n3\n4\n5,6\n7', 'a,b\n1,2\n5,6\n'],
    ['loses records that were cut off at the end', 'a,b\n1,2\n3\n4', 'a,b\n1,2\n'],
    [
      'keeps what follows malformed records far back',
      'a,b\n1,2\n3,4\n5\n6,7\n8\n9,0',
      'a,b\n1,2\n3,4\n6,7\n9,0',
    ],
    ['loses both the byte order mark and what was cut off', '\ufeffa,b\n1,2\n3', 'a,b\n1,2\n'],
    ['loses the byte order mark', '\ufeffa,b\n1\n1,2\n', 'a,b\n1,2\n'],
    ['ends records by LF', 'a,b\r\n1,2\r3,4\n\r\n5,6\r\n', 'a,b\n1,2\n3,4\n5,6\n'],
    ['keeps line ends in quotes', 'a,b\r\n"1\r\n\r\n","2\r"\r\n', 'a,b\n"1\r\n\r\n","2\r"\n'],
    ['loses blank lines', '\n\na,b\n\n1,2\n\n', 'a,b\n1,2\n'],
    ['keeps a last record without line end', '\na,b\n1,2', 'a,b\n1,2'],
  ])('%s', async (_, original, copy) => {
    expect(await copyOf(original)).toBe(copy);
  });

  test.each(['\n', '\r\n'])('of a file longer than a block, with line end %j', async (newline) => {
    // A malformed record, and a CRLF, across each end of a block.
    const rows = Array.from({ length: 700_000 }, (_, at) => (at % 3 === 0 ? `${at}` : `${at},"x""${at}"`));
    const good = rows.filter((row) => row.includes(','));
    const path = fileOf(`a,b${newline}${rows.join(newline)}${newline}`);
    const found = await scan(path, table, {
      longestRecord: 2 ** 18,
      window: 2 ** 20,
      mostMalformed: 300_000,
    });
    const copy = newPath('copy.csv');
    await rewrite(path, found, copy);
    expect(readFileSync(copy, 'utf8') === `a,b\n${good.join('\n')}\n`).toBe(true);
    expect(found.records).toBe(700_000);
    expect(found.malformed.length).toBe(700_000 - good.length);
  });

  test('a malformed record longer than a block is gone whole', async () => {
    const rows = '1,2\n'.repeat(700_000);
    expect((await copyOf(`a,b\n${rows}${'x'.repeat(5_000_000)}\n${rows}`)) === `a,b\n${rows}${rows}`).toBe(
      true,
    );
  });

  test('DuckDB reads every well-formed record around one broken quote among 100,000', async () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => `${at},x`);
    rows[49_999] = '49999,"x';
    const path = fileOf(`a,b\n${rows.join('\n')}\n`);
    const found = await scan(path, table);
    const copy = newPath('copy.csv');
    await rewrite(path, found, copy);
    const read = await duckdbRows(copy, 2, found);
    expect(read.length + found.malformed.length).toBe(100_000);
    expect(read.map(([a]) => a)).toEqual(rows.map((_, at) => `${at}`).filter((a) => a !== '49999'));
  });
});

describe('the number of a record in the original', () => {
  test.each([
    [[], [1, 2, 3]],
    [[1], [2, 3, 4]],
    [[3], [1, 2, 4, 5]],
    [
      [1, 2, 5],
      [3, 4, 6, 7],
    ],
  ])('malformed %j', (malformed, expected) => {
    expect(expected.map((_, at) => recordNumber(at + 1, malformed))).toEqual(expected);
  });
});
