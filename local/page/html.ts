/** Markup that is safe to put on the page: made by `html`, or vouched for by `trusted`. */
export interface Html {
  readonly markup: string;
}

export type Slot = Html | string | number | null | readonly Slot[];

/** A template whose every value is escaped, unless it is markup already; lists join, null is nothing. */
export function html(parts: TemplateStringsArray, ...slots: readonly Slot[]): Html {
  return { markup: String.raw({ raw: parts }, ...slots.map(markupOf)) };
}

/** Markup that this project made itself, such as a drawn picture or its styles. */
export function trusted(markup: string): Html {
  return { markup };
}

/** Text as it may stand between tags and in quoted attributes. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A code as an id of the page. */
export function anchor(code: string): string {
  return code.replace(/[^A-Za-z0-9]+/g, '-');
}

function markupOf(slot: Slot): string {
  if (slot === null) return '';
  if (typeof slot === 'string') return escaped(slot);
  if (typeof slot === 'number') return String(slot);
  return isList(slot) ? slot.map(markupOf).join('') : slot.markup;
}

function isList(slot: Slot): slot is readonly Slot[] {
  return Array.isArray(slot);
}
