import {
  PLAIN_WORDS,
  REFUSED_FUNCTIONS,
  REFUSED_PAIRS,
  REFUSED_SYMBOLS,
  REFUSED_WORDS,
  SAME_FUNCTIONS,
} from './lint-rules.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A place in a model where the engines would differ, or that does not read as the others do. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
}

type Report = (at: number, rule: string, why: string, cure: string) => void;

/** A token and the calls that it stands in, innermost last. */
interface Placed extends Token {
  readonly calls: readonly Call[];
}

interface Call {
  readonly name: string;
  /** Index of the opening parenthesis. */
  readonly open: number;
}

/**
 * Finds what a model says that does not mean the same on DuckDB and on Trino, and breaches of how models are written.
 * @param prelude names of the macros that make DuckDB's functions Trino's
 */
export function lintModel(file: string, sql: string, prelude: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (at, rule, why, cure) => {
    const before = sql.slice(0, at).split('\n');
    const message = `${why}; ${cure}`;
    findings.push({ file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, rule, message });
  };
  const tokens = place(tokensOf(sql).filter((token) => token.kind !== 'comment'));
  lintWords(tokens, prelude, report);
  lintNumbers(tokens, report);
  lintTypes(tokens, report);
  lintShape(tokens, report);
  lintText(sql, tokens, report);
  return findings;
}

function place(tokens: readonly Token[]): Placed[] {
  const calls: Call[] = [];
  return tokens.map((token, at) => {
    if (token.text === ')') calls.pop();
    const placed = { ...token, calls: [...calls] };
    if (token.text === '(')
      calls.push({ name: tokens[at - 1]?.kind === 'word' ? (tokens[at - 1]?.text ?? '') : '', open: at });
    return placed;
  });
}

function lintWords(tokens: readonly Placed[], prelude: ReadonlySet<string>, report: Report): void {
  for (const [at, token] of tokens.entries()) {
    const { text } = token;
    const next = tokens[at + 1]?.text ?? '';
    const isMember = tokens[at - 1]?.text === '.';
    const pair = REFUSED_PAIRS[`${text} ${next}`] ?? REFUSED_PAIRS[`${text} ${next} ${tokens[at + 2]?.text}`];
    if (pair) report(token.at, 'differs', pair.why, pair.cure);
    const symbol = token.kind === 'symbol' ? REFUSED_SYMBOLS[text] : undefined;
    if (symbol) report(token.at, 'differs', symbol.why, symbol.cure);
    if (token.kind !== 'word' || isMember) continue;
    const word = REFUSED_WORDS[text];
    if (word) report(token.at, 'differs', `${text}: ${word.why}`, word.cure);
    if (next !== '(' || PLAIN_WORDS.has(text) || isNamed(tokens, at)) continue;
    const refused = REFUSED_FUNCTIONS[text];
    if (refused) report(token.at, 'differs', `${text}: ${refused.why}`, refused.cure);
    else if (!SAME_FUNCTIONS.has(text) && !prelude.has(text)) {
      report(
        token.at,
        'unknown-function',
        `${text} is not known to mean the same on both engines`,
        'try it on both, and add it to the list of those that do',
      );
    }
  }
}

/** `as name (…)`: a relation that names its columns. */
function isNamed(tokens: readonly Placed[], at: number): boolean {
  return tokens[at - 1]?.text === 'as';
}

function lintNumbers(tokens: readonly Placed[], report: Report): void {
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'number' && token.text.includes('.') && !/e/i.test(token.text)) {
      report(
        token.at,
        'decimal',
        `${token.text} is a decimal, whose quotients differ`,
        `write ${token.text}e0`,
      );
    }
    if (token.text === '/') lintDivision(tokens, at, report);
    if (token.text === 'substr' && argument(tokens, at + 1, 1)?.text === '0') {
      report(
        token.at,
        'substr',
        'from place 0 Trino gives nothing and DuckDB the whole text',
        'count places from 1',
      );
    }
    const sides = [tokens[at - 1]?.kind, tokens[at + 1]?.kind];
    if (/^(=|<>|<|>|<=|>=|!=)$/.test(token.text) && sides.includes('string') && sides.includes('number')) {
      report(
        token.at,
        'implicit-cast',
        'a text is compared with a number, which Trino refuses',
        'compare values of one type',
      );
    }
  }
}

function lintDivision(tokens: readonly Placed[], at: number, report: Report): void {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const isLiteral = after?.kind === 'number' && Number(after.text) !== 0;
  if (!isLiteral && after?.text !== 'nullif') {
    report(
      tokens[at]?.at ?? 0,
      'division',
      'by zero Trino fails and DuckDB goes on',
      'divide by nullif(…, 0)',
    );
  }
  const isDouble = (token: Placed | undefined) => token?.kind === 'number' && /e/i.test(token.text);
  if (!isDouble(after) && !isDouble(before) && !endsInDouble(tokens, at)) {
    report(
      tokens[at]?.at ?? 0,
      'division',
      'whole numbers divide to a whole number on Trino alone',
      'cast what is divided as double',
    );
  }
}

