import { commasOfFrom, isFromOfSelect, namedSelects, relationsOf } from '../tokens.ts';
import {
  callsOf,
  endOfValue,
  type Hit,
  hitAt,
  type LintedModel,
  placesOf,
  type Range,
  type Rule,
  splitAt,
  textAt,
} from './model.ts';
import { ONE_ROW_RELATIONS } from './refusals.ts';

/** How a select is built: what only one engine takes, and what makes its rows depend on chance. */
export const QUERY_RULES: readonly Rule[] = [
  { name: 'trailing-comma', find: trailingCommas },
  { name: 'from-first', find: fromFirst },
  { name: 'group-by', find: groupBy },
  { name: 'values', find: bareValues },
  { name: 'columns', find: finalStars },
  { name: 'join', find: joins },
  { name: 'join', find: crossJoins },
  { name: 'relation', find: relations },
  { name: 'order', find: unordered },
];

function* trailingCommas(model: LintedModel): Generator<Hit> {
  for (const at of placesOf(model, ',')) {
    if (!/^(|from|where|group|order|having|limit|union|window|select|\))$/.test(textAt(model, at + 1)))
      continue;
    yield hitAt(model, at, 'only DuckDB takes a comma at the end', 'remove the comma');
  }
}

const SET_OPERATION = /^(union|intersect|except)$/;

function* fromFirst(model: LintedModel): Generator<Hit> {
  for (const at of placesOf(model, 'from')) {
    if (!isFromOfSelect(model, at)) continue;
    let before = at - 1;
    while (before > (model.around[at] ?? -1) && !isBorder(model, before, at)) before -= 1;
    if (textAt(model, before) !== 'select') {
      yield hitAt(model, at, 'only DuckDB takes a from without a select before it', 'begin with select');
    }
  }
}

/** Whether a token begins or parts the select to which another belongs. */
function isBorder(model: LintedModel, at: number, inside: number): boolean {
  const text = textAt(model, at);
  return model.around[at] === model.around[inside] && (text === 'select' || SET_OPERATION.test(text));
}

const AFTER_GROUP_BY = /^(having|window|qualify|order|limit|offset|fetch|union|intersect|except)$/;
const COMMA: ReadonlySet<string> = new Set([',']);

