import { type Cell, hasEveryRow } from './cell.ts';
import { organisationName } from './organisations.ts';
import { columnName, type Shape, type TotalOf } from './shape.ts';

/** Tables that share cells as one. */
export interface Grid extends Shape {
  /** Whether figures are shares of the group; otherwise they are sums of their own beside its size. */
  readonly isShare: boolean;
  /** Whether areas and the district are sums of schools. */
  readonly isSummed: boolean;
  /** Per place: no group, a published cell, one that follows from others and is not published, or no matter. */
  readonly is: Uint8Array;
  /** Of a share, how many met the rule; otherwise the figure itself. */
  readonly met: Float64Array;
  /** Of a share, how many did not; otherwise the size of the group. */
  readonly missed: Float64Array;
  /** How many students the group is of, where days and the like of them are counted: otherwise its size. */
  readonly students: Float64Array;
  /** Whether the numerator is known. */
  readonly isKnown: Uint8Array;
  readonly cells: ReadonlyMap<number, readonly Cell[]>;
}

export const NO_GROUP = 0;
export const PUBLISHED = 1;
export const IMPLIED = 2;
/** What is left of a total beside its parts: readers may take it for nothing. */
export const LEFT_OVER = 4;
/** The same, of those whose grade or trait is not known: nobody is told apart by it. */
export const NOT_RECORDED = 5;
/** What no row tells of: a family of subgroups that the measure does not have. */
export const ELSEWHERE = 3;

export function placeOf(grid: Shape, organisation: number, column: number, subgroup: number): number {
  return (organisation * grid.columns.length + column) * grid.subgroups.length + subgroup;
}

export function levelAt({ organisations, columns, subgroups }: Shape, place: number): Cell['level'] {
  return organisations[Math.floor(place / columns.length / subgroups.length)]?.level ?? 'school';
}

/** The size of the group at a place. */
export function sizeAt({ isShare, met, missed }: Grid, place: number): number {
  return (isShare ? (met[place] ?? 0) : 0) + (missed[place] ?? 0);
}

/** The grid of linked tables, with the groups that nobody publishes and that follow by subtraction. */
export function gridOf(cells: readonly Cell[], shape: Shape, totalOf: TotalOf): Grid {
  const { organisations, columns, subgroups } = shape;
  const places = organisations.length * columns.length * subgroups.length;
  const known = cells.filter(({ numerator }) => numerator !== null);
  const isShare =
    cells.every(({ kind }) => kind === 'rate') &&
    known.every(({ numerator, denominator }) => (numerator ?? 0) <= denominator);
  const at = new Map<number, Cell[]>();
  const grid: Grid = {
    ...shape,
    isShare,
    isSummed: cells.every(({ upward }) => upward === 'school'),
    is: new Uint8Array(places),
    met: new Float64Array(places),
    missed: new Float64Array(places),
    students: new Float64Array(places),
    isKnown: new Uint8Array(places),
    cells: at,
  };
  const indexOf = (list: readonly { name: string }[]) =>
    new Map(list.map(({ name }, index) => [name, index] as const));
  const [organisation, column, subgroup] = [organisations, columns, subgroups].map(indexOf);
  for (const cell of cells) {
    const place = placeOf(
      grid,
      organisation?.get(organisationName(cell)) ?? -1,
      column?.get(columnName(cell, totalOf)) ?? -1,
      subgroup?.get(cell.subgroup) ?? -1,
    );
    at.set(place, [...(at.get(place) ?? []), cell]);
    fill(grid, place, cell);
  }
  leaveOut(grid);
  implyGroups(grid, cells.every(hasEveryRow));
  if (!grid.isSummed) addApart(grid);
  return grid;
}

/** Where each level counts by itself, someone can count in an area, or in the district, and in none of the schools. */
function addApart({ organisations, columns, subgroups, is, isKnown }: Grid): void {
  const width = columns.length * subgroups.length;
  for (const [leaf, { isRest, chain }] of organisations.entries()) {
    if (!isRest) continue;
    const above = chain[1] ?? leaf;
    for (let at = 0; at < width; at += 1) {
      if (is[leaf * width + at] !== NO_GROUP || is[above * width + at] === NO_GROUP) continue;
      is[leaf * width + at] = LEFT_OVER;
      isKnown[leaf * width + at] = 1;
    }
  }
}

/** A count has no group: the count itself is what must not be small. */
function fill({ is, met, missed, students, isKnown, isShare }: Grid, place: number, cell: Cell): void {
  const { kind, numerator, denominator } = cell;
  students[place] = kind === 'count' ? (numerator ?? 0) : (cell.students ?? denominator);
  is[place] = PUBLISHED;
  isKnown[place] = numerator === null || kind === 'count' ? 0 : 1;
  if (kind === 'count') missed[place] = numerator ?? 0;
  else {
    met[place] = numerator ?? 0;
    missed[place] = isShare ? denominator - (numerator ?? 0) : denominator;
  }
}