/** Whether what stands before is `cast(… as double)`. */
function endsInDouble(tokens: readonly Placed[], at: number): boolean {
  return tokens[at - 1]?.text === ')' && tokens[at - 2]?.text === 'double' && tokens[at - 3]?.text === 'as';
}

function lintTypes(tokens: readonly Placed[], report: Report): void {
  for (const [at, token] of tokens.entries()) {
    const outer = token.calls.at(-1);
    const isFirst = outer !== undefined && outer.open === at - 1;
    if (token.text === 'sum' && tokens[at + 1]?.text === '(' && !(outer?.name === 'cast' && isFirst)) {
      report(
        token.at,
        'sum',
        'it is a bigint on Trino and a hugeint on DuckDB',
        'write cast(sum(…) as bigint)',
      );
    }
    if (
      (token.text === 'date_trunc' || token.text === 'interval') &&
      !token.calls.some((call) => call.name === 'cast')
    ) {
      report(
        token.at,
        'date',
        'of a date it is a date on Trino and a timestamp on DuckDB',
        'write cast(… as date)',
      );
    }
    if (token.text === 'cast' && tokens[at + 1]?.text === '(') lintCast(tokens, at, report);
  }
}

/** A double that becomes a whole number is rounded up on Trino and to the even one on DuckDB. */
function lintCast(tokens: readonly Placed[], at: number, report: Report): void {
  const inside = tokens.filter((token) => token.calls.some((call) => call.open === at + 1));
  const type = inside.at(-1)?.text ?? '';
  if (type !== 'bigint' && type !== 'integer') return;
  const own = inside.filter((token) => token.calls.at(-1)?.open === at + 1);
  const isDouble = own.some(
    (token) =>
      token.text === '/' || (token.kind === 'number' && /e/i.test(token.text)) || token.text === 'avg',
  );
  if (isDouble)
    report(
      tokens[at]?.at ?? 0,
      'rounding',
      'the engines round a double differently',
      'write cast(floor(… + 0.5e0) as bigint)',
    );
}

const AFTER_RELATION = new Set(
  'as on where group order having union left right inner full cross join with except intersect using limit window qualify tablesample'.split(
    ' ',
  ),
);

function lintShape(tokens: readonly Placed[], report: Report): void {
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    if (token.text === ',' && next && /^(from|where|group|order|having|\))$/.test(next.text)) {
      report(token.at, 'trailing-comma', 'only DuckDB takes it', 'remove the comma');
    }
    if (token.text === 'from' && (at === 0 || tokens[at - 1]?.text === '(')) {
      report(token.at, 'from-first', 'only DuckDB takes it', 'begin with select');
    }
    if (token.text === 'by' && tokens[at - 1]?.text === 'group' && next?.kind === 'number') {
      report(next.at, 'group-by', 'a number does not say what it groups by', 'write the columns out');
    }
    if (token.text === 'values' && next?.text !== '(') {
      report(token.at, 'values', 'rows without parentheses differ', 'write values (…), (…)');
    }
    if (token.text === 'from' || token.text === 'join') lintAlias(tokens, at, report);
  }
  const last = tokens.findLastIndex((token) => token.text === 'select' && token.calls.length === 0);
  if (tokens[last + 1]?.text === '*') {
    report(
      tokens[last + 1]?.at ?? 0,
      'columns',
      'the last select does not say its columns',
      'write them out',
    );
  }
}

function lintAlias(tokens: readonly Placed[], at: number, report: Report): void {
  const [relation, next, alias] = [tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  if (relation?.kind !== 'word') return;
  if (next?.kind === 'word' && !AFTER_RELATION.has(next.text)) {
    report(next.at, 'alias', 'an alias without "as" is easily overlooked', `write as ${next.text}`);
  }
  if (next?.text === 'as' && alias?.text.length === 1) {
    report(alias.at, 'alias', 'a single letter says nothing', 'name it for what it holds');
  }
}

function lintText(sql: string, tokens: readonly Placed[], report: Report): void {
  if (!/^-- One row[\s\S]*?\n-- Key: /.test(sql)) {
    report(0, 'comment', 'the model does not say what a row is', 'begin with "-- One row …" and "-- Key: …"');
  }
  if (!sql.endsWith('\n')) report(sql.length, 'newline', 'the file does not end with a line end', 'add one');
  if (sql.includes('\t')) report(sql.indexOf('\t'), 'tab', 'there is a tab', 'indent with four spaces');
  for (const token of tokens) {
    if (token.kind === 'name') {
      report(
        token.at,
        'quoted-name',
        'a quoted name keeps its case on one engine alone',
        'use a lower-case name without quotes',
      );
    }
    if (token.kind === 'word' && sql.slice(token.at, token.at + token.text.length) !== token.text) {
      report(token.at, 'case', 'words of SQL and names are in lower case', `write ${token.text}`);
    }
  }
}

/** First token of the nth argument (from 0) of the call whose parenthesis opens at an index. */
function argument(tokens: readonly Placed[], open: number, nth: number): Placed | undefined {
  const own = tokens
    .map((token, at) => ({ token, at }))
    .filter(({ token }) => token.calls.at(-1)?.open === open);
  const commas = own.filter(({ token }) => token.text === ',');
  const comma = commas[nth - 1];
  return comma ? tokens[comma.at + 1] : undefined;
}
