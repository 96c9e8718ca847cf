import type { Highs } from 'highs';
import type { Parameters } from '../parameters.ts';
import { partsOf } from './parts.ts';
import type { PublishedCell } from './published.ts';
import { rangesOf } from './solve.ts';
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

function auditSlice(cells: readonly PublishedCell[], parameters: Parameters, highs: Highs): Audit {
  const system = systemOf(cells);
  const widthOf = ({ what }: Secret) =>
    what === 'size' || what === 'group left over' ? parameters.narrowest.size : parameters.narrowest.figure;
  const recovered = knownAtOnce(system, parameters);
  let contradictory = 0;
  for (const part of partsOf(system)) {
    const ranges = rangesOf(part, highs, widthOf);
    if (!ranges) contradictory += part.secrets.length;
    for (const { secret, lowest, highest, isExact } of ranges ?? []) {
      if (isExact && isSecret(secret, lowest, highest, parameters))
        recovered.push({ cell: secret.cell, what: secret.what, lowest, highest });
    }
  }
  return { cells: cells.length, secrets: system.secrets.length, recovered, contradictory };
}

/** A group that no row names is a secret when it is known to be there and to be small. */
function isSecret({ what }: Secret, lowest: number, highest: number, { smallestGroup }: Parameters): boolean {
  return what !== 'group left over' || (lowest > 0.5 && highest < smallestGroup);
}

/** Secrets in which nothing is unknown: subtraction alone gives them away. */
function knownAtOnce({ secrets }: System, parameters: Parameters): Recovered[] {
  return secrets.flatMap((secret) => {
    const { cell, what, expression } = secret;
    const value = expression.constant;
    if (expression.terms.size > 0 || !isSecret(secret, value, value, parameters)) return [];
    return [{ cell, what, lowest: value, highest: value }];
  });
}
