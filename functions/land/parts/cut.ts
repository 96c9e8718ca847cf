import { type FileHandle, open, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordScanner } from '../record-scanner.ts';
import { rewrite } from '../rewrite.ts';
import type { Part } from '../stage.ts';
import { SCAN_LIMITS, type ScanLimits, type Structure, type Table } from '../structure.ts';

export interface CutOptions {
  /** A part ends with the record in which it reaches this size. */
  readonly partBytes: number;
  /** Where to write; it holds one part at a time, twice while it is rewritten. */
  readonly folder: string;
  /** Takes a finished part; its file goes when this returns. */
  readonly onPart: (part: Part) => Promise<void>;
  readonly limits?: ScanLimits;
}

interface Begun {
  readonly path: string;
  readonly file: FileHandle;
  /** What stands before its first byte: a header of its own, but for the part that has the file's. */
  readonly header: number;
  /** Place of its first byte in the whole. */
  readonly begin: number;
  readonly recordsBefore: number;
  readonly malformedBefore: number;
}

/**
 * Cuts a UTF-8 table into parts that end where a record ends, in one pass. Each is a table of its own that DuckDB can
 * read: with a header, without malformed records.
 * @throws RejectedFile when the header or too many records are malformed
 */
export async function cut(
  chunks: AsyncIterable<Uint8Array>,
  table: Table,
  { partBytes, folder, onPart, limits = SCAN_LIMITS }: CutOptions,
): Promise<Structure> {
  const scanner = new RecordScanner(table, limits);
  let written = 0;
  let begun = await begin(folder, '', Buffer.alloc(0), 0, { records: 0, malformed: [] });
  try {
    for await (const chunk of chunks) {
      scanner.push(chunk);
      await begun.file.writeFile(chunk);
      written += chunk.length;
      if (written - begun.begin < partBytes) continue;
      const next = scanner.nextRecord();
      const found = scanner.soFar();
      if (next === undefined || found.records === begun.recordsBefore) continue;
      const rest = await bytesFrom(begun, next, written);
      await end(begun, next, found, onPart);
      begun = await begin(folder, headerOf(table, found), rest, next, found);
    }
    const found = scanner.end();
    await end(begun, written, found, onPart);
    return found;
  } finally {
    await begun.file.close();
    await rm(begun.path, { force: true });
  }
}

async function begin(
  folder: string,
  header: string,
  bytes: Buffer,
  place: number,
  { records, malformed }: Pick<Structure, 'records' | 'malformed'>,
): Promise<Begun> {
  const path = join(folder, `from-${place}.csv`);
  const file = await open(path, 'w+');
  await file.writeFile(header);
  await file.writeFile(bytes);
  const counts = { recordsBefore: records, malformedBefore: malformed.length };
  return { path, file, header: Buffer.byteLength(header), begin: place, ...counts };
}

/** The bytes that were written beyond the end of a part. */
async function bytesFrom({ file, header, begin }: Begun, place: number, written: number): Promise<Buffer> {
  const rest = Buffer.alloc(written - place);
  await file.read(rest, 0, rest.length, header + place - begin);
  return rest;
}

async function end(
  { path, file, header, begin, recordsBefore, malformedBefore }: Begun,
  place: number,
  found: Structure,
  onPart: CutOptions['onPart'],
): Promise<void> {
  await file.close();
  await truncate(path, header + place - begin);
  const own = found.malformed.slice(malformedBefore);
  const records = found.records - recordsBefore - own.length;
  if (records > 0) {
    const isClean = own.length === 0 && found.newline !== 'other' && !found.hasBlankLines;
    const clean = `${path}.clean`;
    if (!isClean) {
      const malformed = own.map((range) => ({
        ...range,
        start: range.start - begin + header,
        end: range.end - begin + header,
      }));
      await rewrite(path, { ...found, malformed }, clean);
    }
    const { hasMultilineRecords, isPadded } = found;
    const offset = recordsBefore - malformedBefore;
    await onPart({ path: isClean ? path : clean, offset, records, hasMultilineRecords, isPadded });
    await rm(clean, { force: true });
  }
  await rm(path, { force: true });
}

/** Ends as the records do: a line end of another kind in the first line would make a mixture of the part. */
function headerOf({ columns, delimiter }: Table, { newline }: Structure): string {
  const names = columns.map((_, at) => `c${at}`).join(delimiter);
  return `${names}${newline === 'crlf' ? '\r\n' : '\n'}`;
}
