import { readBand } from '../bands.ts';
import type { PublishedCell } from './published.ts';
import { sharedNames } from './shared.ts';
import { type Sum, sumsOf } from './sums.ts';

/** A constant and variables times whole numbers. */
export interface Expression {
  readonly constant: number;
  readonly terms: ReadonlyMap<number, number>;
}

/** Something that was hidden, and how little may be found out of it. */
export interface Secret {
  readonly cell: PublishedCell;
  readonly what: 'size' | 'met' | 'missed' | 'figure' | 'group left over';
  readonly expression: Expression;
}

/** All that the published cells of one source, school year and window say: variables within bounds, and rows. */
export interface System {
  readonly lowest: number[];
  readonly highest: number[];
  readonly rows: {
    readonly terms: ReadonlyMap<number, number>;
    readonly lowest: number;
    readonly highest: number;
  }[];
  readonly secrets: Secret[];
}

/** Higher than any count of a district. */
export const BEYOND = 10_000_000;

type Layers = Readonly<Record<string, Expression>>;

/** Sets up what published cells imply: their sums, their bands, that counts are whole and that nobody is negative. */
export function systemOf(cells: readonly PublishedCell[]): System {
  const system: System = { lowest: [], highest: [], rows: [], secrets: [] };
  const nameOf = sharedNames(cells);
  const known = new Map<string, PublishedCell>();
  for (const cell of cells) {
    const other = known.get(nameOf(cell));
    if (!other || TELLS.indexOf(cell.shows) > TELLS.indexOf(other.shows)) known.set(nameOf(cell), cell);
  }
  const layers = new Map([...known].map(([name, cell]) => [name, layersOf(system, cell)] as const));
  for (const cell of cells) hold(system, cell, layers.get(nameOf(cell)) ?? {});
  const sums = sumsOf(cells);
  const strays = straysOf(sums, (cell) => layers.get(nameOf(cell)) ?? {});
  for (const sum of sums)
    addSum(system, sum, strays.get(sum.kind) ?? 'none', (cell) => layers.get(nameOf(cell)) ?? {});
  return system;
}

const TELLS = ['nothing', 'size', 'band', 'figure'];

function variable({ lowest, highest }: System, from: number, to: number): number {
  lowest.push(from);
  highest.push(to);
  return lowest.length - 1;
}

/** What is said of a cell in each of the layers that add up. */
function layersOf(system: System, cell: PublishedCell): Layers {
  const { kind, numerator, denominator, band } = cell;
  if (kind === 'count') {
    return { size: numerator === null ? one(variable(system, 1, BEYOND)) : constant(numerator) };
  }
  if (kind !== 'rate') {
    return {
      size: denominator === null ? one(variable(system, 1, BEYOND)) : constant(denominator),
      figure: numerator === null ? one(variable(system, 0, BEYOND)) : constant(numerator),
    };
  }
  if (denominator === null) {
    const [met, missed] = [variable(system, 0, BEYOND), variable(system, 0, BEYOND)];
    system.rows.push({
      terms: new Map([
        [met, 1],
        [missed, 1],
      ]),
      lowest: 1,
      highest: BEYOND,
    });
    return { met: one(met), missed: one(missed) };
  }
  if (numerator !== null) return { met: constant(numerator), missed: constant(denominator - numerator) };
  const { lowest, highest } = band ? readBand(band, denominator) : { lowest: 0, highest: denominator };
  const met = variable(system, lowest, highest);
  return { met: one(met), missed: { constant: denominator, terms: new Map([[met, -1]]) } };
}

/** What of a cell must not be found out. */
function hold({ secrets }: System, cell: PublishedCell, layers: Layers): void {
  if (cell.shows === 'figure') return;
  const { met, missed, size, figure } = layers;
  if (cell.shows === 'nothing') {
    if (met && missed) secrets.push({ cell, what: 'size', expression: plus(met, missed, 1) });
    if (size) secrets.push({ cell, what: 'size', expression: size });
  }
  if (met) secrets.push({ cell, what: 'met', expression: met });
  if (missed) secrets.push({ cell, what: 'missed', expression: missed });
  if (figure) secrets.push({ cell, what: 'figure', expression: figure });
}

/** How sums of a kind stray: not at all, by what is left over of the total, or either way by so large a share. */
type Stray = 'none' | 'over' | number;

/** Learned from the sums that are shown whole, as any reader can. */
function straysOf(sums: readonly Sum[], of: (cell: PublishedCell) => Layers): Map<string, Stray> {
  const strays = new Map<string, Stray>();
  for (const sum of sums) {
    for (const layer of Object.keys(of(sum.total))) {
      const left = leftOver(sum, layer, of);
      if (left.terms.size > 0 || left.constant === 0) continue;
      const share = Math.abs(left.constant) / Math.max(1, of(sum.total)[layer]?.constant ?? 1);
      const before = strays.get(sum.kind) ?? 'none';
      if (left.constant > 0 && typeof before === 'string') strays.set(sum.kind, 'over');
      else strays.set(sum.kind, Math.max(share, typeof before === 'number' ? before : 0));
    }
  }
  return strays;
}

function addSum(system: System, sum: Sum, stray: Stray, of: (cell: PublishedCell) => Layers): void {
  const rests: Expression[] = [];
  for (const [layer, total] of Object.entries(of(sum.total))) {
    const left = leftOver(sum, layer, of);
    rests.push(left);
    if (left.terms.size === 0) continue;
    const slack = typeof stray === 'number' ? Math.ceil(stray * reach(total)) : 0;
    system.rows.push({
      terms: left.terms,
      lowest: -left.constant - slack,
      highest: stray === 'over' ? BEYOND : -left.constant + slack,
    });
  }
  // Whoever is in a total and in none of its parts is a group that no row names.
  const groups = rests.length === 2 && sum.total.kind === 'rate' ? rests.slice(0, 2) : rests.slice(0, 1);
  if (stray === 'over')
    system.secrets.push({
      cell: sum.total,
      what: 'group left over',
      expression: groups.reduce((all, rest) => plus(all, rest, 1), constant(0)),
    });
}

function reach({ constant, terms }: Expression): number {
  return terms.size > 0 ? BEYOND : constant;
}

function leftOver({ total, parts }: Sum, layer: string, of: (cell: PublishedCell) => Layers): Expression {
  return parts.reduce(
    (left, part) => plus(left, of(part)[layer] ?? constant(0), -1),
    of(total)[layer] ?? constant(0),
  );
}

function one(index: number): Expression {
  return { constant: 0, terms: new Map([[index, 1]]) };
}

function constant(value: number): Expression {
  return { constant: value, terms: new Map() };
}

function plus(one: Expression, other: Expression, times: number): Expression {
  const terms = new Map(one.terms);
  for (const [index, factor] of other.terms) {
    const sum = (terms.get(index) ?? 0) + times * factor;
    if (sum === 0) terms.delete(index);
    else terms.set(index, sum);
  }
  return { constant: one.constant + times * other.constant, terms };
}
