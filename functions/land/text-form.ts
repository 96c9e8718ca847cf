import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { RejectedFile } from './rejected-file.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export type Delimiter = ',' | '\t' | ';' | '|';

/** How a file writes its table. */
export interface TextForm {
  /** Base name, for messages. */
  readonly file: string;
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** The header's cells as they stand there. */
  readonly columns: readonly string[];
}

export const SAMPLE_BYTES = 64 * 1024;
const DELIMITERS: readonly Delimiter[] = [',', '\t', ';', '|'];

/**
 * Finds out from its first bytes how a file writes its table.
 * @param encoding of a file that is neither UTF-8 nor UTF-16; one that is keeps its own
 * @throws RejectedFile for whatever is not a table of text with a header
 */
export async function recognise(
  path: string,
  encoding?: 'windows-1252',
  file: string = basename(path),
): Promise<TextForm> {
  const sample = await firstBytes(path, file);
  return await recogniseBytes(file, sample, () => createReadStream(path), encoding);
}

/**
 * The same of a file that need not lie on this machine.
 * @param sample its first 64 KB
 */
export async function recogniseBytes(
  file: string,
  sample: Buffer,
  read: () => AsyncIterable<Uint8Array>,
  encoding?: 'windows-1252',
): Promise<TextForm> {
  if (sample.length === 0) throw new RejectedFile(file, 'the file is empty', 'Export it again.');
  const other = otherFormat(sample);
  if (other) throw new RejectedFile(file, `this is ${other.what}`, other.hint);
  const found = encodingOf(sample) ?? (encoding && !(await isUtf8(read())) ? encoding : 'utf-8');
  const header = headerRecord(new TextDecoder(found).decode(sample), file, sample.length < SAMPLE_BYTES);
  if (hasControls(header)) {
    throw new RejectedFile(file, 'this is binary data, not text', 'Export the table as CSV.');
  }
  if (header.includes('\ufffd')) {
    const hint = 'Save it as UTF-8, or name its encoding if it is Windows-1252.';
    throw new RejectedFile(file, `the header is not ${found.toUpperCase()}`, hint);
  }
  const delimiter = delimiterOf(header);
  return { file, encoding: found, delimiter, columns: cells(header, delimiter, file) };
}

async function firstBytes(path: string, file: string): Promise<Buffer> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new RejectedFile(file, 'there is no such file', 'Check the path.');
  });
  if (stats.isDirectory()) throw new RejectedFile(file, 'this is a folder', 'Name the files in it.');
  if (!stats.isFile()) throw new RejectedFile(file, 'this is not a regular file', 'Copy it to a file first.');
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Whether all of a file is UTF-8, which text of another encoding is only by chance once it has an accent. */
async function isUtf8(chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunks) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

// What extracts turn out to be when they are no text, by their first bytes.
const UNPACK = 'Unpack it first.';
const EXPORT_AS_CSV = 'Export the table as CSV.';
const SAVE_SHEET = 'Save its sheet as CSV UTF-8.';
const SIGNATURES: readonly (readonly [begin: string, what: string, hint: string])[] = [
  ['%PDF-', 'a PDF document', EXPORT_AS_CSV],
  ['\u001f\u008b', 'a gzip archive', UNPACK],
  ['PK\u0003\u0004', 'a zip archive', UNPACK],
  ['PK\u0005\u0006', 'an empty zip archive', UNPACK],
  ['BZh', 'a bzip2 archive', UNPACK],
  ['7z\u00bc\u00af', 'a 7-Zip archive', UNPACK],
  ['\u0028\u00b5\u002f\u00fd', 'a Zstandard archive', UNPACK],
  ['\u00fd7zXZ', 'an xz archive', UNPACK],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Excel workbook', SAVE_SHEET],
  ['PAR1', 'a Parquet file', EXPORT_AS_CSV],
];

function otherFormat(sample: Buffer): { what: string; hint: string } | undefined {
  const text = sample.toString('latin1');
  if (text.startsWith('PK') && text.includes('[Content_Types].xml')) {
    return { what: 'an Excel workbook', hint: SAVE_SHEET };
  }
  const signature = SIGNATURES.find(([begin]) => text.startsWith(begin));
  if (signature) return { what: signature[1], hint: signature[2] };
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)/i.test(text)) {
    return { what: 'a web page or XML, not a table', hint: 'Download the extract itself.' };
  }
  return undefined;
}

/** The encoding that the bytes themselves give away, if any. */
function encodingOf(sample: Buffer): Encoding | undefined {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return 'utf-8';
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  // Without a mark: text that is mostly ASCII has a NUL in every other byte.
  const nuls = [0, 0];
  for (let at = 0; at < sample.length; at++) {
    if (sample[at] === 0) nuls[at % 2] = (nuls[at % 2] as number) + 1;
  }
  const [even = 0, odd = 0] = nuls;
  const half = sample.length / 4;
  if (odd > half && even < odd / 10) return 'utf-16le';
  if (even > half && odd < even / 10) return 'utf-16be';
  return undefined;
}

/** The first record that is not a blank line. */
function headerRecord(text: string, file: string, isWhole: boolean): string {
  const begin = text.search(/[^\r\n]/);
  if (begin < 0) throw new RejectedFile(file, 'the file holds only blank lines', 'Export it again.');
  let isQuoted = false;
  for (let at = begin; at < text.length; at++) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === '\n' || char === '\r')) return text.slice(begin, at);
  }
  if (isQuoted) throw new RejectedFile(file, 'a quote in the header never closes', 'Export it again.');
  if (!isWhole) throw new RejectedFile(file, 'its first 64 KB have no line end', 'Export the table as CSV.');
  return text.slice(begin);
}

function hasControls(text: string): boolean {
  return [...text].some((char) => char < ' ' && !'\t\n\v\f\r'.includes(char));
}

function delimiterOf(header: string): Delimiter {
  const unquoted = header.replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: string) => unquoted.split(delimiter).length;
  return DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best));
}

function cells(header: string, delimiter: Delimiter, file: string): string[] {
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${delimiter}]*))(${delimiter === '|' ? '\\|' : delimiter}|$)`,
    'y',
  );
  const found: string[] = [];
  for (;;) {
    const match = cell.exec(header);
    if (!match) throw new RejectedFile(file, 'a quote in the header is out of place', 'Export it again.');
    found.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') return found;
  }
}
