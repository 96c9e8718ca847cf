import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scan } from '../../functions/land/scan.ts';
import { recognise } from '../../functions/land/text-form.ts';
import { transcode } from '../../functions/land/transcode.ts';
import { fileOf, newPath } from './csv-files.ts';

async function transcoded(bytes: Uint8Array, encoding: Parameters<typeof transcode>[1]): Promise<Buffer> {
  const copy = newPath('utf-8.csv');
  await transcode(fileOf(bytes), encoding, copy);
  return readFileSync(copy);
}

describe('a copy in UTF-8', () => {
  const text = 'a,b\r\nJosé “Pepe” €,😀\r\n';

  test('of UTF-16, either way round, without its byte order mark', async () => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect((await transcoded(bytes, 'utf-16le')).toString()).toBe(text);
    expect((await transcoded(Buffer.from(bytes).swap16(), 'utf-16be')).toString()).toBe(text);
  });

  test('of UTF-16 longer than a block, with characters of two units across its ends', async () => {
    const long = `a${'😀'.repeat(600_000)}`;
    expect((await transcoded(Buffer.from(long, 'utf16le'), 'utf-16le')).toString() === long).toBe(true);
  });

  test('of Windows-1252', async () => {
    const bytes = Buffer.from('a,b\nJos\u00e9 \u0093Pepe\u0094 \u0080,\u0092\n', 'latin1');
    expect((await transcoded(bytes, 'windows-1252')).toString()).toBe('a,b\nJosé “Pepe” €,’\n');
  });

  test('size and fingerprint are those of the original', async () => {
    const bytes = Buffer.from(text, 'utf16le');
    const original = await transcode(fileOf(bytes), 'utf-16le', newPath('utf-8.csv'));
    expect(original).toEqual({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  test.each([
    ['half a character', Buffer.from('a,b\n1,\ud83d\n3,4\n', 'utf16le'), 'utf-16le', 1],
    ['an odd byte at the end', Buffer.from('a,b\n1,2\n3,4\n', 'utf16le').subarray(0, -3), 'utf-16le', 2],
    [
      'a byte that Windows-1252 leaves open',
      Buffer.from('a,b\n1,\u0081\n3,4\n', 'latin1'),
      'windows-1252',
      1,
    ],
  ] as const)('%s makes its record malformed', async (_, bytes, encoding, record) => {
    const path = fileOf(await transcoded(bytes, encoding));
    const { malformed } = await scan(path, await recognise(path));
    expect(malformed).toMatchObject([{ record, rule: 'invalid_utf8' }]);
  });
});
