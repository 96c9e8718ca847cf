/** A constant and variables times factors. */
export interface Expression {
  readonly constant: number;
  readonly terms: ReadonlyMap<number, number>;
}

export function one(index: number): Expression {
  return { constant: 0, terms: new Map([[index, 1]]) };
}

export function constant(value: number): Expression {
  return { constant: value, terms: new Map() };
}

export function isConstant({ terms }: Expression): boolean {
  return terms.size === 0;
}

export function plus(one: Expression, other: Expression, times: number): Expression {
  return sumOf([
    [one, 1],
    [other, times],
  ]);
}

export function sumOf(parts: readonly (readonly [Expression, number])[]): Expression {
  const terms = new Map<number, number>();
  let constant = 0;
  for (const [part, times] of parts) {
    constant += times * part.constant;
    for (const [index, factor] of part.terms) {
      const sum = (terms.get(index) ?? 0) + times * factor;
      if (sum === 0) terms.delete(index);
      else terms.set(index, sum);
    }
  }
  return { constant, terms };
}
