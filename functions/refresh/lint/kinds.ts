import type { Statement } from '../tokens.ts';
import { argumentsAt, castAt, type Range, splitAt, textAt } from './model.ts';

/** What the text of a value shows of its type; most columns show nothing. */

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
const JOINED: ReadonlySet<string> = new Set(['||']);
const CONDITION: ReadonlySet<string> = new Set(
  '= <> != < <= > >= and or not in is like between exists'.split(' '),
);
const DOUBLE_FUNCTIONS = new Set(['avg', 'sqrt', 'percent_rank', 'cume_dist']);
/** Functions that give back the type of their arguments. */
const PASSING_FUNCTIONS = new Set(
  'abs ceil ceiling coalesce first_value floor if lag last_value lead max min nullif round sum'.split(' '),
);
const TEXT_FUNCTIONS = new Set('lower lpad reverse rpad substr substring'.split(' '));

export function isDouble(model: Statement, range: Range): boolean {
  if (isCondition(model, range) || textAt(model, range.first) === 'select') return false;
  return splitAt(model, range, ARITHMETIC).some((term) => isDoubleTerm(model, term));
}

/** Whether a value is a condition: true or false. */
export function isCondition(model: Statement, range: Range): boolean {
  const { first, last } = range;
  if (textAt(model, first) === '(' && model.partner.get(first) === last) {
    return first + 1 < last && isCondition(model, { first: first + 1, last: last - 1 });
  }
  const parts = splitAt(model, range, CONDITION);
  return parts.length > 1 || parts[0]?.first !== first;
}

function isDoubleTerm(model: Statement, { first, last }: Range): boolean {
  const text = textAt(model, first);
  if (model.tokens[first]?.kind === 'number') return /e/i.test(text);
  if (text === '(') return first + 1 < last && isDouble(model, { first: first + 1, last: last - 1 });
  if (text === 'case') return branches(model, { first, last }).some((branch) => isDouble(model, branch));
  if (textAt(model, first + 1) !== '(') return false;
  if (text === 'cast') return castAt(model, first + 1)?.type === 'double';
  if (DOUBLE_FUNCTIONS.has(text)) return true;
  return (
    PASSING_FUNCTIONS.has(text) && argumentsAt(model, first + 1).some((argument) => isDouble(model, argument))
  );
}

/** What a case gives: the values after its own `then` and `else`. */
function branches(model: Statement, { first, last }: Range): Range[] {
  const found: Range[] = [];
  let depth = 0;
  let start: number | undefined;
  for (let at = first; at <= last; at += 1) {
    if (model.around[at] !== model.around[first]) continue;
    const text = textAt(model, at);
    if (text === 'case') depth += 1;
    const isOwn = depth === 1;
    if (text === 'end') depth -= 1;
    if (!isOwn) continue;
    if (start !== undefined && /^(when|else|end)$/.test(text)) {
      found.push({ first: start, last: at - 1 });
      start = undefined;
    }
    if (text === 'then' || text === 'else') start = at + 1;
  }
  return found;
}

/** Whether a value is text that may hold more than a whole number. */
export function isText(model: Statement, range: Range): boolean {
  if (model.tokens[range.first]?.kind === 'string') return true;
  if (splitAt(model, range, JOINED).length > 1) return true;
  const text = textAt(model, range.first);
  if (textAt(model, range.first + 1) !== '(') return false;
  if (text === 'cast') return castAt(model, range.first + 1)?.type === 'varchar';
  return TEXT_FUNCTIONS.has(text);
}

/** What a literal is, or a column by its name: dates end in _date, codes in _code, booleans begin with is_ or has_. */
export type Kind = 'text' | 'number' | 'date' | 'boolean';

/** The kind of a value that is one literal or one column. */
export function kindOf(model: Statement, { first, last }: Range): Kind | undefined {
  const token = model.tokens[last];
  if (token?.kind === 'string')
    return first === last ? 'text' : textAt(model, first) === 'date' ? 'date' : undefined;
  if (token?.kind === 'number') return 'number';
  if (token?.kind !== 'word') return undefined;
  if (/_date$/.test(token.text)) return 'date';
  if (/_code$/.test(token.text)) return 'text';
  return /^(is|has)_|^(true|false)$/.test(token.text) ? 'boolean' : undefined;
}
