import type { Feed } from '../../feeds/contract/feed.ts';
import type { Field } from '../../feeds/contract/field.ts';
import { malformedHints } from './malformed.ts';
import type { LandedReceipt } from './receipt.ts';

const RULE_HINTS: Readonly<Record<string, string>> = {
  missing: 'has no value; fill it in at the source',
  not_an_integer: 'is no whole number, written in digits alone',
  not_a_number: 'is no plain decimal number; no exponent, no thousands separator',
  not_true_or_false: 'is neither true nor false (also accepted: 1, 0, y, n, yes, no)',
  not_a_date: 'is no day of the calendar written as 2025-05-31',
  duplicate_key: 'repeats an earlier record word for word; the first one landed, nothing need be done',
  conflicting_key:
    'has the key of another record and says something else; none of them landed: correct the source',
};

/** What to do about records that break a rule, in one line that goes on from the name of the field. */
export function hintFor(feed: Feed, name: string, rule: string): string {
  const field = feed.fields.find((candidate) => candidate.name === name);
  const own = feed.rules.find((candidate) => candidate.code === rule);
  return (
    own?.hint ??
    (field && hintOfType(field, rule)) ??
    referenceHint(feed, name, rule) ??
    RULE_HINTS[rule] ??
    (malformedHints as Record<string, string>)[rule] ??
    rule
  );
}

function hintOfType({ type, description }: Field, rule: string): string | undefined {
  switch (rule) {
    case 'not_one_of':
      return type.kind === 'choice' ? `is none of ${type.values.join(', ')}` : undefined;
    case 'pattern':
      return (
        `is not of the form of this field (${description.replace(/\.$/, '')}); if a spreadsheet made a number of it ` +
        '(6.00E+05, a lost leading zero), format the column as text and export again'
      );
    case 'too_small':
      return 'min' in type ? `is smaller than ${type.min}; correct it at the source` : undefined;
    case 'too_big':
      return 'max' in type ? `is bigger than ${type.max}; correct it at the source` : undefined;
    case 'too_short':
      return type.kind === 'text' ? `has fewer than ${type.minLength} characters` : undefined;
    case 'too_long':
      return type.kind === 'text' ? `has more than ${type.maxLength} characters` : undefined;
    default:
      return undefined;
  }
}

function referenceHint(feed: Feed, field: string, rule: string): string | undefined {
  if (rule !== 'unknown_reference') return undefined;
  return `names no record of ${feed.references[field]}; correct it, or land that feed first and then this file again`;
}

// More would be a quarantine, not a message.
const MOST_EXPLAINED = 3;

/** The rules that most records broke, in one line; without any value. */
export function explain(brokenRules: LandedReceipt['brokenRules']): string {
  const parts = brokenRules.slice(0, MOST_EXPLAINED).map(({ field, records, firstRecord, hint }) => {
    const where = records === 1 ? `record ${firstRecord}` : `${records} records, the first is ${firstRecord}`;
    return field === '' ? `A record ${hint} (${where}).` : `${field} ${hint} (${where}).`;
  });
  return parts.join(' ');
}
