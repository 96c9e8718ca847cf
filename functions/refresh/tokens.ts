/** A piece of SQL text; words are in lower case, strings and quoted names keep their quotes. */
export interface Token {
  /** `unclosed`: a quote or comment that has no end. */
  readonly kind: 'word' | 'number' | 'string' | 'name' | 'comment' | 'symbol' | 'unclosed';
  readonly text: string;
  /** Where it begins in the text. */
  readonly at: number;
}

/** The tokens of a statement without its comments, and how its parentheses lie in one another. */
export interface Statement {
  readonly tokens: readonly Token[];
  /** For each token the index of the parenthesis around it, -1 where there is none. */
  readonly around: readonly number[];
  /** From the index of a parenthesis to that of its other half, both ways. */
  readonly partner: ReadonlyMap<number, number>;
}

/** A select that `with` gives a name, by the indices of its tokens. */
export interface NamedSelect {
  readonly name: string;
  readonly nameAt: number;
  readonly open: number;
  readonly close: number;
  /** The first and the last token at which the name means this select. */
  readonly from: number;
  readonly to: number;
}

const SHAPES: readonly [Token['kind'], RegExp][] = [
  ['comment', /--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['string', /'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$/y],
  ['name', /"(?:[^"]|"")*"/y],
  ['unclosed', /'|"|\/\*/y],
  ['number', /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y],
  ['word', /[A-Za-z_][A-Za-z0-9_$]*/y],
  ['symbol', /::|<>|<=|>=|!=|==|=>|:=|\|\||->>?|\/\/|\*\*|<<|>>|\S/uy],
];

/** Cuts SQL into its tokens. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const token = tokenAt(sql, at);
    if (token) tokens.push(token);
    at += token?.text.length ?? 1;
  }
  return tokens;
}

function tokenAt(sql: string, at: number): Token | undefined {
  for (const [kind, shape] of SHAPES) {
    shape.lastIndex = at;
    const text = shape.exec(sql)?.[0];
    if (text !== undefined) return { kind, text: kind === 'word' ? text.toLowerCase() : text, at };
  }
  return undefined;
}

export function statementOf(sql: string): Statement {
  const tokens = tokensOf(sql).filter((token) => token.kind !== 'comment');
  const partner = new Map<number, number>();
  const open: number[] = [];
  const around = tokens.map((token, at) => {
    if (token.text === ')') {
      const opened = open.pop();
      if (opened !== undefined) partner.set(opened, at).set(at, opened);
    }
    const outer = open.at(-1) ?? -1;
    if (token.text === '(') open.push(at);
    return outer;
  });
  return { tokens, around, partner };
}

/** The relations that a select reads, without those that it names itself in `with`; each once, in order. */
export function referencesOf(sql: string): string[] {
  const statement = statementOf(sql);
  const named = namedSelects(statement);
  const read = relationsOf(statement).filter(
    ({ name, at }) => !named.some((own) => own.name === name && own.from <= at && at <= own.to),
  );
  return [...new Set(read.map(({ name }) => name))];
}

/** The selects that a statement names in `with`, at every depth. */
export function namedSelects({ tokens, around, partner }: Statement): NamedSelect[] {
  const found: NamedSelect[] = [];
  const text = (at: number) => tokens[at]?.text;
  for (const [at, token] of tokens.entries()) {
    if (token.text !== 'with') continue;
    const isRecursive = text(at + 1) === 'recursive';
    const to = partner.get(around[at] ?? -1) ?? tokens.length;
    for (let nameAt = at + (isRecursive ? 2 : 1); ; ) {
      let open = nameAt + 1;
      if (text(open) === '(') open = (partner.get(open) ?? tokens.length) + 1;
      if (text(open) !== 'as') break;
      do open += 1;
      while (text(open) === 'not' || text(open) === 'materialized');
      const close = partner.get(open);
      if (text(open) !== '(' || close === undefined) break;
      // Without "recursive" its own name, inside it, still means what lies outside: a model of that name.
      const from = isRecursive ? open : close;
      found.push({ name: nameOf(tokens[nameAt]), nameAt, open, close, from, to });
      if (text(close + 1) !== ',') break;
      nameAt = close + 2;
    }
  }
  return found;
}

/** Every relation named after `from` or `join`, with the index of its first token. */
export function relationsOf(statement: Statement): { name: string; at: number }[] {
  const found: { name: string; at: number }[] = [];
  for (const [at, token] of statement.tokens.entries()) {
    const isMember = statement.tokens[at - 1]?.text === '.';
    if (isMember || (token.text !== 'join' && !(token.text === 'from' && isFromOfSelect(statement, at))))
      continue;
    const commas = token.text === 'from' ? commasOfFrom(statement, at) : [];
    for (const before of [at, ...commas]) {
      let first = before + 1;
      while (statement.tokens[first]?.text === '(') first += 1;
      const name = relationAt(statement, first);
      if (name !== undefined) found.push({ name, at: first });
    }
  }
  return found;
}

const FUNCTIONS_WITH_FROM = new Set(['extract', 'substring', 'trim', 'overlay', 'position']);

/** Whether a `from` names relations, and is not that of `is distinct from` or `extract(year from …)`. */
export function isFromOfSelect({ tokens, around }: Statement, at: number): boolean {
  const [is, distinct] = [tokens[at - 2]?.text, tokens[at - 1]?.text];
  if (distinct === 'distinct' && (is === 'is' || is === 'not')) return false;
  const open = around[at] ?? -1;
  const isInFunction = FUNCTIONS_WITH_FROM.has(tokens[open - 1]?.text ?? '');
  const hasSelect = tokens.some(
    (token, index) => index < at && around[index] === open && token.text === 'select',
  );
  return !isInFunction || hasSelect;
}

const AFTER_FROM = new Set(
  'where group having window qualify order limit offset fetch union intersect except select'.split(' '),
);

/** The commas between the relations of one `from`. */
export function commasOfFrom({ tokens, around, partner }: Statement, at: number): number[] {
  const commas: number[] = [];
  const end = partner.get(around[at] ?? -1) ?? tokens.length;
  for (let next = at + 1; next < end; next += 1) {
    if (around[next] !== around[at]) continue;
    const token = tokens[next]?.text ?? '';
    if (AFTER_FROM.has(token)) break;
    if (token === ',') commas.push(next);
  }
  return commas;
}

/** What stands in the place of a relation and is none, even without a parenthesis after it. */
const NOT_A_RELATION = new Set(['select', 'with', 'values', 'lateral', 'table', 'unnest']);

function relationAt({ tokens }: Statement, first: number): string | undefined {
  const token = tokens[first];
  if (token?.kind !== 'name' && token?.kind !== 'word') return undefined;
  if (token.kind === 'word' && NOT_A_RELATION.has(token.text)) return undefined;
  let last = first;
  while (tokens[last + 1]?.text === '.') last += 2;
  // A function over rows reads no relation.
  if (tokens[last + 1]?.text === '(') return undefined;
  const parts = tokens.slice(first, last + 1).filter((part) => part.text !== '.');
  return parts.map(nameOf).join('.');
}

function nameOf(token: Token | undefined): string {
  return token?.kind === 'name' ? token.text.slice(1, -1).replaceAll('""', '"') : (token?.text ?? '');
}
