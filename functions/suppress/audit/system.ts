import { readBand } from '../bands.ts';
import { ALL } from '../cell.ts';
import { beyondOf } from './beyond.ts';
import { constant, type Expression, isConstant, one, plus } from './expression.ts';
import type { PublishedCell } from './published.ts';
import { measuresOfMet, sameStudents } from './same-students.ts';
import { sharedNames, TELLS } from './shared.ts';
import {
  certainOf,
  type Layers,
  type LayersOf,
  leftOver,
  type Stray,
  sizeOf,
  straysOf,
  withheldOf,
} from './strays.ts';
import { type Sum, sumsOf } from './sums.ts';

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

/** What a row without a limit is limited by. */
const BEYOND = 1_000_000_000;

/** Whether readers take sums to hold as those do that are shown whole, or trust in nothing but what is always so. */
export type Trust = 'as_shown' | 'certain';

/** Sets up what published cells imply: their sums, their bands, that counts are whole and that nobody is negative. */
export function systemOf(cells: readonly PublishedCell[], trust: Trust = 'as_shown'): System {
  const system: System = { lowest: [], highest: [], rows: [], secrets: [] };
  const nameOf = sharedNames(cells);
  const known = new Map<string, PublishedCell>();
  for (const cell of cells) {
    const other = known.get(nameOf(cell));
    if (!other || TELLS.indexOf(cell.shows) > TELLS.indexOf(other.shows)) known.set(nameOf(cell), cell);
  }
  const ofMet = measuresOfMet(cells);
  const beyond = beyondOf(cells);
  const fewestOf = ({ measure }: PublishedCell) => (ofMet.has(measure) ? 0 : 1);
  const layers = new Map(
    [...known].map(
      ([name, cell]) => [name, layersOf(system, cell, fewestOf(cell), beyond(cell.measure))] as const,
    ),
  );
  const of: LayersOf = (cell) => layers.get(nameOf(cell)) ?? {};
  for (const cell of cells) hold(system, cell, of(cell));
  const sums = sumsOf(cells);
  const strays = straysOf(sums, of);
  for (const sum of sums) addSum(system, sum, trust === 'certain' ? certainOf(sum) : strays(sum), of);
  for (const sum of containing(sums, trust, of)) addContained(system, sum, of);
  const { nothing, notNegative } = sameStudents(cells, of, trust === 'certain');
  for (const same of nothing) if (!isConstant(same)) addRow(system.rows, same, 0, 0);
  for (const rest of notNegative) if (!isConstant(rest)) addRow(system.rows, rest, 0, BEYOND);
  return system;
}

function variable({ lowest, highest }: System, from: number, to: number): number {
  lowest.push(from);
  highest.push(to);
  return lowest.length - 1;
}

/** What is said of a cell in each of the layers that add up: a row that is there stands for so many students at least. */
function layersOf(system: System, cell: PublishedCell, fewest: number, beyond: number): Layers {
  const { kind, numerator, denominator, band } = cell;
  if (kind === 'count') {
    return { size: numerator === null ? one(variable(system, 1, beyond)) : constant(numerator) };
  }
  if (kind !== 'rate') {
    return {
      size: denominator === null ? one(variable(system, fewest, beyond)) : constant(denominator),
      figure: numerator === null ? one(variable(system, 0, beyond)) : constant(numerator),
    };
  }
  if (denominator === null) {
    const [met, missed] = [variable(system, 0, beyond), variable(system, 0, beyond)];
    system.rows.push({
      terms: new Map([
        [met, 1],
        [missed, 1],
      ]),
      lowest: fewest,
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

function addSum({ rows, secrets }: System, sum: Sum, { over, under }: Stray, of: LayersOf): void {
  const rests = Object.keys(of(sum.total)).map((layer) => leftOver(sum, layer, of));
  for (const rest of rests)
    if (!isConstant(rest) && !(over && under)) addRow(rows, rest, under ? -BEYOND : 0, over ? BEYOND : 0);
  if (!over || under || sum.isComplete) return;
  // Whoever is in a total and in none of its parts is a group that no row names.
  const groups = rests.length === 2 && sum.total.kind === 'rate' ? rests : rests.slice(0, 1);
  secrets.push({
    cell: sum.total,
    what: 'group left over',
    expression: groups.reduce((all, rest) => plus(all, rest, 1), constant(0)),
  });
}

/** Where each level counts by itself: who counts in a school counts in the district, and in an area as far as is shown. */
function containing(sums: readonly Sum[], trust: Trust, of: LayersOf): Sum[] {
  const apart = sums.filter((sum) => sum.of === 'organisations' && sum.total.upward === 'each_level');
  const areWithheld = withheldOf(sums);
  const broken = new Set(
    apart
      .filter((sum) => sum.parts.some((part) => isLarger(sizeOf(of(part)), sizeOf(of(sum.total)))))
      .map(({ total }) => `${total.measure}|${total.organisation}`),
  );
  return apart.filter((sum) => {
    const { level, measure, organisation } = sum.total;
    if (level === 'district') return true;
    return trust === 'as_shown' && !areWithheld(sum) && !broken.has(`${measure}|${organisation}`);
  });
}

function isLarger(part: Expression, total: Expression): boolean {
  return isConstant(part) && isConstant(total) && part.constant > total.constant;
}

function addContained({ rows }: System, { total, parts }: Sum, of: LayersOf): void {
  const size = sizeOf(of(total));
  for (const part of parts) {
    // Said already, where there is a total of the part that is no larger.
    if (isConstant(size) && mostOf(part, of) <= size.constant) continue;
    const rest = plus(size, sizeOf(of(part)), -1);
    if (!isConstant(rest)) addRow(rows, rest, 0, BEYOND);
  }
}

/** The smallest that is shown of all students, of all grades and of both, of which a cell is a part. */
function mostOf(cell: PublishedCell, of: LayersOf): number {
  const wider = [
    { ...cell, subgroup: ALL },
    { ...cell, grade: ALL },
    { ...cell, subgroup: ALL, grade: ALL },
  ].map(of);
  const sizes = wider.filter((layers) => Object.keys(layers).length > 0).map(sizeOf);
  return Math.min(Number.POSITIVE_INFINITY, ...sizes.filter(isConstant).map((size) => size.constant));
}

function addRow(
  rows: System['rows'],
  { constant, terms }: Expression,
  lowest: number,
  highest: number,
): void {
  rows.push({ terms, lowest: lowest - constant, highest: highest - constant });
}
