import { isCondition, isDouble, isText, kindOf } from './kinds.ts';
import {
  argumentsAt,
  callsOf,
  castAt,
  castsAround,
  endOfValue,
  type Hit,
  hitAt,
  type LintedModel,
  placesOf,
  type Range,
  type Rule,
  startOfValue,
  textAt,
} from './model.ts';
import { REFUSED_TYPES, TYPES } from './refusals.ts';

/** Numbers, texts and types that the engines compute or convert differently. */
export const VALUE_RULES: readonly Rule[] = [
  { name: 'division', find: divisions },
  { name: 'decimal', find: decimals },
  { name: 'type', find: types },
  { name: 'rounding', find: roundings },
  { name: 'text-cast', find: textCasts },
  { name: 'sum', find: uncastCalls },
  { name: 'sum', find: sums },
  { name: 'substr', find: substrings },
  { name: 'replace', find: emptyReplacements },
  { name: 'implicit-cast', find: implicitCasts },
  { name: 'row-value', find: rowValues },
];

function* divisions(model: LintedModel): Generator<Hit> {
  for (const at of placesOf(model, '/', '%')) {
    const right = { first: at + 1, last: endOfValue(model, at + 1) };
    if (!isNeverZero(model, right)) {
      yield hitAt(model, at, 'by zero Trino fails and DuckDB goes on', 'divide by nullif(…, 0)');
    }
    if (textAt(model, at) === '/' && !isDouble(model, chainBefore(model, at)) && !isDouble(model, right)) {
      yield hitAt(
        model,
        at,
        'whole numbers divide to a whole number on Trino, and to a fraction on a plain DuckDB',
        'cast what is divided as double',
      );
    }
  }
}

/** A number other than 0, `nullif(…, 0)`, or a cast of that. */
function isNeverZero(model: LintedModel, { first, last }: Range): boolean {
  if (model.tokens[last]?.kind === 'number') return Number(textAt(model, last)) !== 0;
  const open = first + 1;
  if (textAt(model, first) === 'cast') {
    const cast = castAt(model, open);
    return cast !== undefined && isNeverZero(model, cast.value);
  }
  const second = argumentsAt(model, open)[1];
  return (
    textAt(model, first) === 'nullif' && second !== undefined && Number(textAt(model, second.last)) === 0
  );
}

/** The factors and divisors that come before a division: what it divides. */
function chainBefore(model: LintedModel, at: number): Range {
  let first = startOfValue(model, at - 1);
  while (/^[*/%]$/.test(textAt(model, first - 1))) first = startOfValue(model, first - 2);
  return { first, last: at - 1 };
}

function* decimals(model: LintedModel): Generator<Hit> {
  for (const [at, { kind, text }] of model.tokens.entries()) {
    if (kind === 'number' && text.includes('.') && !/e/i.test(text)) {
      yield hitAt(model, at, `${text} is a decimal, whose quotients differ`, `write ${text}e0`);
    }
    if (/^(decimal|numeric)$/.test(text) && model.tokens[at + 1]?.kind === 'string') {
      yield hitAt(model, at, 'it is a decimal, whose quotients differ', 'write a double, such as 0.1e0');
    }
  }
}

function* types(model: LintedModel): Generator<Hit> {
  for (const at of callsOf(model, 'cast')) {
    const cast = castAt(model, at + 1);
    if (!cast || TYPES.has(cast.type) || isWholeDecimal(cast.type)) continue;
    const refused = REFUSED_TYPES.get(textAt(model, cast.typeAt));
    yield hitAt(
      model,
      cast.typeAt,
      `${cast.type}: ${refused?.why ?? 'a column has no such type on both engines'}`,
      refused?.cure ?? `use one of ${[...TYPES].join(', ')}`,
    );
  }
}

/** Without a fraction it multiplies and compares alike, and holds products that 64 bits do not. */
function isWholeDecimal(type: string): boolean {
  return /^decimal\(38,0\)$/.test(type);
}

