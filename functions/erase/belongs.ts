import type { Feed } from '../../feeds/contract/feed.ts';
import { decode, trimmed } from '../land/decode.ts';
import type { Match } from '../land/layout.ts';
import { holds, identifiersOf, isValid, type Student } from './student.ts';

/** The columns of one file: the field that each one is, where it is one. */
export interface Columns {
  readonly feed: Feed;
  readonly fields: readonly (string | undefined)[];
}

export function columnsOf({ feed, cells }: Pick<Match, 'feed' | 'cells'>, width: number): Columns {
  const fields: (string | undefined)[] = Array.from({ length: width });
  for (const [field, source] of Object.entries(cells)) {
    if (source.kind === 'column') fields[source.at] = field;
  }
  return { feed, fields };
}

/**
 * Whether a record is the student's. A number that is right where it stands is what it is (a score is a score);
 * one that is wrong there is an id that slipped into another column. In a file of no feed every cell counts.
 */
export function isOf(student: Student, cells: readonly string[], columns: Columns | undefined): boolean {
  const found = cells.flatMap((cell, at) => (holds(cell, student) ? [at] : []));
  if (found.length === 0 || columns === undefined) return found.length > 0;
  const { feed, fields } = columns;
  const identifiers = identifiersOf(feed);
  const isAnothers = cells.some((cell, at) => {
    const field = fields[at];
    return field !== undefined && identifiers.includes(field) && isRight(feed, field, cell);
  });
  return found.some((at) => {
    const field = fields[at];
    if (field === undefined) return !isAnothers;
    return identifiers.includes(field) || !isRight(feed, field, cells[at] ?? '');
  });
}

function isRight(feed: Feed, field: string, cell: string): boolean {
  const text = trimmed(cell);
  const type = feed.fields.find(({ name }) => name === field)?.type;
  if (text === undefined || type === undefined) return false;
  const decoded = decode(type, text);
  return 'value' in decoded && isValid(feed, field, decoded.value);
}
