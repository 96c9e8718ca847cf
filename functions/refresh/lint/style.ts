import { namedSelects, type Token, tokensOf } from '../tokens.ts';
import { type Hit, hitAt, type LintedModel, type Rule, textAt } from './model.ts';
import { KEYWORDS, VALUE_WORDS } from './refusals.ts';

/** How a model reads: its names, its comment on top, its lines. */
export const STYLE_RULES: readonly Rule[] = [
  { name: 'alias', find: aliasesWithoutAs },
  { name: 'alias', find: singleLetters },
  { name: 'case', find: capitals },
  { name: 'quoted-name', find: quotedNames },
  { name: 'comment', find: missingComment },
  { name: 'comment', find: nestedComments },
  { name: 'newline', find: lineEnds },
  { name: 'tab', find: tabs },
];

/** A name right after a value, which makes it an alias. */
function* aliasesWithoutAs(model: LintedModel): Generator<Hit> {
  for (const [at, token] of model.tokens.entries()) {
    const isName = token.kind === 'name' || (token.kind === 'word' && !KEYWORDS.has(token.text));
    if (!isName || !endsValue(model, at - 1)) continue;
    yield hitAt(model, at, 'an alias without "as" is easily overlooked', `write as ${token.text}`);
  }
}

function endsValue(model: LintedModel, at: number): boolean {
  const token = model.tokens[at];
  switch (token?.kind) {
    case 'word':
      return !KEYWORDS.has(token.text) || VALUE_WORDS.has(token.text) || textAt(model, at - 1) === '.';
    case 'string':
      return textAt(model, at - 1) !== 'interval';
    case 'name':
    case 'number':
      return true;
    default:
      return token?.text === ')' || token?.text === ']';
  }
}

function* singleLetters(model: LintedModel): Generator<Hit> {
  const named = namedSelects(model).map(({ nameAt }) => nameAt);
  for (const [at, token] of model.tokens.entries()) {
    const isAlias = token.kind === 'word' && textAt(model, at - 1) === 'as';
    if (token.text.length !== 1 || !(isAlias || named.includes(at))) continue;
    yield hitAt(model, at, `${token.text}: a single letter says nothing`, 'name it for what it holds');
  }
}

function* capitals(model: LintedModel): Generator<Hit> {
  for (const [at, { kind, text, at: start }] of model.tokens.entries()) {
    if (kind !== 'word' || model.sql.startsWith(text, start)) continue;
    yield hitAt(model, at, 'words of SQL and names are in lower case', `write ${text}`);
  }
}

function* quotedNames(model: LintedModel): Generator<Hit> {
  for (const [at, { kind, text }] of model.tokens.entries()) {
    if (kind !== 'name' || KEYWORDS.has(text.slice(1, -1))) continue;
    yield hitAt(model, at, 'a name is quoted without need', 'use a lower-case name without quotes');
  }
}

function* missingComment({ sql }: LintedModel): Generator<Hit> {
  const comment = /^(?:--[^\n]*\n)*/.exec(sql)?.[0] ?? '';
  if (!/^-- One row\b/.test(comment)) {
    yield { at: 0, why: 'the model does not say what a row is', cure: 'begin with "-- One row …"' };
  } else if (!/\bKey: [a-z]/.test(comment)) {
    yield {
      at: 0,
      why: 'the model does not say its key',
      cure: 'write "-- Key: column, column." below the first line',
    };
  }
}

function* nestedComments({ sql }: LintedModel): Generator<Hit> {
  for (const token of tokensOf(sql)) {
    if (!isNested(token)) continue;
    yield {
      at: token.at,
      why: 'Trino ends a comment at the first end and DuckDB at its own',
      cure: 'write -- …',
    };
  }
}

function isNested(token: Token): boolean {
  return token.kind === 'comment' && token.text.startsWith('/*') && token.text.includes('/*', 2);
}

function* lineEnds({ sql }: LintedModel): Generator<Hit> {
  const carriage = sql.indexOf('\r');
  if (carriage >= 0)
    yield { at: carriage, why: 'a line ends as on Windows', cure: 'save the file with LF line ends' };
  if (!sql.endsWith('\n'))
    yield { at: sql.length, why: 'the file does not end with a line end', cure: 'add one' };
}

function* tabs({ sql }: LintedModel): Generator<Hit> {
  const tab = sql.indexOf('\t');
  if (tab >= 0) yield { at: tab, why: 'there is a tab', cure: 'indent with four spaces' };
}
