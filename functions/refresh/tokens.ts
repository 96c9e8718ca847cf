/** A piece of SQL text; words are in lower case, strings and quoted names keep their quotes. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'name' | 'comment' | 'symbol';
  readonly text: string;
  /** Where it begins in the text. */
  readonly at: number;
}

const SHAPES: readonly [Token['kind'], RegExp][] = [
  ['comment', /--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['string', /'(?:[^']|'')*'/y],
  ['name', /"(?:[^"]|"")*"/y],
  ['number', /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y],
  ['word', /[A-Za-z_][A-Za-z0-9_$]*/y],
  ['symbol', /::|<>|<=|>=|!=|==|\|\||->|\S/y],
];

/** Cuts SQL into its tokens. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const found = SHAPES.map(([kind, shape]) => {
      shape.lastIndex = at;
      const match = shape.exec(sql)?.[0];
      return match === undefined
        ? undefined
        : { kind, text: kind === 'word' ? match.toLowerCase() : match, at };
    }).find((token) => token !== undefined);
    if (found) tokens.push(found);
    at += found?.text.length ?? 1;
  }
  return tokens;
}

/** The relations that a select reads, without those that it names itself in `with`; each once, in order. */
export function referencesOf(sql: string): string[] {
  const tokens = tokensOf(sql).filter((token) => token.kind !== 'comment');
  const own = new Set<string>();
  const read: string[] = [];
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    const after = tokens[at + 2];
    if (token.kind !== 'word' && token.text !== ',' && token.text !== ')') continue;
    if (
      (token.text === 'with' || token.text === ',' || token.text === ')') &&
      isNamedSelect(next, after, tokens[at + 3])
    ) {
      own.add(nameOf(next));
    }
    if ((token.text === 'from' || token.text === 'join') && next && isRelation(next, after))
      read.push(nameOf(next));
  }
  return [...new Set(read)].filter((name) => !own.has(name));
}

/** `name as (`, after `with` or a comma. */
function isNamedSelect(name: Token | undefined, as: Token | undefined, open: Token | undefined): boolean {
  return (name?.kind === 'word' || name?.kind === 'name') && as?.text === 'as' && open?.text === '(';
}

function isRelation(token: Token, after: Token | undefined): boolean {
  if (token.kind === 'name') return true;
  // A function over rows, such as unnest, reads no relation.
  return token.kind === 'word' && token.text !== 'unnest' && token.text !== 'lateral' && after?.text !== '(';
}

function nameOf(token: Token | undefined): string {
  return token?.kind === 'name' ? token.text.slice(1, -1).replaceAll('""', '"') : (token?.text ?? '');
}
