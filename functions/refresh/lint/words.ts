import { namedSelects } from '../tokens.ts';
import { type Hit, hitAt, type LintedModel, placesOf, type Rule, textAt } from './model.ts';
import {
  PLAIN_WORDS,
  REFUSED_FUNCTIONS,
  REFUSED_PHRASES,
  REFUSED_SYMBOLS,
  REFUSED_WORDS,
  SAME_FUNCTIONS,
  SAME_SYMBOLS,
} from './refusals.ts';

/** Words, symbols and functions that one engine lacks or reads otherwise. */
export const WORD_RULES: readonly Rule[] = [
  { name: 'differs', find: refusedWords },
  { name: 'differs', find: refusedSymbols },
  { name: 'differs', find: refusedStrings },
  { name: 'differs', find: refusedFunctions },
  { name: 'unknown-function', find: unknownFunctions },
];

function* refusedWords(model: LintedModel): Generator<Hit> {
  for (const [at, { text, kind }] of model.tokens.entries()) {
    if (textAt(model, at - 1) === '.' && kind === 'word') continue;
    const two = `${text} ${textAt(model, at + 1)}`;
    const three = `${two} ${textAt(model, at + 2)}`;
    for (const text of [two, three]) {
      const phrase = REFUSED_PHRASES.get(text);
      if (phrase) yield hitAt(model, at, `${text}: ${phrase.why}`, phrase.cure);
    }
    const word = kind === 'word' ? REFUSED_WORDS.get(text) : undefined;
    if (word) yield hitAt(model, at, `${text}: ${word.why}`, word.cure);
  }
}

function* refusedSymbols(model: LintedModel): Generator<Hit> {
  for (const [at, { text, kind }] of model.tokens.entries()) {
    if (kind !== 'symbol' || SAME_SYMBOLS.has(text)) continue;
    const { why, cure } = REFUSED_SYMBOLS.get(text) ?? {
      why: 'Trino has no such operator',
      cure: 'write it in words',
    };
    yield hitAt(model, at, `${text} ${why}`, cure);
  }
  for (const at of placesOf(model, '[')) {
    if (textAt(model, at - 1) === 'array') continue;
    yield hitAt(
      model,
      at,
      'beyond the end of a list Trino fails and DuckDB gives null',
      'unnest the list into rows',
    );
  }
}

/** Strings in dollar signs, and those with a letter before the quote, such as e'…'. */
function* refusedStrings(model: LintedModel): Generator<Hit> {
  for (const [at, token] of model.tokens.entries()) {
    if (token.kind !== 'string') continue;
    const before = model.tokens[at - 1];
    const hasLetter = before?.kind === 'word' && before.text.length === 1 && before.at + 1 === token.at;
    if (token.text.startsWith('$') || hasLetter) {
      yield hitAt(
        model,
        at,
        'each engine has its own strings of this form',
        "write '…', with '' for a quote in it",
      );
    }
  }
}

function* refusedFunctions(model: LintedModel): Generator<Hit> {
  for (const at of calls(model)) {
    const name = textAt(model, at);
    const refused = model.prelude.has(name) ? undefined : REFUSED_FUNCTIONS.get(name);
    if (refused) yield hitAt(model, at, `${name}: ${refused.why}`, refused.cure);
  }
  for (const [at, token] of model.tokens.entries()) {
    if (token.kind !== 'word' || textAt(model, at - 1) !== '.' || textAt(model, at + 1) !== '(') continue;
    yield hitAt(model, at, 'only DuckDB calls a function behind a dot', `write ${token.text}(…)`);
  }
}

function* unknownFunctions(model: LintedModel): Generator<Hit> {
  for (const at of calls(model)) {
    const name = textAt(model, at);
    if (model.prelude.has(name) || SAME_FUNCTIONS.has(name) || REFUSED_FUNCTIONS.has(name)) continue;
    yield hitAt(
      model,
      at,
      `${name} is not known to mean the same on both engines`,
      'try it on both, and add it to the list of those that do',
    );
  }
}

/** Words before a parenthesis, without those of SQL and the relations that name their columns there. */
function* calls(model: LintedModel): Generator<number> {
  const named = new Set(namedSelects(model).map((select) => select.nameAt));
  for (const [at, token] of model.tokens.entries()) {
    const before = textAt(model, at - 1);
    if (token.kind !== 'word' || textAt(model, at + 1) !== '(' || PLAIN_WORDS.has(token.text)) continue;
    if (before !== '.' && before !== 'as' && !named.has(at)) yield at;
  }
}
