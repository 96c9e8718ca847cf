import type { Relation } from './relations.ts';
import type { Stack } from './stack.ts';

/** What may be changed of a group: who met the rule, or how many there are of those who did, or of those who did not. */
export type What = 'figure' | 'met' | 'missed';

/** A change of one table of a stack. */
export interface Part {
  readonly table: number;
  readonly what: What;
}

/** What changes together in the tables of a stack, at the same places. */
export type Change = readonly Part[];

/** The ways in which something of a place of a table can become one more, with all that this makes of linked tables. */
export interface Changes {
  /** The size of the group. */
  readonly size: readonly Change[];
  /** How many met the rule, of the same group; where figures are no shares, the figure itself. */
  readonly figure: readonly Change[];
  /** How many met the rule, by a group that is larger. */
  readonly met: readonly Change[];
  /** How many did not, by a group that is larger. */
  readonly missed: readonly Change[];
}

/** The changes of each table of a stack. */
export function changesOf({ grids, groupOf, metIn, relations }: Stack): Changes[] {
  const tables = [...grids.keys()];
  const groups = [...metIn.keys()];

  /** One more who met the rule of a table is one more in each group of those. */
  const whoMet = (table: number): Change[] =>
    product(groups.filter((group) => metIn[group] === table).map(joining));
  /** One more in a group is, in each of its tables, one who met the rule or one who did not. */
  const joining = (group: number): Change[] =>
    product(tables.filter((table) => groupOf[table] === group).map(outcomes));
  const outcomes = (table: number): Change[] => {
    const missed: Change[] = [[{ table, what: 'missed' }]];
    if (!grids[table]?.isShare) return missed;
    return [...missed, ...whoMet(table).map((others): Change => [{ table, what: 'met' }, ...others])];
  };
  const alone = (table: number): Change[] =>
    whoMet(table).map((others) => [{ table, what: 'figure' }, ...others]);
  /** Where a rule is within another, a student may come to meet both. */
  const figure = (table: number): Change[] => [
    ...alone(table),
    ...bound(relations, table).flatMap((other) => product([alone(table), alone(other)])),
  ];
  const size = (table: number): Change[] => {
    const group = groupOf[table] ?? 0;
    const parent = metIn[group];
    if (parent === undefined) return joining(group);
    return [...figure(parent), ...size(parent).filter((change) => has(change, parent, 'met'))];
  };

  return tables.map((table) => {
    const sizes = size(table);
    return {
      size: sizes,
      figure: figure(table),
      met: sizes.filter((change) => has(change, table, 'met')),
      missed: sizes.filter((change) => has(change, table, 'missed')),
    };
  });
}

/** The tables whose rules are within that of a table, or around it. */
function bound(relations: readonly Relation[], of: number): number[] {
  return relations
    .filter(({ is, table, other }) => is === 'within' && (table === of || other === of))
    .map(({ table, other }) => (table === of ? other : table));
}

function has(change: Change, table: number, what: What): boolean {
  return change.some((part) => part.table === table && part.what === what);
}

/** One of each list, in all ways. */
function product(lists: readonly (readonly Change[])[]): Change[] {
  return lists.reduce<Change[]>(
    (all, list) => all.flatMap((one) => list.map((other) => [...one, ...other])),
    [[]],
  );
}
