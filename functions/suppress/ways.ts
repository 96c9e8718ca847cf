import { ELSEWHERE, type Grid, NO_GROUP } from './grid.ts';
import type { Column, Subgroup } from './shape.ts';

/** Places along one dimension that change together so that all its totals stay or change too. */
export interface Way {
  readonly indices: readonly number[];
  readonly signs: readonly number[];
  /** One more of each of these lists has to change, with the sign of the first. */
  readonly choices: readonly (readonly number[])[];
}

/** Ways in which a grade, or a total of grades, changes: against another grade, or with its totals. */
export function waysOfColumns(columns: readonly Column[], used: ReadonlySet<number>): Way[][] {
  const isTotal = ({ parts }: Column, index: number) => parts[0] !== index;
  const grades = [...columns.keys()].filter((index) => {
    const column = columns[index];
    return column && !isTotal(column, index) && used.has(index);
  });
  const totalsOf = (grade: number) =>
    [...columns.entries()]
      .filter(([index, column]) => isTotal(column, index) && used.has(index) && column.parts.includes(grade))
      .map(([index]) => index);
  const up = (grade: number) => wayOf([grade, ...totalsOf(grade)], []);
  const against = (grade: number, other: number) => {
    const [ofGrade, ofOther] = [totalsOf(grade), totalsOf(other)];
    return wayOf(
      [grade, ...ofGrade.filter((total) => !ofOther.includes(total))],
      [other, ...ofOther.filter((total) => !ofGrade.includes(total))],
    );
  };
  return columns.map((column, index) => {
    const own = grades.filter((grade) => column.parts.includes(grade));
    const others = grades.filter((grade) =>
      isTotal(column, index) ? !column.parts.includes(grade) : grade !== index,
    );
    return own.flatMap((grade) => [...others.map((other) => against(grade, other)), up(grade)]);
  });
}

/**
 * Ways in which a subgroup changes: one kind of student against another, or with all students. A kind is one member of
 * each of the families that pairs tie together, and the pairs of them; of any other family it may be any member.
 */
export function waysOfSubgroups(subgroups: readonly Subgroup[], used: ReadonlySet<number>): Way[][] {
  const ties = tiesOf(subgroups, used);
  const singles = ties.filter(({ families }) => families.length === 1);
  const choicesBut = (tie: Tie | undefined) =>
    singles.filter((other) => other !== tie).map(({ families }) => families[0] ?? []);
  // A kind of each tie of several families, because its members cannot be chosen one by one.
  const upTo = (tie: Tie | undefined, support: readonly number[]) =>
    ties
      .filter((other) => other !== tie && other.families.length > 1)
      .reduce<number[][]>(
        (all, { kinds }) => all.flatMap((one) => kinds.map((kind) => [...one, ...kind.support])),
        [[0, ...support]],
      )
      .map((indices) => ({ ...wayOf(indices, []), choices: choicesBut(tie) }));

  return subgroups.map((_, index) => {
    if (index === 0) return upTo(undefined, []);
    const tie = ties.find(({ kinds }) => kinds.some(({ support }) => support.includes(index)));
    if (!tie) return [];
    const own = tie.kinds.filter(({ support }) => support.includes(index));
    const swaps = own.flatMap((kind) => tie.kinds.flatMap((other) => against(kind, other)));
    const turns = own.flatMap((kind) => tie.kinds.flatMap((other) => turned(tie, kind, other)));
    return [
      ...distinct([...swaps, ...turns].filter(({ indices }) => indices.includes(index))),
      ...own.flatMap(({ support }) => upTo(tie, support)),
    ];
  });
}

/** One member of each family of a tie, and all that a student of these is counted in. */
interface Kind {
  readonly members: readonly number[];
  readonly support: readonly number[];
}

interface Tie {
  readonly families: readonly (readonly number[])[];
  readonly kinds: readonly Kind[];
}

