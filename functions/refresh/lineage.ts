import { ALL_INDICATORS, type Model } from './models.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A column of a relation that a select reads, or its rows, where they are counted. */
export interface Origin {
  readonly relation: string;
  readonly column: string;
}

/** In place of a column: how many rows there are. */
export const ROWS = '*';

/** The columns of relations that models read, by relation. */
export type Relations = ReadonlyMap<string, ReadonlySet<string>>;

/** One select of a model: what its columns are made of, and what it reads under which name. */
interface Select {
  readonly items: readonly (readonly Token[])[];
  readonly sources: ReadonlyMap<string, string | readonly Select[]>;
}

interface Statement {
  readonly steps: ReadonlyMap<string, readonly Select[]>;
  readonly last: readonly Select[];
  readonly relations: Relations;
}

/**
 * Finds from which columns of which relations each column of a model is made. Joins and filters are not counted:
 * they decide which rows there are, not what a column says.
 */
export function columnOrigins(model: Model, relations: Relations): Map<string, Origin[]> {
  const names = [...model.columns.map(({ name }) => name), ROWS];
  if (model.name === ALL_INDICATORS) {
    return new Map(
      names.map((column) => [column, model.references.map((relation) => ({ relation, column }))]),
    );
  }
  const tokens = tokensOf(model.sql).filter((token) => token.kind !== 'comment');
  const statement = { ...readStatement(tokens), relations };
  return new Map(names.map((column) => [column, distinct(originsIn(statement, statement.last, column))]));
}

/** Follows a model's columns through the models that it reads, down to what the given relations hold. */
export function traceColumns(
  models: readonly Model[],
  given: Relations,
): (model: string, column: string) => Origin[] {
  const relations = new Map(given);
  for (const { name, columns } of models) relations.set(name, new Set(columns.map((column) => column.name)));
  const origins = new Map(models.map((model) => [model.name, columnOrigins(model, relations)]));
  const trace = (relation: string, column: string): Origin[] => {
    if (given.has(relation)) return [{ relation, column }];
    const own = origins.get(relation)?.get(column) ?? [];
    return distinct(own.flatMap((origin) => trace(origin.relation, origin.column)));
  };
  return trace;
}

/** The given relations that a model's rows depend on in any way, joins and filters included. */
export function traceRelations(models: readonly Model[], given: Relations): (model: string) => string[] {
  const references = new Map(models.map((model) => [model.name, model.references]));
  const trace = (relation: string): string[] =>
    given.has(relation) ? [relation] : [...new Set((references.get(relation) ?? []).flatMap(trace))];
  return trace;
}

function originsIn(statement: Statement, selects: readonly Select[], column: string): Origin[] {
  return selects.flatMap((select) => {
    if (column === ROWS) return rowsOf(statement, select);
    return select.items.flatMap((item) => {
      const last = item.at(-1)?.text;
      if (last === '*')
        return item[0] && item[0].text !== '*'
          ? fromSource(statement, select.sources, item[0].text, column)
          : fromAny(statement, select.sources, column);
      return last === column ? originsOfItem(statement, select, item) : [];
    });
  });
}

function originsOfItem(statement: Statement, select: Select, item: readonly Token[]): Origin[] {
  const says = item.at(-2)?.text === 'as' ? item.slice(0, -2) : item;
  const columns = says.flatMap((token, at) => {
    if (token.kind !== 'word' || says[at + 1]?.text === '.') return [];
    if (says[at - 1]?.text === '.')
      return fromSource(statement, select.sources, says[at - 2]?.text ?? '', token.text);
    // A word alone is a column where a source has one of that name.
    return [...select.sources]
      .filter(([, source]) => hasColumn(statement, source, token.text))
      .flatMap(([alias]) => fromSource(statement, select.sources, alias, token.text));
  });
  const countsRows = says.some((token, at) => token.text === 'count' && says[at + 2]?.text === '*');
  // A number for each row, such as the 1 of a denominator, counts rows as soon as it is summed.
  const isNumber = columns.length === 0 && says.some((token) => token.kind === 'number');
  return countsRows || isNumber ? [...columns, ...rowsOf(statement, select)] : columns;
}

/** The rows that a select begins from. */
function rowsOf(statement: Statement, { sources }: Select): Origin[] {
  const [alias] = [...sources.keys()];
  return alias === undefined ? [] : fromSource(statement, sources, alias, ROWS);
}

function hasColumn(statement: Statement, source: string | readonly Select[], column: string): boolean {
  const selects = typeof source === 'string' ? statement.steps.get(source) : source;
  if (!selects) return statement.relations.get(String(source))?.has(column) ?? false;
  return selects.some(({ items, sources }) =>
    items.some((item) => {
      if (item.at(-1)?.text !== '*') return item.at(-1)?.text === column;
      const inner = item[0]?.text === '*' ? [...sources.values()] : [sources.get(item[0]?.text ?? '') ?? ''];
      return inner.some((each) => hasColumn(statement, each, column));
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

function readStatement(tokens: readonly Token[]): Omit<Statement, 'relations'> {
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
