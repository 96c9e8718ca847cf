import { createHmac } from 'node:crypto';
import type { Feed } from '../../feeds/contract/feed.ts';
import { trimmed } from '../land/decode.ts';

/** The student whose data goes. The id stands in no log line, error, receipt or key. */
export interface Student {
  readonly id: string;
  /** Finds the id where it stands by itself, not within a longer number; reads alike in JavaScript and in DuckDB. */
  readonly pattern: string;
}

/** What was given is no identifier that any contract allows; it is not repeated. */
export class NotAnIdentifier extends Error {
  override readonly name = 'NotAnIdentifier';
}

/** The fields of a feed that tell a student. */
export function identifiersOf(feed: Feed): string[] {
  return feed.fields.filter(({ sensitivity }) => sensitivity === 'identifier').map(({ name }) => name);
}

/**
 * Takes an identifier as landing would take its cell.
 * @throws NotAnIdentifier when no contract allows it
 */
export function studentOf(cell: string, feeds: ReadonlyMap<string, Feed>): Student {
  const id = trimmed(cell.replace(/[\r\n]+$/, ''));
  const isAllowed = [...feeds.values()].some((feed) =>
    identifiersOf(feed).some((name) => isValid(feed, name, id)),
  );
  if (id === undefined || !isAllowed) {
    throw new NotAnIdentifier('this is no identifier of a student as the contracts have it');
  }
  const within = /^\d+$/.test(id) ? '0-9' : '0-9A-Za-z';
  const literal = id.replaceAll(/[^0-9A-Za-z]/g, (character) => `\\${character}`);
  return { id, pattern: `(?:^|[^${within}])${literal}(?:[^${within}]|$)` };
}

/** Whether a text holds the student's id. */
export function holds(text: string, { pattern }: Student): boolean {
  return new RegExp(pattern).test(text);
}

/** Whether the contract allows a value in a text field. */
export function isValid(feed: Feed, field: string, value: unknown): boolean {
  return feed.contract.shape[field]?.safeParse(value).success ?? false;
}

/** What a receipt calls the student: who has the secret can tell whether it is about a student they know. */
export function keyedHash({ id }: Student, secret: string): string {
  return createHmac('sha256', secret).update(id).digest('hex').slice(0, 32);
}
