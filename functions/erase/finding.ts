/** The kinds of places in which a student's data can be, in the order in which it goes: what tells of others last. */
export const PLACES = [
  'tables',
  'quarantine',
  'landed',
  'receipts',
  'inbox',
  'older_versions',
  'raw',
] as const;
export type Place = (typeof PLACES)[number];

/** Something that holds the student, and how it is made not to. */
export interface Finding {
  readonly place: Place;
  /** Key or table; a key in which the id itself stands is not repeated. */
  readonly name: string;
  /** Rows or records of the student; 1 for an object that goes whole. */
  readonly rows: number;
  readonly erase: () => Promise<void>;
}

/** Something that holds the student, or may, and that this cannot mend. */
export interface Left {
  readonly place: Place;
  readonly name: string;
  readonly why: string;
}

export interface Search {
  readonly findings: readonly Finding[];
  readonly left: readonly Left[];
}
