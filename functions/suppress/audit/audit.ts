import type { Highs } from 'highs';
import { nameOf } from '../cell.ts';
import type { Parameters } from '../parameters.ts';
import { isConstant } from './expression.ts';
import { partsOf } from './parts.ts';
import type { PublishedCell } from './published.ts';
import { type Range, rangesOf } from './solve.ts';
import { type Secret, type System, systemOf } from './system.ts';

/** A hidden figure that readers can find out, and from what to what it must be. */
export interface Recovered {
  readonly cell: PublishedCell;
  readonly what: Secret['what'];
  readonly lowest: number;
  readonly highest: number;
}

export interface Audit {
  readonly cells: number;
  /** How many secrets were attacked: of a cell its size, how many met the rule, how many did not. */
  readonly secrets: number;
  readonly recovered: readonly Recovered[];
  /** Cells that no table at all can show together: then nothing is known of what they hide. */
  readonly contradictory: number;
}

/** Attacks published cells as their readers could: of all tables that show the same, how little do the hidden figures differ? */
export function audit(cells: readonly PublishedCell[], parameters: Parameters, highs: Highs): Audit {
  const slices = Map.groupBy(cells, ({ source, year, window }) => [source, year, window].join('|'));
  const audits = [...slices.values()].map((slice) => auditSlice(slice, parameters, highs));
  return {
    cells: cells.length,
    secrets: audits.reduce((sum, { secrets }) => sum + secrets, 0),
    recovered: audits.flatMap(({ recovered }) => recovered),
    contradictory: audits.reduce((sum, { contradictory }) => sum + contradictory, 0),
  };
}

/** Trusts that sums hold as the shown ones do, and where no table is so, in nothing but what is always so. */
function auditSlice(cells: readonly PublishedCell[], parameters: Parameters, highs: Highs): Audit {
  const system = systemOf(cells);
  const first = attack(system, parameters, highs);
  const open = new Set(first.contradictory.map(keyOf));
  const settled = new Set(system.secrets.map(keyOf).filter((key) => !open.has(key)));
  const measures = new Set(first.contradictory.map(({ cell }) => cell.measure));
  const doubtful = systemOf(
    cells.filter(({ measure }) => measures.has(measure)),
    'certain',
  );
  const again = attack(doubtful, parameters, highs);
  const isOpen = (one: Pick<Secret, 'cell' | 'what'>) => !settled.has(keyOf(one));
  return {
    cells: cells.length,
    secrets: system.secrets.length,
    recovered: [...first.recovered, ...again.recovered.filter(isOpen)],
    contradictory: again.contradictory.filter(isOpen).length,
  };
}

interface Attack {
  readonly recovered: Recovered[];
  readonly contradictory: readonly Secret[];
}

function attack(system: System, parameters: Parameters, highs: Highs): Attack {
  const recovered = knownAtOnce(system, parameters);
  const contradictory: Secret[] = [];
  for (const part of partsOf(system)) {
    const ranges = rangesOf(part, highs, (range) => isSafe(range, parameters));
    if (!ranges) contradictory.push(...part.secrets);
    for (const range of ranges ?? []) {
      const { secret, lowest, highest } = range;
      if (!isSafe(range, parameters))
        recovered.push({
          cell: secret.cell,
          what: secret.what,
          lowest: whole(lowest),
          highest: whole(highest),
        });
    }
  }
  return { recovered, contradictory };
}

/** What solves are out by, of a whole number. */
const NEARLY = 1e-4;

function whole(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) < NEARLY ? nearest : value;
}

/** Whether tables were found that keep a secret. A group that no row names is one when it is known to be there, and small. */
function isSafe(
  { secret, lowest, highest }: Pick<Range, 'secret' | 'lowest' | 'highest'>,
  { narrowest, smallestGroup }: Parameters,
): boolean {
  const isOfSize = secret.what === 'size' || secret.what === 'group left over';
  if (highest - lowest >= (isOfSize ? narrowest.size : narrowest.figure) - NEARLY) return true;
  return secret.what === 'group left over' && (lowest <= 0.5 || highest >= smallestGroup);
}

function keyOf({ cell, what }: Pick<Secret, 'cell' | 'what'>): string {
  return `${nameOf(cell)} ${what}`;
}

/** Secrets in which nothing is unknown: subtraction alone gives them away. */
function knownAtOnce({ secrets }: System, parameters: Parameters): Recovered[] {
  return secrets.flatMap((secret) => {
    const { cell, what, expression } = secret;
    const value = expression.constant;
    if (!isConstant(expression) || isSafe({ secret, lowest: value, highest: value }, parameters)) return [];
    return [{ cell, what, lowest: value, highest: value }];
  });
}
