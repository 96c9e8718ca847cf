import { isUtf8 } from 'node:buffer';

/** What to do about a record that is not a record of its table, by what is wrong with it. */
export const malformedHints = {
  too_few_fields: 'has fewer fields than the header; a field is missing, or the file is cut off here',
  too_many_fields: 'has more fields than the header; put quotes around a value that holds the delimiter',
  text_after_quote: 'has text between a closing quote and the delimiter; double a quote inside a value',
  quote_in_unquoted_field: 'has a quote inside an unquoted value; quote the value and double that quote',
  unterminated_quote: 'opens a quote that never closes as it should; close it, or double it if it is text',
  invalid_utf8: 'is not UTF-8; save the file as UTF-8, or name its encoding if it is Windows-1252',
  nul_byte: 'holds a NUL byte; export the file again, it was damaged on its way',
  record_too_long: 'is longer than 256 KB; a line end is missing, or this is no table',
} as const;

export type MalformedRule = keyof typeof malformedHints;

/** A stretch of a file that breaks the form of its table. */
export interface Malformed {
  /** Number of the data record; the first after the header is 1. */
  readonly record: number;
  /** Physical line on which it begins; the first of the file is 1. */
  readonly line: number;
  /** First byte, and the one after the last, its line end included. */
  readonly start: number;
  readonly end: number;
  readonly rule: MalformedRule;
}

/**
 * The number in the original file of the k-th record of its copy without the malformed ones (both from 1).
 * In SQL, with the malformed numbers as a table and `rank` their place in it from 1:
 * `k + (select count(*) from malformed where record - rank + 1 <= k)`.
 * @param malformed numbers of the malformed records, in order
 */
export function recordNumber(k: number, malformed: readonly number[]): number {
  let low = 0;
  let high = malformed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((malformed[middle] as number) - middle <= k) low = middle + 1;
    else high = middle;
  }
  return k + low;
}

/** What is wrong with the bytes of a record, if anything. */
export function damageOf(record: Buffer): MalformedRule | undefined {
  if (record.includes(0)) return 'nul_byte';
  return isUtf8(record) ? undefined : 'invalid_utf8';
}
