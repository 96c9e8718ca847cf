import { createHash } from 'node:crypto';
import type { Feed } from '../../feeds/contract/feed.ts';
import { columnType, type Field, type FieldType } from '../../feeds/contract/field.ts';
import { literal, quoted } from '../engines/sql-text.ts';
import { FALSE_WORDS, NOT_WRITTEN_AS, TRUE_WORDS, WRITTEN } from './decode.ts';

/** The cell of a field in the compiled selects. */
export const cellOf = (field: string) => quoted(`cell_${field}`);

/**
 * Cells without the blanks around them; `''` is missing.
 * @param sources the text of each field, as an expression over the file's columns
 * @param isPadded whether any cell may have blanks around it; without, no time is spent on them
 */
export function cellColumns(
  feed: Feed,
  sources: Readonly<Record<string, string>>,
  codes: Readonly<Record<string, Readonly<Record<string, string>>>>,
  isPadded: boolean,
): string[] {
  return feed.fields.map(({ name }) => {
    const source = sources[name] ?? 'cast(null as varchar)';
    const cell = isPadded ? unpadded(source) : source;
    return `${mapped(cell, codes[name])} as ${cellOf(name)}`;
  });
}

/** Trims only the cells that need it: trimming every one would take longer than all checks together. */
function unpadded(source: string): string {
  const isPadded = `ascii(${source}) in (9, 32) or suffix(${source}, ' ') or suffix(${source}, '\t')`;
  return `case when ${isPadded} then nullif(trim(${source}, ' \t'), '') else ${source} end`;
}

function mapped(cell: string, codes: Readonly<Record<string, string>> | undefined): string {
  if (!codes) return cell;
  const cases = Object.entries(codes).map(([code, value]) => `when ${text(code)} then ${text(value)}`);
  return `case ${cell} ${cases.join(' ')} else ${cell} end`;
}

/** Each field's value, over the cells: zod's value of a good cell, anything at all of a bad one. */
export function typedColumns(feed: Feed): string[] {
  return feed.fields.map((field) => `${typed(field)} as ${quoted(field.name)}`);
}

function typed({ name, type }: Field): string {
  const cell = cellOf(name);
  switch (type.kind) {
    case 'text':
    case 'choice':
      return cell;
    case 'boolean':
      return `lower(${cell}) in (${TRUE_WORDS.map(text).join(', ')})`;
    default:
      return `try_cast(${cell} as ${columnType(type)})`;
  }
}

/** True exactly for a record in which judge finds nothing; over cells and typed columns, and never null. */
export function isGood(feed: Feed): string {
  const fields = feed.fields.map((field) => {
    const good = goodValue(field.type, cellOf(field.name), quoted(field.name));
    return field.required ? good : `(${cellOf(field.name)} is null or ${good})`;
  });
  const rules = feed.rules.map((rule) => `coalesce(${rule.sql}, true)`);
  const valid = `coalesce(${fields.join('\n    and ')}, false)`;
  // A rule sees valid values alone: over any others its arithmetic may fail, and the whole file with it.
  return rules.length === 0 ? valid : `case when ${valid}\n    then ${rules.join(' and ')} else false end`;
}

function goodValue(type: FieldType, cell: string, value: string): string {
  switch (type.kind) {
    case 'text': {
      const length = isBounded(type)
        ? []
        : [`length(${cell}) between ${type.minLength} and ${type.maxLength}`];
      return [...type.patterns.map((pattern) => matches(cell, pattern)), ...length].join(' and ');
    }
    case 'choice':
      return `${cell} in (${type.values.map(text).join(', ')})`;
    case 'integer':
      return isGoodInteger(type, cell, value);
    case 'number':
      return `${matches(cell, WRITTEN.number)} and ${value} between ${type.min} and ${type.max}`;
    case 'boolean':
      return `lower(${cell}) in (${[...TRUE_WORDS, ...FALSE_WORDS].map(text).join(', ')})`;
    case 'date':
      // The cast alone also reads 2024-2-3 and 2024-01-1d; of all texts of a date only one is how it prints.
      return `${value} between date '1900-01-01' and date '2099-12-31' and cast(${value} as varchar) = ${cell}`;
  }
}