const WHOLE_TYPES = new Set(['integer', 'bigint', 'smallint', 'tinyint', 'int']);
const ROUNDED = new Set(['floor', 'ceil', 'ceiling', 'round']);

function* roundings(model: LintedModel): Generator<Hit> {
  for (const at of callsOf(model, 'cast')) {
    const cast = castAt(model, at + 1);
    if (!cast || !isDouble(model, cast.value)) continue;
    if (cast.type === 'varchar') {
      yield hitAt(
        model,
        at,
        '2.5 is written 2.5E0 on Trino and 2.5 on DuckDB',
        'round it to a whole number first',
      );
    }
    if (WHOLE_TYPES.has(cast.type) && !isRounded(model, cast.value)) {
      yield hitAt(
        model,
        at,
        'a half goes up on Trino and to the even number on DuckDB',
        'write cast(floor(… + 0.5e0) as bigint)',
      );
    }
  }
}

function isRounded(model: LintedModel, { first, last }: Range): boolean {
  const isWhole = ROUNDED.has(textAt(model, first)) && model.partner.get(first + 1) === last;
  return isWhole && argumentsAt(model, first + 1).length === 1;
}

function* textCasts(model: LintedModel): Generator<Hit> {
  for (const at of callsOf(model, 'cast')) {
    const cast = castAt(model, at + 1);
    if (!cast || !WHOLE_TYPES.has(cast.type) || !isText(model, cast.value)) continue;
    yield hitAt(
      model,
      at,
      "of a text such as '5.5' Trino makes an error and DuckDB a number",
      'let landing type the value: a model casts no text',
    );
  }
}

/** What is one type on Trino and another on DuckDB, so that its type must be said where it leaves the expression. */
const UNCAST: Readonly<Record<string, [why: string, cure: string]>> = {
  sum: ['it is a bigint on Trino and a hugeint on DuckDB', 'write cast(sum(…) as bigint)'],
  grouping: [
    'it is an integer on Trino and a bigint on DuckDB',
    'compare it, or write cast(grouping(…) as bigint)',
  ],
  floor: ['of a whole number it is whole on Trino and a double on DuckDB', 'write cast(floor(…) as bigint)'],
  ceil: ['of a whole number it is whole on Trino and a double on DuckDB', 'write cast(ceil(…) as bigint)'],
  ceiling: [
    'of a whole number it is whole on Trino and a double on DuckDB',
    'write cast(ceiling(…) as bigint)',
  ],
};

const ARITHMETIC = /^[-+*/%]$/;
const COMPARISON = new Set(['=', '<>', '!=', '<', '<=', '>', '>=', 'is', 'in', 'between']);

function* uncastCalls(model: LintedModel): Generator<Hit> {
  for (const at of callsOf(model, ...Object.keys(UNCAST))) {
    const [before, after] = [textAt(model, at - 1), textAt(model, endOfValue(model, at) + 1)];
    const isCompared = COMPARISON.has(before) || COMPARISON.has(after);
    const isReckoned = ARITHMETIC.test(before) || ARITHMETIC.test(after);
    const [why, cure] = UNCAST[textAt(model, at)] ?? ['', ''];
    if ((isCompared && !isReckoned) || isDivisor(model, at)) continue;
    if (castsAround(model, at).length === 0) yield hitAt(model, at, why, cure);
  }
}

/** Inside `/ nullif(…, 0)`: the quotient is a double whatever it is divided by. */
function isDivisor(model: LintedModel, at: number): boolean {
  const open = model.around[at] ?? -1;
  return textAt(model, open - 1) === 'nullif' && textAt(model, open - 2) === '/';
}

function* sums(model: LintedModel): Generator<Hit> {
  for (const at of callsOf(model, 'sum', 'avg')) {
    const [value] = argumentsAt(model, at + 1);
    if (!value) continue;
    if (isCondition(model, value) || kindOf(model, value) === 'boolean') {
      yield hitAt(model, at, 'Trino adds no booleans', 'write count(*) filter (where …)');
    } else if (isDouble(model, value)) {
      yield hitAt(
        model,
        at,
        'the last digit of a sum of doubles depends on the order of the rows',
        'add whole numbers and divide last',
      );
    }
  }
}

