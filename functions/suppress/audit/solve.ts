import type { Highs } from 'highs';
import type { Expression } from './expression.ts';
import type { Part } from './parts.ts';
import type { Secret } from './system.ts';

/** From what to what a secret can be, as far as the tables that were found tell. */
export interface Range {
  readonly secret: Secret;
  lowest: number;
  highest: number;
}

const ROUNDS = 60;
/** Rounds that settle fewer are no shorter than solves of single secrets. */
const FEWEST_SETTLED = 10;
/** Without a limit, the way through the inside has no end for some tables. */
const MOST_STEPS_INSIDE = 200;
/** Along the edges too: far more than any table of a district takes. */
const MOST_STEPS_ALONG = 300_000;
/** A way that failed now and then is still shorter than another. */
const MOST_FAILED = 2;
/** What a row may be broken by: rows by the thousand make less of it than one student. */
const BROKEN = 1e-5;

/**
 * Finds for each secret tables that show the same and keep it safe, or the exact range where there are none: one solve
 * settles many secrets, and what is left over is minimised and maximised one by one.
 * @returns undefined when no table at all shows what was published
 */
export function rangesOf(part: Part, highs: Highs, isSafe: (found: Range) => boolean): Range[] | undefined {
  const ranges = part.secrets.map(
    (secret): Range => ({ secret, lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY }),
  );
  const openRanges = () => ranges.filter((range) => !isSafe(range));
  return highs.withModel(modelOf(part), (model) => {
    const all = { kind: 'range', from: 0, to: part.lowest.length - 1 } as const;
    /** Takes the table that a solve comes to, its best one or not. @returns whether there is one */
    const find = (costs: Float64Array): boolean => {
      model.changeColsCost(all, costs);
      if (!hasRun(model)) return false;
      const { colValue } = model.getSolution();
      if (colValue.length === 0 || !isTable(part, colValue)) return false;
      for (const range of ranges) {
        const value = valueIn(range.secret.expression, colValue);
        range.lowest = Math.min(range.lowest, value);
        range.highest = Math.max(range.highest, value);
      }
      return true;
    };
    const findMany = (): boolean => {
      let failed = 0;
      for (let round = 0, before = Number.POSITIVE_INFINITY; round < ROUNDS; round += 1) {
        const open = openRanges();
        if (open.length === 0 || (round > 1 && before - open.length < FEWEST_SETTLED)) return true;
        before = open.length;
        for (const sign of [1, -1]) {
          const costs = new Float64Array(part.lowest.length);
          for (const [at, { secret }] of open.entries())
            addTo(costs, secret.expression, sign * weightOf(round, at));
          if (!find(costs)) failed += 1;
          if (failed > MOST_FAILED) return false;
        }
      }
      return true;
    };
    /** The least and the greatest of one secret, as far as it is not safe already. @returns whether they were found */
    const findExact = (range: Range): boolean =>
      [1, -1].every((sign) => {
        if (isSafe(range)) return true;
        const costs = new Float64Array(part.lowest.length);
        addTo(costs, range.secret.expression, sign);
        return find(costs) && model.getModelStatus() === highs.constants.modelStatus.optimal;
      });
    // Tables from the inside of all that are possible differ in nearly everything, whichever way is asked for.
    model.options.set({
      output_flag: false,
      solver: 'ipm',
      run_crossover: 'off',
      ipm_iteration_limit: MOST_STEPS_INSIDE,
    });
    const isFound = findMany();
    model.options.set({ solver: 'simplex', simplex_iteration_limit: MOST_STEPS_ALONG });
    if (!isFound) findMany();
    return openRanges().every(findExact) ? ranges : undefined;
  });
}

/** Points inside of all tables cannot always be followed to an end: then there is no solution, and the next way is tried. */
function hasRun(model: { run(): unknown }): boolean {
  try {
    model.run();
    return true;
  } catch {
    return false;
  }
}

/** Whether values are within the bounds and keep the rows. */
function isTable({ lowest, highest, rows }: Part, values: ArrayLike<number>): boolean {
  const isWithin = (value: number, from: number, to: number) =>
    value >= from - BROKEN && value <= to + BROKEN;
  return (
    lowest.every((from, index) => isWithin(values[index] ?? 0, from, highest[index] ?? 0)) &&
    rows.every((row) => isWithin(valueIn({ constant: 0, terms: row.terms }, values), row.lowest, row.highest))
  );
}

/** All the same way first; then ways that differ from round to round, the same in every run. */
function weightOf(round: number, at: number): number {
  if (round === 0) return 1;
  const mixed = Math.imul(at + 1, 2_654_435_761 + round * 40_503) >>> 0;
  return (mixed / 4_294_967_296) * 2 - 1;
}

function addTo(costs: Float64Array, { terms }: Expression, times: number): void {
  for (const [index, factor] of terms) costs[index] = (costs[index] ?? 0) + times * factor;
}

function valueIn({ constant, terms }: Expression, values: ArrayLike<number>): number {
  let sum = constant;
  for (const [index, factor] of terms) sum += factor * (values[index] ?? 0);
  return sum;
}

function modelOf({ lowest, highest, rows }: Part) {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const { terms } of rows) {
    for (const [index, factor] of terms) {
      indices.push(index);
      values.push(factor);
    }
    starts.push(indices.length);
  }
  return {
    numCols: lowest.length,
    numRows: rows.length,
    colCost: lowest.map(() => 0),
    colLower: lowest,
    colUpper: highest,
    rowLower: rows.map((row) => row.lowest),
    rowUpper: rows.map((row) => row.highest),
    matrix: { format: 'csr' as const, numRows: rows.length, numCols: lowest.length, starts, indices, values },
  };
}
