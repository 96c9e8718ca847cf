import { copyFile, open, stat, truncate } from 'node:fs/promises';
import type { Malformed } from './malformed.ts';
import type { Structure } from './structure.ts';

const BLOCK = 2 ** 21;
const LF = 10;
const CR = 13;
const QUOTE = 34;

/**
 * Writes a copy of a scanned file that any CSV reader takes the same way: UTF-8 without byte order mark, without
 * malformed records and blank lines, each record ended by LF. Line ends inside quotes stay as they are.
 * The number in the original of the copy's k-th record is `recordNumber(k, …)`.
 */
export async function rewrite(
  path: string,
  found: Pick<Structure, 'malformed' | 'newline' | 'hasBlankLines'>,
  target: string,
): Promise<void> {
  const whole = await wholeUpTo(path, found);
  if (whole > 0) {
    await copyFile(path, target);
    await truncate(target, whole);
  }
  const from = await open(path);
  const to = await open(target, 'a');
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    const without = withoutRanges(found.malformed);
    const unify = found.newline !== 'lf' || found.hasBlankLines ? withLineFeeds() : undefined;
    for (let offset = whole; ; ) {
      const { bytesRead } = await from.read(block, 0, BLOCK, offset);
      if (bytesRead === 0) break;
      const kept = without(block.subarray(0, bytesRead), offset);
      offset += bytesRead;
      await to.writeFile(unify ? unify(kept) : kept);
    }
  } finally {
    await from.close();
    await to.close();
  }
}

/** Bytes before the first malformed record that the system may copy by itself: where they are most of the file. */
async function wholeUpTo(
  path: string,
  { malformed, newline, hasBlankLines }: Pick<Structure, 'malformed' | 'newline' | 'hasBlankLines'>,
): Promise<number> {
  const first = malformed[0];
  if (!first || newline !== 'lf' || hasBlankLines || (await hasByteOrderMark(path))) return 0;
  return first.start * 2 > (await stat(path)).size ? first.start : 0;
}

async function hasByteOrderMark(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(3), 0, 3, 0);
    return buffer.indexOf('\ufeff') === 0;
  } finally {
    await file.close();
  }
}

/** Removes byte ranges, and a byte order mark, from consecutive blocks of a file, in place. */
function withoutRanges(ranges: readonly Malformed[]): (block: Buffer, offset: number) => Buffer {
  let next = 0;
  return (block, offset) => {
    let read = offset === 0 && block.indexOf('\ufeff') === 0 ? 3 : 0;
    let written = 0;
    while (read < block.length) {
      const range = ranges[next];
      const keepTo = Math.min(range ? range.start - offset : block.length, block.length);
      if (keepTo > read) {
        block.copyWithin(written, read, keepTo);
        written += keepTo - read;
        read = keepTo;
      }
      if (!range || keepTo === block.length) break;
      read = range.end - offset;
      if (read <= block.length) next++;
    }
    return block.subarray(0, written);
  };
}

/** Ends records by LF and drops blank lines, in consecutive blocks of a well-formed file, in place. */
function withLineFeeds(): (block: Buffer) => Buffer {
  let isQuoted = false;
  // At the start of a line, a line end is a blank line or the LF of a CRLF.
  let isLineStart = true;
  return (block) => {
    let written = 0;
    for (let read = 0; read < block.length; read++) {
      const byte = block[read] as number;
      if (byte === QUOTE) isQuoted = !isQuoted;
      const isNewline = !isQuoted && (byte === LF || byte === CR);
      if (isNewline && isLineStart) continue;
      isLineStart = isNewline;
      block[written++] = isNewline ? LF : byte;
    }
    return block.subarray(0, written);
  };
}