/** Families, together when there are pairs of them. */
function tiesOf(subgroups: readonly Subgroup[], used: ReadonlySet<number>): Tie[] {
  const indices = [...subgroups.keys()].filter((index) => index > 0 && used.has(index));
  const familyOf = (index: number) => subgroups[index]?.family ?? '';
  const byFamily = Map.groupBy(indices, familyOf);
  const byName = new Map(subgroups.map(({ name }, index) => [name, index] as const));
  const halvesOf = (index: number) =>
    halves(subgroups[index]?.name ?? '').map((name) => byName.get(name) ?? -1);
  const isOfPairs = (members: readonly number[]) =>
    members.some((member) => halvesOf(member).length === 2 && !halvesOf(member).includes(-1));
  const pairs = [...byFamily].filter(([, members]) => isOfPairs(members));
  const plain = [...byFamily].filter(([, members]) => !isOfPairs(members));
  const tiedWith = pairs.map(([family, members]) => ({
    family,
    members,
    of: new Set(
      members
        .flatMap(halvesOf)
        .filter((half) => half >= 0)
        .map(familyOf),
    ),
  }));

  let groups = plain.map(([family]) => new Set([family]));
  for (const { of } of tiedWith) {
    const tied = groups.filter((group) => [...group].some((family) => of.has(family)));
    groups = [
      ...groups.filter((group) => !tied.includes(group)),
      new Set(tied.flatMap((group) => [...group])),
    ];
  }
  return groups.map((group) => {
    const families = [...group].map((family) => byFamily.get(family) ?? []);
    const members = families.reduce<number[][]>(
      (all, family) => all.flatMap((kind) => family.map((member) => [...kind, member])),
      [[]],
    );
    const own = tiedWith.filter(({ of }) => [...of].every((family) => group.has(family)));
    const kinds = members.flatMap((kind): Kind[] => {
      const pairs = own.flatMap(({ members }) => pairIn(members, kind, halvesOf));
      return pairs.length < own.length ? [] : [{ members: kind, support: [...kind, ...pairs] }];
    });
    return { families, kinds };
  });
}

/** The pair to which a kind of student belongs, or the rest of them; none when there is no such student. */
function pairIn(
  pairs: readonly number[],
  kind: readonly number[],
  halvesOf: (index: number) => readonly number[],
): number[] {
  const own = pairs.find((pair) => {
    const of = halvesOf(pair);
    return of.length === 2 && of.every((half) => kind.includes(half));
  });
  const found = own ?? pairs.find((pair) => halvesOf(pair).length !== 2);
  return found === undefined ? [] : [found];
}

/** The two subgroups of a pair, whose code has a star between theirs. */
function halves(name: string): string[] {
  return name.includes('*') ? name.split('*') : [];
}

/** One kind against another that differs in one family. */
function against(kind: Kind, other: Kind): Way[] {
  const differing = kind.members.filter((member, at) => member !== other.members[at]);
  if (differing.length !== 1) return [];
  return [
    wayOf(
      kind.support.filter((index) => !other.support.includes(index)),
      other.support.filter((index) => !kind.support.includes(index)),
    ),
  ];
}

/** Two kinds against the two that come of changing over one of two families: pairs change and families do not. */
function turned({ kinds }: Tie, kind: Kind, other: Kind): Way[] {
  const differing = [...kind.members.keys()].filter((at) => kind.members[at] !== other.members[at]);
  if (differing.length !== 2) return [];
  const [first] = differing;
  const crossed = (one: Kind, two: Kind) =>
    kinds.find(({ members }) =>
      members.every((member, at) => member === (at === first ? two : one).members[at]),
    );
  const [one, two] = [crossed(kind, other), crossed(other, kind)];
  if (!one || !two) return [];
  const sum = new Map<number, number>();
  const add = (support: readonly number[], sign: number) => {
    for (const index of support) sum.set(index, (sum.get(index) ?? 0) + sign);
  };
  add(kind.support, 1);
  add(other.support, 1);
  add(one.support, -1);
  add(two.support, -1);
  const signed = (sign: number) => [...sum].flatMap(([index, value]) => (value === sign ? [index] : []));
  return [...sum.values()].some((value) => Math.abs(value) > 1) ? [] : [wayOf(signed(1), signed(-1))];
}

function distinct(ways: readonly Way[]): Way[] {
  return [...new Map(ways.map((way) => [`${way.indices} ${way.signs}`, way])).values()];
}

/** The columns, or the subgroups, in which any group is. */
export function usedOf(grids: readonly Grid[]): { columns: Set<number>; subgroups: Set<number> } {
  const used = { columns: new Set<number>(), subgroups: new Set<number>() };
  for (const { is, columns, subgroups } of grids) {
    for (let place = 0; place < is.length; place += 1) {
      if (is[place] === NO_GROUP || is[place] === ELSEWHERE) continue;
      used.subgroups.add(place % subgroups.length);
      used.columns.add(Math.floor(place / subgroups.length) % columns.length);
    }
  }
  return used;
}

function wayOf(up: readonly number[], down: readonly number[]): Way {
  return { indices: [...up, ...down], signs: [...up.map(() => 1), ...down.map(() => -1)], choices: [] };
}
