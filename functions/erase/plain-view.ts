import { isAscii } from 'node:buffer';
import { createReadStream } from 'node:fs';
import type { Encoding } from '../land/text-form.ts';

const LF = 10;
const OTHER = 'x'.charCodeAt(0);

/** Bytes of one unit of an encoding: in all of them what makes up a table, and every id, is one unit a character. */
export const unitOf = (encoding: Encoding) => (encoding.startsWith('utf-16') ? 2 : 1);

/**
 * A text file as ASCII, one byte for each unit: whatever the encoding, the n-th byte stands at n units of the file.
 * All that is not ASCII is an x, so that the scanner finds the same records everywhere.
 */
export async function* plainView(path: string, encoding: Encoding): AsyncGenerator<Buffer> {
  const chunks = createReadStream(path, { highWaterMark: 2 ** 20 });
  if (unitOf(encoding) === 1) yield* singleBytes(chunks);
  else yield* pairs(chunks, encoding === 'utf-16le' ? 0 : 1);
}

/** Text in an encoding, where it is all ASCII. */
export function encoded(text: string, encoding: Encoding): Buffer {
  if (unitOf(encoding) === 1) return Buffer.from(text, 'latin1');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

async function* singleBytes(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of chunks) {
    if (!isAscii(chunk)) {
      // The scanner passes over a byte order mark.
      for (let at = isFirst && chunk.indexOf('\ufeff') === 0 ? 3 : 0; at < chunk.length; at++) {
        if ((chunk[at] as number) > 127) chunk[at] = OTHER;
      }
    }
    isFirst = false;
    yield chunk;
  }
}

async function* pairs(chunks: AsyncIterable<Buffer>, low: 0 | 1): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const units = Buffer.alloc(bytes.length >>> 1);
    for (let at = 0; at < units.length; at++) {
      const character = bytes[2 * at + low] as number;
      units[at] = bytes[2 * at + 1 - low] === 0 && character < 128 ? character : OTHER;
    }
    // A byte order mark is no part of the header; a blank line before it is none either.
    if (isFirst && units.length > 0 && bytes.readUInt16LE(0) === (low === 0 ? 0xfeff : 0xfffe)) units[0] = LF;
    isFirst = false;
    rest = bytes.subarray(units.length * 2);
    yield units;
  }
}
