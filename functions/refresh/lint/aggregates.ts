import {
  argumentsAt,
  callsOf,
  type Hit,
  hitAt,
  type LintedModel,
  placesOf,
  type Range,
  type Rule,
  textAt,
} from './model.ts';

/** Aggregates of one select that an engine takes for one another. */
export const AGGREGATE_RULES: readonly Rule[] = [{ name: 'count', find: countsBesideFilters }];

/** `count(x)` where the select also has `filter (where x)`. */
function* countsBesideFilters(model: LintedModel): Generator<Hit> {
  const filters = [...callsOf(model, 'filter')].map((at) => ({
    select: selectOf(model, at),
    condition: columnAt(model, {
      first: at + 3,
      last: (model.partner.get(at + 1) ?? at + 4) - 1,
    }),
  }));
  for (const at of callsOf(model, 'count')) {
    const [counted] = argumentsAt(model, at + 1);
    const column = counted && columnAt(model, counted);
    const select = selectOf(model, at);
    if (column === undefined || !filters.some((one) => one.select === select && one.condition === column))
      continue;
    yield hitAt(
      model,
      at,
      `beside filter (where ${column}) Trino 476 counts only the rows of the filter`,
      `write count(*) filter (where ${column} is not null)`,
    );
  }
}

/** A column without the name of its relation; nothing for any other value. */
function columnAt(model: LintedModel, { first, last }: Range): string | undefined {
  for (let at = first; at <= last; at += 1) {
    const isName = (at - first) % 2 === 0;
    const kind = model.tokens[at]?.kind;
    if (isName ? kind !== 'word' && kind !== 'name' : textAt(model, at) !== '.') return undefined;
  }
  return last >= first && (last - first) % 2 === 0 ? textAt(model, last) : undefined;
}

/** The `select` to which a token belongs. */
function selectOf(model: LintedModel, index: number): number | undefined {
  const around = new Set<number>([-1]);
  for (let open = model.around[index] ?? -1; open >= 0; open = model.around[open] ?? -1) around.add(open);
  return [...placesOf(model, 'select')].findLast((at) => at < index && around.has(model.around[at] ?? -1));
}
