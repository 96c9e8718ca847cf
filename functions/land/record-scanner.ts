import { isUtf8 } from 'node:buffer';
import { damageOf, type Malformed, type MalformedRule, malformedHints } from './malformed.ts';
import { RejectedFile } from './rejected-file.ts';
import { SCAN_LIMITS, type ScanLimits, type Structure, type Table } from './structure.ts';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;

// What a byte means. All others, most of a file by far, are PLAIN.
const PLAIN = 0;
const DELIMITER = 1;
const NEWLINE = 2;
const QUOTING = 3;
const BLANK = 4;

/**
 * Counts the records of a delimited UTF-8 file as RFC 4180 defines them and finds those that break the form,
 * independently of the reader that will load them. LF, CRLF and CR end a record outside quotes.
 *
 * A broken quote costs one record: when a record of several lines turns out wrong, only its first line is
 * malformed, and scanning resumes at the second. That reads no line more than twice, because reading in vain
 * ends with the next line that has an odd number of quotes.
 */
export class RecordScanner {
  readonly #table: Table;
  readonly #limits: ScanLimits;
  readonly #delimiter: number;
  readonly #kinds = new Uint8Array(256);
  // The window: bytes not judged yet, how many, and the place of the first in the file.
  readonly #bytes: Buffer;
  #length = 0;
  #offset = 0;
  #isLast = false;
  // Some byte in the window is NUL or not UTF-8.
  #isSuspect = false;
  // The line that was found broken, until its end is seen; it may be longer than the window.
  #brokenLine: Omit<Malformed, 'end'> | undefined;
  // The record to be judged next; the header is 0.
  #record = 0;
  #line = 1;
  // Lines of the record that is being judged so far.
  #lines = 1;
  readonly #malformed: Malformed[] = [];
  readonly #newlines = { lf: 0, crlf: 0, cr: 0 };
  #hasBlankLines = false;
  #hasMultilineRecords = false;
  #isPadded = false;
  #lastByte = 0;

  constructor(table: Table, limits: ScanLimits = SCAN_LIMITS) {
    this.#table = table;
    this.#limits = limits;
    this.#bytes = Buffer.alloc(limits.window);
    this.#delimiter = table.delimiter.charCodeAt(0);
    this.#kinds[SPACE] = BLANK;
    this.#kinds[TAB] = BLANK;
    this.#kinds[LF] = NEWLINE;
    this.#kinds[CR] = NEWLINE;
    this.#kinds[QUOTE] = QUOTING;
    this.#kinds[this.#delimiter] = DELIMITER;
  }

  /**
   * Takes the next bytes of the file, in pieces of any size.
   * @throws RejectedFile when the header or too many records are malformed
   */
  push(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + this.#limits.window - this.#length);
      this.#bytes.set(piece, this.#length);
      this.#length += piece.length;
      taken += piece.length;
      if (this.#length === this.#limits.window) this.#scanWindow();
    }
  }

