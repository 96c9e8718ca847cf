import type { Highs } from 'highs';
import type { Part } from './parts.ts';
import type { Expression, Secret } from './system.ts';

/** From what to what a secret can be, as far as the tables that were found tell. */
export interface Range {
  readonly secret: Secret;
  lowest: number;
  highest: number;
  /** Whether there can be no table outside of it. */
  isExact: boolean;
}

const ROUNDS = 12;
const NEARLY = 1e-6;

/**
 * Finds for each secret two tables that show the same and differ in it by `widthOf`, or the exact range where there
 * are none: one solve settles many secrets, and what is left over is minimised and maximised one by one.
 * @returns undefined when no table at all shows what was published
 */
export function rangesOf(part: Part, highs: Highs, widthOf: (secret: Secret) => number): Range[] | undefined {
  const ranges = part.secrets.map(
    (secret): Range => ({
      secret,
      lowest: Number.POSITIVE_INFINITY,
      highest: Number.NEGATIVE_INFINITY,
      isExact: false,
    }),
  );
  const isOpen = ({ lowest, highest, secret }: Range) => !(highest - lowest >= widthOf(secret) - NEARLY);
  return highs.withModel(modelOf(part), (model) => {
    model.options.set({ output_flag: false });
    const all = { kind: 'range', from: 0, to: part.lowest.length - 1 } as const;
    const solve = (costs: Float64Array): boolean => {
      model.changeColsCost(all, costs);
      model.run();
      if (model.getModelStatus() !== highs.constants.modelStatus.optimal) return false;
      const { colValue } = model.getSolution();
      for (const range of ranges) {
        const value = valueIn(range.secret.expression, colValue);
        range.lowest = Math.min(range.lowest, value);
        range.highest = Math.max(range.highest, value);
      }
      return true;
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const open = ranges.filter(isOpen);
      if (open.length === 0) return ranges;
      for (const sign of [1, -1]) {
        const costs = new Float64Array(part.lowest.length);
        for (const [at, { secret }] of open.entries())
          addTo(costs, secret.expression, sign * weightOf(round, at));
        if (!solve(costs)) return undefined;
      }
    }
    for (const range of ranges.filter(isOpen)) {
      for (const sign of [1, -1]) {
        const costs = new Float64Array(part.lowest.length);
        addTo(costs, range.secret.expression, sign);
        if (isOpen(range) && !solve(costs)) return undefined;
      }
      range.isExact = isOpen(range);
    }
    return ranges;
  });
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