function* groupBy(model: LintedModel): Generator<Hit> {
  for (const at of placesOf(model, 'group')) {
    if (textAt(model, at + 1) !== 'by') continue;
    const aliases = aliasesBefore(model, at);
    const end = model.partner.get(model.around[at] ?? -1) ?? model.tokens.length;
    for (let item = at + 2; item < end; item += 1) {
      if (model.around[item] === model.around[at] && AFTER_GROUP_BY.test(textAt(model, item))) break;
      if (!/^(by|,|\()$/.test(textAt(model, item - 1)) || !isListed(model, item, at)) continue;
      if (model.tokens[item]?.kind === 'number') {
        yield hitAt(model, item, 'a number does not say what it groups by', 'write the columns out');
      } else if (aliases.has(textAt(model, item)) && textAt(model, item + 1) !== '.') {
        yield hitAt(
          model,
          item,
          'only DuckDB groups by the alias of a column',
          'write what the alias stands for',
        );
      }
    }
  }
}

/** Whether a token stands in the list of a `group by` itself or in its sets, and not in a call. */
function isListed(model: LintedModel, item: number, group: number): boolean {
  for (let open = model.around[item] ?? -1; open !== model.around[group]; open = model.around[open] ?? -1) {
    if (!/^(by|sets|cube|rollup|,|\()$/.test(textAt(model, open - 1))) return false;
  }
  return true;
}

/** The aliases in the select list of a `group by` that are not the name of the column itself. */
function aliasesBefore(model: LintedModel, group: number): Set<string> {
  const places = [...placesOf(model, 'select', 'from')].filter(
    (at) => at < group && model.around[at] === model.around[group],
  );
  const select = places.findLast((at) => textAt(model, at) === 'select');
  const from = places.find((at) => at > (select ?? group) && textAt(model, at) === 'from') ?? group;
  if (select === undefined) return new Set();
  return new Set(
    splitAt(model, { first: select + 1, last: from - 1 }, COMMA)
      .filter(
        ({ last }) => textAt(model, last - 1) === 'as' && textAt(model, last - 2) !== textAt(model, last),
      )
      .map(({ last }) => textAt(model, last)),
  );
}

function* bareValues(model: LintedModel): Generator<Hit> {
  for (const at of placesOf(model, 'values')) {
    if (textAt(model, at + 1) === '(') continue;
    yield hitAt(model, at, 'rows without parentheses differ', 'write values (…), (…)');
  }
}

/** A star in the last select, in any of those that `union` makes it of. */
function* finalStars(model: LintedModel): Generator<Hit> {
  const steps = namedSelects(model).filter(({ open }) => model.around[open] === -1);
  const start = Math.max(-1, ...steps.map(({ close }) => close));
  for (const [at, token] of model.tokens.entries()) {
    if (token.text !== '*' || at < start || model.around[at] !== -1) continue;
    if (!/^(select|distinct|all|,|\.)$/.test(textAt(model, at - 1))) continue;
    yield hitAt(model, at, 'the last select does not say its columns', 'write them out');
  }
}

const AFTER_JOIN = /^(join|where|group|having|window|qualify|order|limit|union|intersect|except|cross)$/;

/** Joins that do not say on what, and those by `using`. */
function* joins(model: LintedModel): Generator<Hit> {
  for (const at of placesOf(model, 'join')) {
    if (/^(cross|natural|positional)$/.test(textAt(model, at - 1))) continue;
    const how = wordAfterRelation(model, at);
    if (how === 'using') {
      yield hitAt(
        model,
        at,
        'Trino does not find table.column of a column joined by using',
        'write join … on',
      );
    } else if (how !== 'on') {
      yield hitAt(model, at, 'the join does not say on what', 'write join … on');
    }
  }
}

function wordAfterRelation(model: LintedModel, join: number): string | undefined {
  const end = model.partner.get(model.around[join] ?? -1) ?? model.tokens.length;
  for (let at = join + 1; at < end; at += 1) {
    if (model.around[at] !== model.around[join]) continue;
    const text = textAt(model, at);
    if (text === 'on' || text === 'using') return text;
    if (AFTER_JOIN.test(text)) return undefined;
  }
  return undefined;
}

/** `cross join`, or a comma between relations, with anything but rows of the row itself. */
function* crossJoins(model: LintedModel): Generator<Hit> {
  const cure = 'write join … on, or list the relation with those of one row';
  for (const at of placesOf(model, 'cross')) {
    const joined = textAt(model, at + 2);
    if (/^(unnest|lateral)$/.test(joined) || ONE_ROW_RELATIONS.has(joined)) continue;
    yield hitAt(model, at, 'a cross join multiplies the rows', cure);
  }
  for (const at of placesOf(model, 'from')) {
    if (!isFromOfSelect(model, at)) continue;
    for (const comma of commasOfFrom(model, at)) {
      yield hitAt(model, comma, 'a comma between relations is a cross join', 'write join … on');
    }
  }
  for (const at of callsOf(model, 'unnest')) {
    if (/^(from|join|,)$/.test(textAt(model, at - 1)) && !isInSelectList(model, at)) continue;
    yield hitAt(model, at, 'only DuckDB takes unnest among the columns', 'write cross join unnest(…)');
  }
}

function isInSelectList(model: LintedModel, at: number): boolean {
  const before = [...placesOf(model, 'select', 'from', 'join')].filter(
    (place) => place < at && model.around[place] === model.around[at],
  );
  return textAt(model, before.at(-1) ?? -1) === 'select';
}

function* relations(model: LintedModel): Generator<Hit> {
  for (const { name, at } of relationsOf(model)) {
    if (!name.includes('.')) continue;
    yield hitAt(model, at, 'each engine has schemas of its own', 'name the model alone');
  }
  for (const at of placesOf(model, 'from', 'join')) {
    if (model.tokens[at + 1]?.kind !== 'string' || !isFromOfSelect(model, at)) continue;
    yield hitAt(model, at + 1, 'only DuckDB reads a file by its name', 'read a model or a feed');
  }
}

/** Functions whose result is chance unless the rows before them are put in order. */
const NEED_ORDER =
  'row_number rank dense_rank ntile lag lead first_value last_value nth_value percent_rank cume_dist'.split(
    ' ',
  );

function* unordered(model: LintedModel): Generator<Hit> {
  for (const at of callsOf(model, ...NEED_ORDER)) {
    const over = overOf(model, at);
    if (over === undefined || isOrdered(model, over)) continue;
    yield hitAt(model, at, 'without an order its result is chance', 'write over (… order by …)');
  }
  for (const at of callsOf(model, 'array_agg')) {
    if (hasOrderBy(model, { first: at + 2, last: endOfValue(model, at) })) continue;
    yield hitAt(model, at, 'without an order the list is in any order', 'write array_agg(… order by …)');
  }
}

/** The parenthesis of the window of a call; none when the window is defined elsewhere. */
function overOf(model: LintedModel, call: number): number | undefined {
  const end = endOfValue(model, call);
  for (let at = model.partner.get(call + 1) ?? end; at < end; at += 1) {
    if (textAt(model, at) === 'over') return textAt(model, at + 1) === '(' ? at + 1 : undefined;
  }
  return undefined;
}

function isOrdered(model: LintedModel, open: number): boolean {
  const close = model.partner.get(open) ?? open;
  // A window that begins with a name takes the order from the one that has the name.
  const first = model.tokens[open + 1];
  const isNamed = first?.kind === 'word' && !/^(partition|order|rows|range|groups)$/.test(first.text);
  return isNamed || hasOrderBy(model, { first: open + 1, last: close });
}

function hasOrderBy(model: LintedModel, { first, last }: Range): boolean {
  for (let at = first; at < last; at += 1) {
    const isOwn = model.around[at] === model.around[first];
    if (isOwn && textAt(model, at) === 'order' && textAt(model, at + 1) === 'by') return true;
  }
  return false;
}