  /** Says that all bytes were pushed, and returns what they are. */
  end(): Structure {
    this.#isLast = true;
    this.#scanWindow();
    if (this.#brokenLine) this.#report(this.#brokenLine, this.#length);
    return this.soFar();
  }

  /** Judges the records that are whole. @returns the place of the next one; undefined within a broken line */
  nextRecord(): number | undefined {
    this.#scanWindow();
    return this.#brokenLine || this.#record === 0 ? undefined : this.#offset;
  }

  /** What the bytes are that were judged. */
  soFar(): Structure {
    const { lf, crlf, cr } = this.#newlines;
    const newline = cr > 0 || (lf > 0 && crlf > 0) ? 'other' : crlf > 0 ? 'crlf' : 'lf';
    return {
      records: Math.max(0, this.#record - 1),
      malformed: this.#malformed,
      newline,
      hasBlankLines: this.#hasBlankLines,
      hasMultilineRecords: this.#hasMultilineRecords,
      isPadded: this.#isPadded,
      endsWithNewline: this.#lastByte === LF || this.#lastByte === CR,
      // DuckDB refuses mixed line ends, and takes a blank line for the header or for a record of one column.
      isClean: this.#malformed.length === 0 && newline !== 'other' && !this.#hasBlankLines,
    };
  }

  /** Judges the records that are whole in the window, and keeps the rest for the next. */
  #scanWindow(): void {
    const bytes = this.#bytes;
    const window = bytes.subarray(0, this.#length);
    // A window that ends within a character looks suspect as well, which costs only time.
    this.#isSuspect = !isUtf8(window) || window.includes(0);
    const hasBlanks = window.includes(SPACE) || (this.#delimiter !== TAB && window.includes(TAB));
    const isPlain =
      !this.#isSuspect && !window.includes(QUOTE) && !window.includes(CR) && (this.#isPadded || !hasBlanks);
    let at = this.#offset === 0 && window.indexOf('\ufeff') === 0 ? 3 : 0;
    while (at < this.#length) {
      if (this.#brokenLine) {
        at = this.#passBroken(this.#brokenLine, at);
        if (this.#brokenLine) break;
      }
      if (isPlain) at = this.#plainRecords(at);
      if (at === this.#length) break;
      const next = this.#oneRecord(at);
      if (next < 0) break;
      at = next;
    }
    this.#lastByte = bytes[this.#length - 1] ?? this.#lastByte;
    bytes.copyWithin(0, at, this.#length);
    this.#offset += at;
    this.#length -= at;
  }

  /** Counts records without quotes, CR and blanks, without branches; stops at one that needs a closer look. */
  #plainRecords(from: number): number {
    const bytes = this.#bytes;
    const length = this.#length;
    const delimiter = this.#delimiter;
    const wanted = this.#table.columns.length - 1;
    const longest = this.#limits.longestRecord;
    let at = from;
    let records = 0;
    for (;;) {
      let delimiters = 0;
      let end = at;
      for (; end < length; end++) {
        const byte = bytes[end] as number;
        if (byte === LF) break;
        // Adds 1 when the two are equal.
        delimiters += ((byte ^ delimiter) - 1) >>> 31;
      }
      if (end === length || end === at || delimiters !== wanted || end - at > longest) break;
      records++;
      at = end + 1;
    }
    this.#record += records;
    this.#line += records;
    this.#newlines.lf += records;
    return at;
  }

  /** Judges the record that begins at `start`. @returns where the next one begins; -1 to see more bytes first. */
  #oneRecord(start: number): number {
    const bytes = this.#bytes;
    const kinds = this.#kinds;
    const longest = this.#limits.longestRecord;
    // Nothing from here on is looked at, so that the verdict does not depend on where the window ends.
    const stop = Math.min(this.#length, start + longest + 1);
    const isCut = stop - start <= longest && !this.#isLast;
    // Above this every byte is plain: letters and digits, where the delimiter is a comma or a tab.
    const highest = Math.max(this.#delimiter, QUOTE);
    this.#lines = 1;
    let fields = 1;
    let at = start;
    for (; at < stop; at++) {
      const byte = bytes[at] as number;
      if (byte > highest) continue;
      const kind = kinds[byte];
      if (kind === PLAIN) continue;
      if (kind === NEWLINE) break;
      if (kind === DELIMITER) {
        fields++;
      } else if (kind === BLANK) {
        this.#isPadded ||= this.#isEdge(start, at - 1, stop) || this.#isEdge(start, at + 1, stop);
      } else {
        if (!this.#isEdge(start, at - 1, stop)) return this.#broken(start, 'quote_in_unquoted_field');
        at = this.#closingQuote(at, stop);
        if (at >= stop) return isCut ? -1 : this.#broken(start, 'unterminated_quote');
        const isClosed = at + 1 === stop || this.#isEdge(start, at + 1, stop);
        if (!isClosed) return this.#broken(start, 'text_after_quote');
      }
    }
    if (at === stop && isCut) return -1;
    if (at - start > longest) return this.#broken(start, 'record_too_long');
    const next = at < stop ? this.#afterNewline(at) : stop;
    if (next < 0) return -1;
    if (at === start) {
      this.#hasBlankLines = true;
      this.#line++;
      return next;
    }
    const wanted = this.#table.columns.length;
    if (fields < wanted) return this.#broken(start, 'too_few_fields');
    if (fields > wanted) return this.#broken(start, 'too_many_fields');
    const damage = this.#isSuspect ? damageOf(bytes.subarray(start, at)) : undefined;
    if (damage) {
      this.#report(this.#malformedAt(start, damage), next);
    } else {
      this.#hasMultilineRecords ||= this.#lines > 1;
      if (at < stop) this.#newlines[bytes[at] === LF ? 'lf' : next === at + 2 ? 'crlf' : 'cr']++;
    }
    this.#record++;
    this.#line += this.#lines;
    return next;
  }

  /** Where the quote that opens at `open` closes; `stop` or more when it does not. */
  #closingQuote(open: number, stop: number): number {
    const bytes = this.#bytes;
    let at = open + 1;
    for (; at < stop; at++) {
      const byte = bytes[at] as number;
      if (byte > QUOTE) continue;
      const next = at + 1 < stop ? bytes[at + 1] : undefined;
      if (byte === QUOTE) {
        if (next !== QUOTE) break;
        at++;
      } else if (byte === LF || (byte === CR && next !== undefined && next !== LF)) {
        this.#lines++;
      } else if (byte === SPACE || byte === TAB) {
        this.#isPadded ||= bytes[at - 1] === QUOTE || next === QUOTE;
      }
    }
    return at;
  }

  /** Does a cell begin or end at the place beside its first or last byte? */
  #isEdge(start: number, place: number, stop: number): boolean {
    if (place < start) return true;
    if (place === stop) return this.#isLast && place === this.#length;
    const kind = this.#kinds[this.#bytes[place] as number];
    return kind === DELIMITER || kind === NEWLINE;
  }

  /** Takes the first line of the record for malformed; its end is looked for next. */
  #broken(start: number, rule: MalformedRule): number {
    this.#brokenLine = this.#malformedAt(start, this.#lines > 1 ? 'unterminated_quote' : rule);
    this.#record++;
    this.#line++;
    return start;
  }

  #malformedAt(start: number, rule: MalformedRule): Omit<Malformed, 'end'> {
    return { record: this.#record, line: this.#line, start: this.#offset + start, rule };
  }

  /** Passes over a broken line. @returns where the next begins, or where to go on when its end is out of sight */
  #passBroken(line: Omit<Malformed, 'end'>, from: number): number {
    const end = this.#lineEnd(from);
    if (end >= 0) {
      this.#report(line, end);
      this.#brokenLine = undefined;
      return end;
    }
    // A CR at the end of the window may be half a line end.
    return this.#bytes[this.#length - 1] === CR ? this.#length - 1 : this.#length;
  }

  #report(malformed: Omit<Malformed, 'end'>, end: number): void {
    const { file } = this.#table;
    if (malformed.record === 0) {
      throw new RejectedFile(file, `the header ${malformedHints[malformed.rule]}`, 'Export it again.');
    }
    this.#malformed.push({ ...malformed, end: this.#offset + end });
    if (this.#malformed.length > this.#limits.mostMalformed) {
      const most = `more than ${this.#limits.mostMalformed} records are malformed`;
      throw new RejectedFile(file, most, `The last of them ${malformedHints[malformed.rule]}.`);
    }
  }

  /** Where the line after the one at `from` begins; -1 when that is not in the window. */
  #lineEnd(from: number): number {
    for (let at = from; at < this.#length; at++) {
      if (this.#kinds[this.#bytes[at] as number] === NEWLINE) return this.#afterNewline(at);
    }
    return this.#isLast ? this.#length : -1;
  }

  #afterNewline(at: number): number {
    if (this.#bytes[at] === LF) return at + 1;
    if (at + 1 === this.#length) return this.#isLast ? at + 1 : -1;
    return this.#bytes[at + 1] === LF ? at + 2 : at + 1;
  }
}
