/** A file that cannot be landed at all: what it is, and what to do about it. Never quotes its content. */
export class RejectedFile extends Error {
  override readonly name = 'RejectedFile';
  /** Base name. */
  readonly file: string;
  readonly reason: string;
  readonly hint: string;
  /** Feeds of which it named only keys that are not there. */
  readonly awaits: readonly string[];
  constructor(file: string, reason: string, hint: string, awaits: readonly string[] = []) {
    super(`${file}: ${reason}. ${hint}`);
    this.file = file;
    this.reason = reason;
    this.hint = hint;
    this.awaits = awaits;
  }
}
