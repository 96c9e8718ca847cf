import type { Feed } from '../../feeds/contract/feed.ts';
import { malformedHints } from './malformed.ts';

const RULE_HINTS: Readonly<Record<string, string>> = {
  missing: 'has no value; fill it in at the source',
  not_an_integer: 'is no whole number',
  not_a_number: 'is no plain decimal number; no exponent, no thousands separator',
  not_true_or_false: 'is neither true nor false (also accepted: 1, 0, y, n, yes, no)',
  not_a_date: 'is no day of the calendar written as 2025-05-31',
  too_small: 'is smaller than the contract allows',
  too_big: 'is bigger than the contract allows',
  too_short: 'is shorter than the contract allows',
  too_long: 'is longer than the contract allows',
  unknown_reference:
    'names no record of the feed that it refers to; land that feed first, or correct the code',
  duplicate_key: 'repeats an earlier record word for word; the first one landed',
  conflicting_key:
    'has the key of another record and says something else; none of them landed: correct the source',
};

/** What to do about records that break a rule, in one line. */
export function hintFor(feed: Feed, field: string, rule: string): string {
  const type = feed.fields.find((candidate) => candidate.name === field)?.type;
  if (rule === 'not_one_of' && type?.kind === 'choice') return `is none of ${type.values.join(', ')}`;
  if (rule === 'pattern' && type?.kind === 'text') {
    return (
      `is not of the form ${type.patterns.join(' and ')}; if a spreadsheet turned it into a number ` +
      '(6.00E+05, a lost leading zero), format the column as text and export again'
    );
  }
  const own = feed.rules.find((candidate) => candidate.code === rule);
  return own?.hint ?? RULE_HINTS[rule] ?? (malformedHints as Record<string, string>)[rule] ?? rule;
}
