import { settled } from './areas.ts';
import type { Cell } from './cell.ts';
import { type Grid, gridOf, IMPLIED, LEFT_OVER, NO_GROUP, NOT_RECORDED } from './grid.ts';
import { linkedTables } from './linked.ts';
import { type Link, linksOf } from './links.ts';
import { type Relation, relationsOf } from './relations.ts';
import { shapeOf } from './shape.ts';

/** Tables of the same shape that count the same students, place by place: what is said in one is known in the others. */
export interface Stack {
  readonly grids: readonly Grid[];
  /** Of each table, whom it counts: tables of one group are all of the same size. */
  readonly groupOf: readonly number[];
  /** Of each group, the table of which it is those who met the rule. */
  readonly metIn: readonly (number | undefined)[];
  /** What the rules of tables say of each other. */
  readonly relations: readonly Relation[];
}

/** Names a place of a table among all of a stack. */
export function spotOf({ grids }: Stack, table: number, place: number): number {
  return table * (grids[0]?.is.length ?? 0) + place;
}

export interface Stacked {
  readonly stacks: readonly Stack[];
  /** Cells that no table can have: to be hidden. */
  readonly withheld: readonly Cell[];
}

/** The cells of one source, school year and window, in tables that have nothing to do with those of another stack. */
export function stacksOf(cells: readonly Cell[]): Stacked {
  const tables = linkedTables(cells);
  const links = linksOf(cells);
  const tableOf = new Map(
    tables.flatMap((own, table) => own.map(({ measure }) => [measure, table] as const)),
  );
  const between = (is: Link['is']) =>
    links
      .filter((link) => link.is === is)
      .map(({ measure, other }) => [tableOf.get(measure) ?? 0, tableOf.get(other) ?? 0] as const)
      .filter(([one, other]) => one !== other);
  const indices = [...tables.keys()];
  const groups = joined(indices, between('same group'));
  const metIn = new Map<number, number>();
  for (const [table, other] of between('who met')) {
    const group = groups.get(table) ?? table;
    if (!metIn.has(group) && !isWithin(groups, metIn, other, group)) metIn.set(group, other);
  }
  const stacks = joined(indices, [...between('same group'), ...metIn]);
  const names = totalsOf(tables, links);
  const nameOf = (measure: string) => names.get(measure) ?? measure;
  const own = [...Map.groupBy(indices, (table) => stacks.get(table)).values()].map((members) => {
    const { tables: kept, withheld } = settled(members.map((table) => tables[table] ?? []));
    const numbers = [...new Set(members.map((table) => groups.get(table) ?? table))];
    const shape = shapeOf(kept.flat(), nameOf);
    const grids = kept.map((table) => gridOf(table, shape, nameOf));
    const groupOf = members.map((table) => numbers.indexOf(groups.get(table) ?? table));
    const stack: Stack = {
      grids,
      groupOf,
      relations: relationsOf(grids, groupOf),
      metIn: numbers.map((group) => {
        const table = metIn.get(group);
        return table === undefined ? undefined : members.indexOf(table);
      }),
    };
    addEmpty(stack);
    return { stack, withheld };
  });
  return { stacks: own.map(({ stack }) => stack), withheld: own.flatMap(({ withheld }) => withheld) };
}

/** Of each index, the smallest of those that pairs join it with. */
function joined(
  indices: readonly number[],
  pairs: readonly (readonly [number, number])[],
): Map<number, number> {
  const first = new Map(indices.map((index) => [index, index]));
  for (const [one, other] of pairs) {
    const [low, high] = [first.get(one) ?? one, first.get(other) ?? other].toSorted((a, b) => a - b);
    for (const [index, of] of first) if (of === high) first.set(index, low ?? of);
  }
  return first;
}

/** Whether a table counts in a group, or in those of it who met a rule. */
function isWithin(
  groups: ReadonlyMap<number, number>,
  metIn: ReadonlyMap<number, number>,
  table: number,
  group: number,
): boolean {
  for (let at: number | undefined = table; at !== undefined; ) {
    const own: number = groups.get(at) ?? at;
    if (own === group) return true;
    at = metIn.get(own);
  }
  return false;
}

/** Measures that count the same students have one total of all grades; of one table, the first of them. */
function totalsOf(tables: readonly (readonly Cell[])[], links: readonly Link[]): Map<string, string> {
  const measures = [...new Set(tables.flatMap((own) => own.map(({ measure }) => measure)))].toSorted();
  const at = new Map(measures.map((measure, index) => [measure, index] as const));
  const first = joined(
    [...measures.keys()],
    links.map(({ measure, other }) => [at.get(measure) ?? 0, at.get(other) ?? 0] as const),
  );
  const names = new Map<string, string>();
  for (const own of tables) {
    const taken = new Set<string>();
    for (const measure of new Set(own.map((cell) => cell.measure))) {
      const total = measures[first.get(at.get(measure) ?? 0) ?? 0] ?? measure;
      names.set(measure, taken.has(total) ? `${measure} itself` : total);
      taken.add(total);
    }
  }
  return names;
}

const UNNAMED: readonly number[] = [IMPLIED, LEFT_OVER, NOT_RECORDED];

/** Of a group that no row names, those who met the rule are one too, were there none. */
function addEmpty({ grids, groupOf, metIn }: Stack): void {
  for (const [table, { is, isKnown }] of grids.entries()) {
    const parent = metIn[groupOf[table] ?? 0];
    const of = parent === undefined ? undefined : grids[parent]?.is;
    if (!of) continue;
    for (const [place, which] of of.entries()) {
      if (is[place] !== NO_GROUP || which === undefined || !UNNAMED.includes(which)) continue;
      is[place] = which;
      isKnown[place] = 1;
    }
  }
}
