/** One file to write, as a select whose columns are the contract's fields and last `roll`, a random number of the row. */
export interface ExtractSelect {
  readonly name: string;
  readonly select: string;
  /** Values that break a rule. None where a lost record would make the records of other files wrong. */
  readonly mistakes: readonly Mistake[];
  /** How a second record of a key differs from the first: a column and a value that it does not have. */
  readonly conflict?: { readonly column: string; readonly expression: string };
}

/** A value that cannot land, and the field and rule under which quarantine has it. */
export interface Mistake {
  readonly column: string;
  readonly value: string;
  readonly field: string;
  readonly rule: string;
}
