import { ALL_INDICATORS, type Model } from './models.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A column of a relation that a select reads. */
export interface Origin {
  readonly relation: string;
  readonly column: string;
}

/** One select of a model: what its columns are made of, and what it reads under which name. */
interface Select {
  readonly items: readonly (readonly Token[])[];
  readonly sources: ReadonlyMap<string, string | readonly Select[]>;
}

interface Statement {
  readonly steps: ReadonlyMap<string, readonly Select[]>;
  readonly last: readonly Select[];
}

/**
 * Finds from which columns of which relations each column of a model is made. Joins and filters are not counted:
 * they decide which rows there are, not what a column says.
 */
export function columnOrigins(model: Model): Map<string, Origin[]> {
  if (model.name === ALL_INDICATORS) {
    return new Map(
      model.columns.map(({ name }) => [
        name,
        model.references.map((relation) => ({ relation, column: name })),
      ]),
    );
  }
  const statement = readStatement(tokensOf(model.sql).filter((token) => token.kind !== 'comment'));
  return new Map(
    model.columns.map(({ name }) => [name, distinct(originsIn(statement, statement.last, name))]),
  );
}

/** Follows a model's columns through the models that it reads, down to what the given relations hold. */
export function traceColumns(
  models: readonly Model[],
  given: ReadonlySet<string>,
): (model: string, column: string) => Origin[] {
  const origins = new Map(models.map((model) => [model.name, columnOrigins(model)]));
  const trace = (relation: string, column: string): Origin[] => {
    if (given.has(relation)) return [{ relation, column }];
    const own = origins.get(relation)?.get(column) ?? [];
    return distinct(own.flatMap((origin) => trace(origin.relation, origin.column)));
  };
  return trace;
}

function originsIn(statement: Statement, selects: readonly Select[], column: string): Origin[] {
  return selects.flatMap(({ items, sources }) =>
    items.flatMap((item) => {
      const last = item.at(-1)?.text;
      if (last === '*')
        return item[0] && item[0].text !== '*'
          ? fromSource(statement, sources, item[0].text, column)
          : fromAny(statement, sources, column);
      if (last !== column) return [];
      return item.flatMap((token, at) => {
        const isColumn = item[at - 1]?.text === '.' && item[at - 2]?.kind === 'word';
        return isColumn ? fromSource(statement, sources, item[at - 2]?.text ?? '', token.text) : [];
      });
    }),
  );
}

function fromSource(
  statement: Statement,
  sources: Select['sources'],
  alias: string,
  column: string,
): Origin[] {
  const source = sources.get(alias);
  if (source === undefined) return [];
  if (typeof source !== 'string') return originsIn(statement, source, column);
  const step = statement.steps.get(source);
  return step ? originsIn(statement, step, column) : [{ relation: source, column }];
}

/** `select * from one`: whatever it reads. */
function fromAny(statement: Statement, sources: Select['sources'], column: string): Origin[] {
  return [...sources.keys()].flatMap((alias) => fromSource(statement, sources, alias, column));
}

function readStatement(tokens: readonly Token[]): Statement {
  const steps = new Map<string, readonly Select[]>();
  let at = 0;
  if (tokens[0]?.text === 'with') {
    for (at = 1; tokens[at + 1]?.text === 'as'; at += tokens[at]?.text === ',' ? 1 : 0) {
      const end = closing(tokens, at + 2);
      steps.set(tokens[at]?.text ?? '', readSelects(tokens.slice(at + 3, end)));
      at = end + 1;
    }
  }
  return { steps, last: readSelects(tokens.slice(at)) };
}

/** The selects that a union puts one after the other. */
function readSelects(tokens: readonly Token[]): Select[] {
  return split(tokens, (token) => token.text === 'union').map((part) => {
    const select = part[0]?.text === 'all' ? part.slice(1) : part;
    const from = top(select).find(({ token }) => token.text === 'from')?.at ?? select.length;
    const items = split(select.slice(1, from), (token) => token.text === ',');
    return { items, sources: readSources(select.slice(from)) };
  });
}

function readSources(tokens: readonly Token[]): Map<string, string | readonly Select[]> {
  const sources = new Map<string, string | readonly Select[]>();
  for (const { token, at } of top(tokens)) {
    if (token.text !== 'from' && token.text !== 'join') continue;
    const first = tokens[at + 1];
    if (first?.text === '(') {
      const end = closing(tokens, at + 1);
      const inner = tokens.slice(at + 2, end);
      if (inner[0]?.text === 'select') sources.set(tokens[end + 2]?.text ?? '', readSelects(inner));
    } else if (first) {
      const alias = tokens[at + 2]?.text === 'as' ? tokens[at + 3] : first;
      sources.set(alias?.text ?? '', first.text);
    }
  }
  return sources;
}

/** The tokens that stand in no parenthesis. */
function top(tokens: readonly Token[]): { token: Token; at: number }[] {
  let depth = 0;
  return tokens
    .map((token, at) => ({ token, at }))
    .filter(({ token }) => {
      if (token.text === ')') depth -= 1;
      const isTop = depth === 0;
      if (token.text === '(') depth += 1;
      return isTop;
    });
}

function split(tokens: readonly Token[], isBetween: (token: Token) => boolean): Token[][] {
  const cuts = top(tokens)
    .filter(({ token }) => isBetween(token))
    .map(({ at }) => at);
  return [...cuts, tokens.length].map((cut, part) =>
    tokens.slice(part === 0 ? 0 : (cuts[part - 1] ?? 0) + 1, cut),
  );
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === '(') depth += 1;
    if (tokens[at]?.text === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

function distinct(origins: readonly Origin[]): Origin[] {
  return [...new Map(origins.map((origin) => [`${origin.relation}.${origin.column}`, origin])).values()];
}