/** Marks the totals that only other measures have, and the families that a measure does not have in its own columns. */
function leaveOut(grid: Grid): void {
  const { organisations, columns, subgroups, is } = grid;
  const places = (column: number, family: string) =>
    [...subgroups.keys()]
      .filter((index) => subgroups[index]?.family === family)
      .flatMap((subgroup) =>
        [...organisations.keys()].map((organisation) => placeOf(grid, organisation, column, subgroup)),
      );
  const isEmpty = (column: number, family: string) =>
    !places(column, family).some((place) => is[place] === PUBLISHED);
  const families = new Set(subgroups.map(({ family }) => family));
  const isMissing = [...columns.keys()].map((column) => [...families].every((of) => isEmpty(column, of)));
  for (const family of families) {
    for (const [column, { parts }] of columns.entries()) {
      if (parts.length === 1 && parts[0] === column) continue;
      const rest = parts.at(-1) ?? column;
      if (!isEmpty(column, family) || (family === '' && !isMissing[column])) continue;
      for (const place of [...places(column, family), ...places(rest, family)]) is[place] = ELSEWHERE;
    }
    for (const [column, { parts, isRest }] of columns.entries()) {
      if (family === '' || isRest || parts[0] !== column) continue;
      // A grade that only a linked measure has is no matter of this one's families.
      if (isMissing[column] || !isEmpty(column, family)) continue;
      for (const place of places(column, family)) is[place] = ELSEWHERE;
    }
  }
}

/** What is left of a total when its parts are taken away, along each way in which cells add up. */
function implyGroups(grid: Grid, isComplete: boolean): void {
  const { organisations, columns, subgroups } = grid;
  const every = (list: readonly unknown[]) => list.map((_, index) => index);
  const families = [...new Set(subgroups.slice(1).map(({ family }) => family))];
  for (const organisation of every(organisations)) {
    for (const column of every(columns)) {
      for (const family of families) {
        const members = every(subgroups).filter((index) => index > 0 && subgroups[index]?.family === family);
        const at = (subgroup: number) => placeOf(grid, organisation, column, subgroup);
        // One member alone tells of those who are not in it.
        const isWhole = isComplete && members.length > 2;
        imply(grid, at(0), members.map(at), isWhole ? NOT_RECORDED : LEFT_OVER);
      }
    }
    for (const subgroup of every(subgroups)) {
      for (const [column, { parts }] of columns.entries()) {
        if (parts.length === 1 && parts[0] === column) continue;
        const at = (index: number) => placeOf(grid, organisation, index, subgroup);
        imply(grid, at(column), parts.map(at), isComplete ? NOT_RECORDED : LEFT_OVER);
      }
    }
  }
  // Areas before the district, which is also the sum of what is in no school of theirs.
  for (const index of every(organisations).toReversed()) {
    if (organisations[index]?.level === 'school') continue;
    const leaves = every(organisations).filter((leaf) => organisations[leaf]?.chain.includes(index));
    for (const column of every(columns)) {
      for (const subgroup of every(subgroups)) {
        const at = (organisation: number) => placeOf(grid, organisation, column, subgroup);
        imply(grid, at(index), leaves.map(at), LEFT_OVER, grid.isSummed);
      }
    }
  }
}

/**
 * The last of the parts is the place of what is left. It is a group of students only where the total is the sum of its
 * parts; where each level counts by itself, readers may know the difference.
 */
function imply(
  { is, met, missed, students, isKnown, isShare }: Grid,
  total: number,
  parts: readonly number[],
  left: typeof LEFT_OVER | typeof NOT_RECORDED,
  isGroup = true,
): void {
  const rest = parts.at(-1);
  if (rest === undefined || is[rest] !== NO_GROUP) return;
  if (is[total] === NO_GROUP || is[total] === ELSEWHERE) return;
  const leftOf = (layer: Float64Array) =>
    parts.reduce((sum, part) => sum - (layer[part] ?? 0), layer[total] ?? 0);
  const areKnown = [total, ...parts].every((place) => is[place] === NO_GROUP || isKnown[place] === 1);
  const leftMet = areKnown ? leftOf(met) : 0;
  const leftMissed = areKnown || !isShare ? leftOf(missed) : leftOf(met) + leftOf(missed);
  if (leftMet < 0 || leftMissed < 0 || leftMet + leftMissed === 0) return;
  const isWhole = parts.every((part) => is[part] === NO_GROUP);
  if (!isWhole && !isGroup) return;
  is[rest] = isWhole ? IMPLIED : left;
  met[rest] = leftMet;
  missed[rest] = leftMissed;
  students[rest] = Math.max(0, leftOf(students));
  isKnown[rest] = areKnown ? 1 : 0;
}
