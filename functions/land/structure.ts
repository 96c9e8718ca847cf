import type { Malformed } from './malformed.ts';
import type { TextForm } from './text-form.ts';

/** What the bytes of a table say about its records. */
export interface Structure {
  /** Data records: without the header and blank lines, each malformed one counted as one. */
  readonly records: number;
  /** In order. Without them, the file is a well-formed table. */
  readonly malformed: readonly Malformed[];
  /** How the well-formed records end; other is CR, or a mixture. */
  readonly newline: 'lf' | 'crlf' | 'other';
  readonly hasBlankLines: boolean;
  /** Some well-formed record goes over several lines; DuckDB may not read such a file in parallel. */
  readonly hasMultilineRecords: boolean;
  /** Some cell may begin or end with a space or tab. */
  readonly isPadded: boolean;
  /** When false, the file may be cut off, and its last value with it. */
  readonly endsWithNewline: boolean;
  /** DuckDB reads the file as it is, record for record; otherwise it needs the copy that rewrite makes. */
  readonly isClean: boolean;
}

/** The part of a text form that the scanner goes by. */
export type Table = Pick<TextForm, 'file' | 'delimiter' | 'columns'>;

export interface ScanLimits {
  /** Bytes of the longest record, without its line end. */
  readonly longestRecord: number;
  /** Bytes held in memory: more than longestRecord + 2. */
  readonly window: number;
  /** With more malformed records than this the whole file is refused. */
  readonly mostMalformed: number;
}

export const SCAN_LIMITS: ScanLimits = { longestRecord: 2 ** 18, window: 2 ** 20, mostMalformed: 100_000 };