function* substrings(model: LintedModel): Generator<Hit> {
  for (const at of callsOf(model, 'substr', 'substring')) {
    const start = argumentsAt(model, at + 1)[1];
    const isZero = start?.first === start?.last && textAt(model, start?.first ?? -1) === '0';
    const isFromZero = [...placesOf(model, 'from')].some(
      (from) => model.around[from] === at + 1 && textAt(model, from + 1) === '0',
    );
    if (isZero || isFromZero) {
      yield hitAt(
        model,
        at,
        'from place 0 Trino gives nothing and DuckDB the whole text',
        'count places from 1',
      );
    }
  }
}

function* emptyReplacements(model: LintedModel): Generator<Hit> {
  for (const at of callsOf(model, 'replace')) {
    const searched = argumentsAt(model, at + 1)[1];
    if (searched && textAt(model, searched.first) === "''") {
      yield hitAt(
        model,
        at,
        'of an empty text Trino finds one at every place and DuckDB none',
        'name what is replaced',
      );
    }
  }
}

function* implicitCasts(model: LintedModel): Generator<Hit> {
  const cure = 'compare values of one type';
  for (const at of placesOf(model, '=', '<>', '!=', '<', '<=', '>', '>=')) {
    const left = kindOf(model, { first: startOfLiteral(model, at - 1), last: at - 1 });
    const right = kindOf(model, { first: at + 1, last: endOfValue(model, at + 1) });
    if (left && right && left !== right) {
      yield hitAt(model, at, `a ${left} is compared with a ${right}, which Trino refuses`, cure);
    }
  }
  for (const at of placesOf(model, 'in', 'between')) {
    const left = at - (textAt(model, at - 1) === 'not' ? 2 : 1);
    const members = textAt(model, at) === 'in' ? argumentsAt(model, at + 1) : bounds(model, at);
    const kinds = [{ first: startOfLiteral(model, left), last: left }, ...members].map((value) =>
      kindOf(model, value),
    );
    if (new Set(kinds.filter((kind) => kind !== undefined)).size > 1) {
      yield hitAt(model, at, 'values of several types are compared, which Trino refuses', cure);
    }
  }
  for (const at of placesOf(model, '||')) {
    if (model.tokens[at - 1]?.kind === 'number' || model.tokens[at + 1]?.kind === 'number') {
      yield hitAt(
        model,
        at,
        'a text is joined with a number, which Trino refuses',
        'cast the number as varchar',
      );
    }
  }
}

/** The first token of a literal with the word or sign before it, as in `date '…'`. */
function startOfLiteral(model: LintedModel, last: number): number {
  const isTyped =
    model.tokens[last]?.kind === 'string' && /^(date|timestamp|interval)$/.test(textAt(model, last - 1));
  return isTyped ? last - 1 : last;
}

function bounds(model: LintedModel, between: number): Range[] {
  const low = { first: between + 1, last: endOfValue(model, between + 1) };
  const high = { first: low.last + 2, last: endOfValue(model, low.last + 2) };
  return textAt(model, low.last + 1) === 'and' ? [low, high] : [];
}

/** `(a, b) = (c, d)`: with nulls in it true, false and unknown differ. */
function* rowValues(model: LintedModel): Generator<Hit> {
  for (const open of placesOf(model, '(')) {
    const before = model.tokens[open - 1];
    const isValue =
      before === undefined || /^(where|on|and|or|not|when|having|select|,|\()$/.test(before.text);
    const after = textAt(model, (model.partner.get(open) ?? open) + 1);
    if (isValue && argumentsAt(model, open).length > 1 && (COMPARISON.has(after) || after === 'not')) {
      yield hitAt(
        model,
        open,
        'with a null in it the engines compare a row differently',
        'compare each column',
      );
    }
  }
}
