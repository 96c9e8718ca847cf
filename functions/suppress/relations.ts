import type { Cell } from './cell.ts';
import type { Change, Part } from './changes.ts';
import { ELSEWHERE, type Grid, NO_GROUP } from './grid.ts';
import type { Stack } from './stack.ts';
import type { State } from './state.ts';

/** What the rules of two tables of one group say: whoever meets the one meets the other, or nobody meets both. */
export interface Relation {
  readonly table: number;
  readonly other: number;
  readonly is: 'within' | 'apart';
}

/** The relations that measures declare and that their figures keep; of others nothing is known. */
export function relationsOf(grids: readonly Grid[], groupOf: readonly number[]): Relation[] {
  const tableOf = new Map<string, number>();
  const declared = new Map<string, readonly [string, Relation['is'], string]>();
  for (const [table, { cells }] of grids.entries()) {
    for (const cell of [...cells.values()].flat()) {
      tableOf.set(cell.measure, table);
      for (const [is, other] of saidOf(cell))
        declared.set(`${cell.measure} ${is}`, [cell.measure, is, other]);
    }
  }
  return [...declared.values()].flatMap(([measure, is, otherMeasure]): Relation[] => {
    const [table, other] = [tableOf.get(measure), tableOf.get(otherMeasure)];
    if (table === undefined || other === undefined || table === other) return [];
    const relation = { table, other, is };
    return groupOf[table] === groupOf[other] && isKept(grids, relation) ? [relation] : [];
  });
}

/** What the rule of a cell's measure says of the rules of others. */
function saidOf({ within, apartFrom }: Pick<Cell, 'within' | 'apartFrom'>): [Relation['is'], string][] {
  return [
    ...(within ? [['within', within] as [Relation['is'], string]] : []),
    ...(apartFrom ? [['apart', apartFrom] as [Relation['is'], string]] : []),
  ];
}

function isKept(grids: readonly Grid[], relation: Relation): boolean {
  const [grid, other] = [grids[relation.table], grids[relation.other]];
  if (!grid?.isShare || !other?.isShare) return false;
  return [...grid.is.keys()].every(
    (place) => !hasBoth(grid, other, place) || slackAt(grid, other, relation, place) >= 0,
  );
}

function hasBoth(grid: Grid, other: Grid, place: number): boolean {
  return [grid, other].every(
    ({ is, isKnown }) => is[place] !== NO_GROUP && is[place] !== ELSEWHERE && isKnown[place] === 1,
  );
}

/** How many more may meet the rule of the one before the other would have to change. */
function slackAt(grid: Grid, other: Grid, { is }: Relation, place: number): number {
  return ((is === 'within' ? other.met : other.missed)[place] ?? 0) - (grid.met[place] ?? 0);
}

/** How far a change can go at a place, up or down, before two rules would contradict each other. */
export type Limit = (place: number, sign: number) => number;

/** @returns undefined where no relation limits a change */
export function limitOf(
  { grids, relations }: Stack,
  states: readonly State[],
  change: Change,
): Limit | undefined {
  const touched = relations.flatMap((relation) => {
    const [grid, other] = [grids[relation.table], grids[relation.other]];
    const [state, otherState] = [states[relation.table], states[relation.other]];
    const by = stepOf(change, relation);
    if (!grid || !other || !state || !otherState || by === 0) return [];
    const layer = relation.is === 'within' ? otherState.met : otherState.missed;
    const movedAt = (place: number) => (layer[place] ?? 0) - (state.met[place] ?? 0);
    return [{ relation, grid, other, movedAt, by }];
  });
  if (touched.length === 0) return undefined;
  return (place, sign) => {
    let least = Number.POSITIVE_INFINITY;
    for (const { relation, grid, other, movedAt, by } of touched) {
      if (by * sign > 0 || !hasBoth(grid, other, place)) continue;
      const slack = slackAt(grid, other, relation, place) + movedAt(place);
      least = Math.min(least, Math.floor(slack / Math.abs(by)));
    }
    return least;
  };
}

/** By how much one step of a change widens a relation. */
function stepOf(change: Change, { table, other, is }: Relation): number {
  const met = (of: number) => change.filter((part) => part.table === of && part.what !== 'missed').length;
  const missed = (of: number) =>
    change.reduce((sum, part) => sum + (part.table === of ? missedOf(part) : 0), 0);
  return (is === 'within' ? met(other) : missed(other)) - met(table);
}

function missedOf({ what }: Part): number {
  return what === 'missed' ? 1 : what === 'figure' ? -1 : 0;
}
