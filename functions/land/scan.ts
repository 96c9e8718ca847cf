import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { RecordScanner } from './record-scanner.ts';
import { SCAN_LIMITS, type ScanLimits, type Structure, type Table } from './structure.ts';

export interface Scan extends Structure {
  readonly bytes: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Counts the records of a UTF-8 table, finds the malformed ones, and takes the fingerprint of its bytes, all in
 * one pass with bounded memory.
 * @param source a path, or the file's bytes in pieces of any size
 * @throws RejectedFile when the header or too many records are malformed
 * @example
 * const form = await recognise('attendance.csv');
 * const { records, malformed } = await scan('attendance.csv', form);
 */
export async function scan(
  source: string | AsyncIterable<Uint8Array>,
  table: Table,
  limits: ScanLimits = SCAN_LIMITS,
): Promise<Scan> {
  const chunks =
    typeof source === 'string' ? createReadStream(source, { highWaterMark: limits.window }) : source;
  const scanner = new RecordScanner(table, limits);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    scanner.push(chunk);
    bytes += chunk.length;
  }
  return { ...scanner.end(), bytes, sha256: hash.digest('hex') };
}
