import type { Malformed } from '../land/malformed.ts';

const LF = 10;
const CR = 13;
const QUOTE = 34;

/**
 * Shows every record of a scanned table but the malformed ones, the header first: its first place, and its bytes
 * without the line end.
 */
export async function eachRecord(
  view: AsyncIterable<Buffer>,
  malformed: readonly Malformed[],
  visit: (start: number, record: Buffer) => void,
): Promise<void> {
  let begun: Buffer = Buffer.alloc(0);
  let offset = 0;
  let isQuoted = false;
  let next = 0;
  for await (const chunk of view) {
    const bytes = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
    const base = offset - begun.length;
    let start = 0;
    let at = begun.length;
    while (at < bytes.length) {
      const range = malformed[next];
      if (range && base + at >= range.start) {
        at = Math.min(range.end - base, bytes.length);
        start = at;
        if (base + at === range.end) next++;
        continue;
      }
      const byte = bytes[at] as number;
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if ((byte === LF || byte === CR) && !isQuoted) {
        if (at > start) visit(base + start, bytes.subarray(start, at));
        start = at + 1;
      }
      at++;
    }
    begun = bytes.subarray(start);
    offset += chunk.length;
  }
  if (begun.length > 0) visit(offset - begun.length, begun);
}

/** The cells of a well-formed record, without their quotes. */
export function cellsOf(record: string, delimiter: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    if (record[at] === '"') {
      let end = at + 1;
      while (end < record.length && (record[end] !== '"' || record[end + 1] === '"'))
        end += record[end] === '"' ? 2 : 1;
      cells.push(record.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    } else {
      const end = record.indexOf(delimiter, at);
      cells.push(record.slice(at, end < 0 ? record.length : end));
      at = end < 0 ? record.length : end;
    }
    if (at >= record.length) return cells;
    at += delimiter.length;
  }
}