/** Most integers are written as they print, which is cheaper to see than whether they match a pattern. */
function isGoodInteger({ min, max }: { min: number; max: number }, cell: string, value: string): string {
  const matched = `${matches(cell, WRITTEN.integer)} and ${value} between ${min} and ${max}`;
  const isNarrow = max - min < 1000;
  if (isNarrow) {
    const printed = Array.from({ length: max - min + 1 }, (_, at) => text(String(min + at)));
    return `case when ${cell} in (${printed.join(', ')}) then true else ${matched} end`;
  }
  const hasLongValues = Math.max(-min, max) >= 1e15;
  if (hasLongValues) return matched;
  const isInRange = `${value} between ${min} and ${max}`;
  return `case when cast(${value} as varchar) = ${cell} then ${isInRange} else ${matched} end`;
}

/** Whether the patterns alone hold the text to its lengths: without an open end it is as long as they are. */
function isBounded({ patterns, minLength, maxLength }: Extract<FieldType, { kind: 'text' }>): boolean {
  const isDefault = minLength === 1 && maxLength === 4000;
  return isDefault && patterns.some((pattern) => !/[*+]|\{\d+,\}/.test(pattern));
}

/**
 * One row per broken rule, over a relation of bad records with their cells.
 * @param records a select with the column `record` and every cell
 */
export function violations(feed: Feed, records: string): string {
  const fields = feed.fields.map((field) => violation(field.name, brokenRule(field)));
  const rules = feed.rules.map((rule) => {
    const isJudged = rule.fields.map((name) => `${brokenRule(fieldOf(feed, name))} is null`);
    const last = rule.fields.at(-1) ?? '';
    return violation(
      last,
      `case when ${isJudged.join(' and ')} and not coalesce(${rule.sql}, true) then ${text(rule.code)} end`,
    );
  });
  return `select record, broken.field, broken.rule, broken.value
from (
    select record, unnest([${[...fields, ...rules].join(',\n        ')}]) as broken
    from (select *, ${typedColumns(feed).join(', ')} from (${records}) as cells) as typed
) as found
where broken is not null`;
}

function violation(field: string, rule: string): string {
  return `case when (${rule}) is not null then {'field': ${text(field)}, 'rule': ${rule}, 'value': ${cellOf(field)}} end`;
}

/** The rule that a field breaks by itself, or null. */
function brokenRule({ name, type, required }: Field): string {
  const cell = cellOf(name);
  const cases = brokenCases(type, cell, quoted(name)).map(
    ([broken, rule]) => `when ${broken} then ${text(rule)}`,
  );
  const missing = required ? text('missing') : 'null';
  return `case when ${cell} is null then ${missing} ${cases.join(' ')} end`;
}

function brokenCases(type: FieldType, cell: string, value: string): [broken: string, rule: string][] {
  switch (type.kind) {
    case 'text':
      return [
        [`length(${cell}) < ${type.minLength}`, 'too_short'],
        [`length(${cell}) > ${type.maxLength}`, 'too_long'],
        ...type.patterns.map((pattern): [string, string] => [`not ${matches(cell, pattern)}`, 'pattern']),
      ];
    case 'choice':
      return [[`${cell} not in (${type.values.map(text).join(', ')})`, 'not_one_of']];
    case 'integer':
    case 'number': {
      // Wider than the column: what does not fit into it is too big, not unknown.
      const wide = `try_cast(${cell} as ${type.kind === 'integer' ? 'bigint' : 'double'})`;
      return [
        [`not ${matches(cell, WRITTEN[type.kind])}`, NOT_WRITTEN_AS[type.kind]],
        [`${wide} < ${type.min}`, 'too_small'],
        [`${wide} > ${type.max}`, 'too_big'],
      ];
    }
    case 'boolean':
    case 'date':
      return [[`not coalesce(${goodValue(type, cell, value)}, false)`, NOT_WRITTEN_AS[type.kind]]];
  }
}

function matches(cell: string, pattern: string): string {
  return `regexp_full_match(${cell}, ${text(pattern.replace(/^\^|\$$/g, ''))})`;
}

function text(value: string): string {
  return literal(value, 'varchar');
}

function fieldOf(feed: Feed, name: string): Field {
  return feed.fields.find((field) => field.name === name) as Field;
}

/** Changes with everything that can change a verdict or what a later file replaces. */
export function contractId(feed: Feed): string {
  const fields = feed.fields.map(({ name, type, required }) => ({ name, type, required }));
  const rules = feed.rules.map(({ code, fields: of, sql }) => ({ code, of, sql }));
  const written = [WRITTEN, TRUE_WORDS, FALSE_WORDS];
  const contract = JSON.stringify({
    fields,
    rules,
    key: feed.key,
    scope: feed.scope,
    references: feed.references,
    written,
  });
  return createHash('sha256').update(contract).digest('hex').slice(0, 12);
}
