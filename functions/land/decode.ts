import type { FieldType } from '../../feeds/contract/field.ts';

/** How each kind of value is written in a cell; the compiled SQL reads the same patterns. */
export const WRITTEN = {
  integer: '[+-]?[0-9]{1,15}',
  number: '[+-]?[0-9]{1,15}(\\.[0-9]{1,10})?',
  date: '(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}',
} as const;

export const TRUE_WORDS = ['true', '1', 'y', 'yes'] as const;
export const FALSE_WORDS = ['false', '0', 'n', 'no'] as const;

/** The rule that a cell breaks when it is not written as its kind must be. */
export const NOT_WRITTEN_AS = {
  integer: 'not_an_integer',
  number: 'not_a_number',
  boolean: 'not_true_or_false',
  date: 'not_a_date',
} as const;

export type Decoded = { readonly value: string | number | boolean } | { readonly rule: string };

/** A cell without the blanks around it; only spaces and tabs are blanks, and what is left empty is missing. */
export function trimmed(cell: string | undefined): string | undefined {
  return cell?.replace(/^[ \t]+|[ \t]+$/g, '') || undefined;
}

/** Turns a cell's text into a value of its kind: what it means is the contract's business, not decided here. */
export function decode(type: FieldType, text: string): Decoded {
  switch (type.kind) {
    case 'text':
    case 'choice':
      return { value: text };
    case 'integer':
    case 'number':
      return new RegExp(`^(?:${WRITTEN[type.kind]})$`).test(text)
        ? { value: Number(text) }
        : { rule: NOT_WRITTEN_AS[type.kind] };
    case 'boolean': {
      const word = /^[a-z01]+$/i.test(text) ? text.toLowerCase() : '';
      if (TRUE_WORDS.some((known) => known === word)) return { value: true };
      if (FALSE_WORDS.some((known) => known === word)) return { value: false };
      return { rule: NOT_WRITTEN_AS.boolean };
    }
    case 'date':
      return new RegExp(`^(?:${WRITTEN.date})$`).test(text) ? { value: text } : { rule: NOT_WRITTEN_AS.date };
  }
}
