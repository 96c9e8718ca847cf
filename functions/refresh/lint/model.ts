import { type Statement, statementOf } from '../tokens.ts';
import type { Refusal } from './refusals.ts';

/** A model as the rules see it. */
export interface LintedModel extends Statement {
  readonly sql: string;
  /** Names of the macros that make DuckDB's functions Trino's. */
  readonly prelude: ReadonlySet<string>;
}

/** What a rule found, and where in the text. */
export interface Hit extends Refusal {
  readonly at: number;
}

export interface Rule {
  readonly name: string;
  readonly find: (model: LintedModel) => Iterable<Hit>;
}

/** Tokens in a row, both ends included, by their indices. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

export function readForLint(sql: string, prelude: ReadonlySet<string>): LintedModel {
  return { ...statementOf(sql), sql, prelude };
}

export function hitAt(model: LintedModel, index: number, why: string, cure: string): Hit {
  return { at: model.tokens[index]?.at ?? 0, why, cure };
}

export function textAt(model: Statement, index: number): string {
  return model.tokens[index]?.text ?? '';
}

/** The indices at which one of these words or symbols stands, strings and quoted names apart. */
export function* placesOf(model: Statement, ...texts: string[]): Generator<number> {
  for (const [at, token] of model.tokens.entries()) {
    if (texts.includes(token.text) && textAt(model, at - 1) !== '.') yield at;
  }
}

/** The indices of the names of calls of these functions. */
export function* callsOf(model: Statement, ...names: string[]): Generator<number> {
  for (const at of placesOf(model, ...names)) if (textAt(model, at + 1) === '(') yield at;
}

/** A range cut at separators that stand neither in a parenthesis nor in a case of it. */
export function splitAt(
  model: Statement,
  { first, last }: Range,
  separators: ReadonlySet<string>,
): readonly Range[] {
  const parts: Range[] = [];
  let start = first;
  let cases = 0;
  for (let at = first; at <= last; at += 1) {
    if (model.around[at] !== model.around[first]) continue;
    const text = textAt(model, at);
    if (text === 'case') cases += 1;
    else if (text === 'end') cases -= 1;
    else if (cases === 0 && separators.has(text)) {
      parts.push({ first: start, last: at - 1 });
      start = at + 1;
    }
  }
  return [...parts, { first: start, last }].filter((part) => part.first <= part.last);
}

const COMMA: ReadonlySet<string> = new Set([',']);

/** The arguments of the call whose parenthesis opens at an index. */
export function argumentsAt(model: Statement, open: number): readonly Range[] {
  const last = (model.partner.get(open) ?? open + 1) - 1;
  return last > open ? splitAt(model, { first: open + 1, last }, COMMA) : [];
}

export interface Cast {
  readonly value: Range;
  readonly typeAt: number;
  readonly type: string;
}

/** The parts of the cast whose parenthesis opens at an index. */
export function castAt(model: Statement, open: number): Cast | undefined {
  const close = model.partner.get(open) ?? open;
  for (let at = close - 1; at > open; at -= 1) {
    if (model.around[at] !== open || textAt(model, at) !== 'as') continue;
    const type = model.tokens.slice(at + 1, close).map((token) => token.text);
    return {
      value: { first: open + 1, last: at - 1 },
      typeAt: at + 1,
      type: type.join(' ').replace(/ ?([(),]) ?/g, '$1'),
    };
  }
  return undefined;
}

/** The types of the casts around a token, innermost first. */
export function castsAround(model: Statement, index: number): string[] {
  const types: string[] = [];
  for (let open = model.around[index] ?? -1; open >= 0; open = model.around[open] ?? -1) {
    if (textAt(model, open - 1) === 'cast') types.push(castAt(model, open)?.type ?? '');
  }
  return types;
}

/** The last token of what begins at an index: a column, literal, parenthesis, case, or call with its filter and over. */
export function endOfValue(model: Statement, first: number): number {
  let last = first;
  if (textAt(model, last) === '-' || textAt(model, last) === '+') last += 1;
  if (textAt(model, last) === 'case') return endOfCase(model, last);
  while (textAt(model, last + 1) === '.') last += 2;
  if (/^(date|timestamp)$/.test(textAt(model, last)) && model.tokens[last + 1]?.kind === 'string')
    return last + 1;
  if (textAt(model, last) === '(') return model.partner.get(last) ?? last;
  if (model.tokens[last]?.kind === 'word' && textAt(model, last + 1) === '(')
    last = model.partner.get(last + 1) ?? last;
  while (textAt(model, last) === ')' && /^(filter|over)$/.test(textAt(model, last + 1))) {
    last = textAt(model, last + 2) === '(' ? (model.partner.get(last + 2) ?? last) : last + 2;
  }
  return last;
}

/** The first token of what ends at an index. */
export function startOfValue(model: Statement, last: number): number {
  let first = last;
  if (textAt(model, last) === 'end') return startOfCase(model, last);
  if (textAt(model, last) === ')') {
    first = model.partner.get(last) ?? last;
    if (/^(filter|over)$/.test(textAt(model, first - 1))) return startOfValue(model, first - 2);
    if (
      model.tokens[first - 1]?.kind === 'word' &&
      !/^(and|or|not|in|then|else|when|by|on|where|select|between)$/.test(textAt(model, first - 1))
    )
      first -= 1;
  }
  while (textAt(model, first - 1) === '.') first -= 2;
  return first;
}

function endOfCase(model: Statement, first: number): number {
  let depth = 0;
  for (let at = first; at < model.tokens.length; at += 1) {
    if (textAt(model, at) === 'case') depth += 1;
    if (textAt(model, at) === 'end') depth -= 1;
    if (depth === 0) return at;
  }
  return first;
}

function startOfCase(model: Statement, last: number): number {
  let depth = 0;
  for (let at = last; at >= 0; at -= 1) {
    if (textAt(model, at) === 'end') depth += 1;
    if (textAt(model, at) === 'case') depth -= 1;
    if (depth === 0) return at;
  }
  return last;
}
