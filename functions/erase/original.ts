import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Feed } from '../../feeds/contract/feed.ts';
import { matchLayout } from '../land/layout.ts';
import { type Malformed, recordNumber } from '../land/malformed.ts';
import { RejectedFile } from '../land/rejected-file.ts';
import { scan } from '../land/scan.ts';
import { recognise, type TextForm } from '../land/text-form.ts';
import { type Columns, columnsOf, isOf } from './belongs.ts';
import { encoded, plainView, unitOf } from './plain-view.ts';
import { cellsOf, eachRecord } from './records.ts';
import { holds, type Student } from './student.ts';

/** A stretch of a file, in units of its encoding, that is one record without its line end. */
interface Stretch {
  readonly record: number;
  readonly start: number;
  readonly end: number;
}

/** What a file that came in holds of a student. */
export type FoundInOriginal =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'records';
      /** Their numbers, the first after the header is 1. */
      readonly records: readonly number[];
      /** Writes the file with these records empty: the others keep their numbers. */
      readonly rewrite: (target: string) => Promise<void>;
    }
  /** It is no table, and the id is in it. */
  | { readonly kind: 'whole' }
  /** It is packed or binary: nobody can tell what is in it. */
  | { readonly kind: 'closed' };

const WINDOW = 2 ** 20;
// Longer than any id with a byte before and after it.
const OVERLAP = 256;
const SAMPLE_BYTES = 4096;

/**
 * Looks for a student in a file as it came in, whatever its encoding, delimiter and layout.
 * @param about what its landing said of it, where it landed
 */
export async function findInOriginal(
  path: string,
  student: Student,
  feeds: ReadonlyMap<string, Feed>,
  about?: { readonly file: string; readonly feed: string },
): Promise<FoundInOriginal> {
  try {
    // Anything but UTF-16 is read byte by byte, so it does not matter which of the others it is.
    const form = await recognise(path, 'windows-1252');
    const found = await stretchesOf(path, form, student, columnsOfFile(form, feeds, about));
    if (found.length === 0) return { kind: 'nothing' };
    return {
      kind: 'records',
      records: found.map(({ record }) => record),
      rewrite: (target) => rewrite(path, form, found, target),
    };
  } catch (error) {
    if (!(error instanceof RejectedFile)) throw error;
  }
  if (await holdsBytes(path, student)) return { kind: 'whole' };
  return { kind: (await isText(path)) ? 'nothing' : 'closed' };
}

function columnsOfFile(
  form: TextForm,
  feeds: ReadonlyMap<string, Feed>,
  about: { readonly file: string; readonly feed: string } | undefined,
): Columns | undefined {
  try {
    return columnsOf(
      matchLayout(feeds, about?.file ?? form.file, form.columns, about?.feed),
      form.columns.length,
    );
  } catch (error) {
    if (error instanceof RejectedFile) return undefined;
    throw error;
  }
}

async function stretchesOf(
  path: string,
  form: TextForm,
  student: Student,
  columns: Columns | undefined,
): Promise<Stretch[]> {
  const { malformed } = await scan(plainView(path, form.encoding), form);
  const numbers = malformed.map(({ record }) => record);
  const needle = Buffer.from(student.id);
  const found: Stretch[] = [];
  // The header is the 0th.
  let place = -1;
  await eachRecord(plainView(path, form.encoding), malformed, (start, bytes) => {
    place++;
    if (place === 0 || !bytes.includes(needle)) return;
    if (isOf(student, cellsOf(bytes.toString('latin1'), form.delimiter), columns))
      found.push({ record: recordNumber(place, numbers), start, end: start + bytes.length });
  });
  const file = await open(path);
  try {
    for (const range of malformed) {
      if (await rangeHolds(file, form, range, student)) found.push(await withoutLineEnd(file, form, range));
    }
  } finally {
    await file.close();
  }
  return found.sort((first, second) => first.start - second.start);
}

/** A malformed line may be of any length. */
async function rangeHolds(
  file: FileHandle,
  form: TextForm,
  { start, end }: Malformed,
  student: Student,
): Promise<boolean> {
  for (let from = start; from < end; from += WINDOW - OVERLAP) {
    const text = await plainText(file, form, from, Math.min(from + WINDOW, end));
    if (holds(text, student)) return true;
  }
  return false;
}

async function withoutLineEnd(
  file: FileHandle,
  form: TextForm,
  { record, start, end }: Malformed,
): Promise<Stretch> {
  const [lineEnd] = /[\r\n]*$/.exec(await plainText(file, form, Math.max(start, end - 2), end)) ?? [''];
  return { record, start, end: end - lineEnd.length };
}

async function plainText(file: FileHandle, form: TextForm, from: number, to: number): Promise<string> {
  const unit = unitOf(form.encoding);
  const bytes = Buffer.alloc((to - from) * unit);
  await file.read(bytes, 0, bytes.length, from * unit);
  if (unit === 1) return bytes.toString('latin1');
  return (form.encoding === 'utf-16be' ? bytes.swap16() : bytes).toString('utf16le');
}

/** Of the student's records only the delimiters stay. */
async function rewrite(
  path: string,
  form: TextForm,
  stretches: readonly Stretch[],
  target: string,
): Promise<void> {
  const unit = unitOf(form.encoding);
  const width = form.columns.length;
  // A line with nothing on it would be no record.
  const empty = encoded(width === 1 ? '""' : form.delimiter.repeat(width - 1), form.encoding);
  async function* pieces(): AsyncGenerator<Buffer> {
    let at = 0;
    for (const { start, end } of stretches) {
      if (start * unit > at) yield* createReadStream(path, { start: at, end: start * unit - 1 });
      yield empty;
      at = end * unit;
    }
    yield* createReadStream(path, { start: at });
  }
  await pipeline(pieces, createWriteStream(target));
}

async function holdsBytes(path: string, student: Student): Promise<boolean> {
  const needles = [Buffer.from(student.id), Buffer.from(student.id, 'utf16le')];
  let before: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: WINDOW })) {
    const bytes = Buffer.concat([before, chunk as Buffer]);
    if (needles.some((needle) => bytes.includes(needle))) return true;
    before = bytes.subarray(-OVERLAP);
  }
  return false;
}

async function isText(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead).every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
  } finally {
    await file.close();
  }
}
