import type { Secret, System } from './system.ts';

/** Rows and secrets that have to do with each other, over variables of their own. */
export interface Part extends System {
  /** The variables, by their index in the whole. */
  readonly variables: readonly number[];
}

/** Takes a system apart where nothing holds it together, so that each solve is small. */
export function partsOf({ lowest, highest, rows, secrets }: System): Part[] {
  const parent = lowest.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  const join = (terms: ReadonlyMap<number, number>) => {
    const [first, ...others] = terms.keys();
    for (const other of others) parent[root(other)] = root(first ?? other);
  };
  for (const { terms } of rows) join(terms);
  for (const { expression } of secrets) join(expression.terms);

  const members = Map.groupBy(parent.keys(), root);
  const rowsOf = Map.groupBy(rows, ({ terms }) => root([...terms.keys()][0] ?? 0));
  const secretsOf = Map.groupBy(
    secrets.filter(({ expression }) => expression.terms.size > 0),
    ({ expression }) => root([...expression.terms.keys()][0] ?? 0),
  );
  return [...secretsOf].map(([key, own]) => {
    const variables = members.get(key) ?? [];
    const local = new Map(variables.map((variable, index) => [variable, index]));
    const renamed = (terms: ReadonlyMap<number, number>) =>
      new Map([...terms].map(([index, factor]) => [local.get(index) ?? 0, factor]));
    return {
      variables,
      lowest: variables.map((variable) => lowest[variable] ?? 0),
      highest: variables.map((variable) => highest[variable] ?? 0),
      rows: (rowsOf.get(key) ?? []).map((row) => ({ ...row, terms: renamed(row.terms) })),
      secrets: own.map(
        (secret): Secret => ({
          ...secret,
          expression: { ...secret.expression, terms: renamed(secret.expression.terms) },
        }),
      ),
    };
  });
}
