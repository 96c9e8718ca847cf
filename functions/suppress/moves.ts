import type { Change } from './changes.ts';
import { type Grid, LEFT_OVER, placeOf } from './grid.ts';
import type { Shape } from './shape.ts';
import { costAt, roomAt, type State } from './state.ts';
import { usedOf, type Way, waysOfColumns, waysOfSubgroups } from './ways.ts';

/** Students moved about so that every total stays: places that change by one, up or down, in all tables alike. */
export interface Move {
  readonly change: Change;
  readonly places: readonly number[];
  readonly signs: readonly number[];
  readonly cost: number;
}

export interface Asked {
  readonly table: number;
  readonly place: number;
  readonly change: Change;
  readonly sign: 1 | -1;
  /** By how much the place and all others of the move must be able to change. */
  readonly amount: number;
  /** Whether only what is hidden already may change. */
  readonly isFree: boolean;
}

interface Side {
  readonly organisation: number;
  readonly sign: number;
}

/** The costs of changing one organisation, and of each choice of its way. */
interface Plane {
  readonly fixed: number;
  readonly choices: readonly Float64Array[];
  readonly least: number;
}

/**
 * Finds the cheapest move that changes a place: an organisation against another, a grade against another, a subgroup
 * against another of its family, or in any of the three the totals with it. The hypercubes of tau-ARGUS, generalised to
 * totals, with costs.
 */
export function moveFinder(
  grids: readonly Grid[],
  states: readonly State[],
): (asked: Asked) => Move | undefined {
  const grid = shapeOf(grids);
  const used = usedOf(grids);
  const columnWays = waysOfColumns(grid.columns, used.columns);
  const subgroupWays = waysOfSubgroups(grid.subgroups, used.subgroups);
  const { districts, areas, leavesOf } = familyTree(grid);
  const width = grid.subgroups.length;

  return ({ table, place, change, sign, amount, isFree }) => {
    const subgroup = place % width;
    const column = Math.floor(place / width) % grid.columns.length;
    const organisation = Math.floor(place / width / grid.columns.length);
    const usesLeftOver = grids[table]?.is[place] === LEFT_OVER;
    let best: { cost: number; sides: Side[]; columns: Way; subgroups: Way } | undefined;
    const bound = () => best?.cost ?? Number.POSITIVE_INFINITY;

    for (const subgroups of subgroupWays[subgroup] ?? []) {
      for (const columns of columnWays[column] ?? []) {
        const planes = new Map<number, Plane>();
        const planeOf = (side: Side): Plane => {
          const key = side.organisation * 2 + (side.sign > 0 ? 1 : 0);
          const found = planes.get(key) ?? planeAt(side, columns, subgroups);
          planes.set(key, found);
          return found;
        };
        const least = (sides: readonly Side[]) => sides.reduce((sum, side) => sum + planeOf(side).least, 0);
        const consider = (sides: Side[]) => {
          if (least(sides) >= bound()) return;
          const cost = together(sides.map(planeOf)).cost;
          if (cost < bound()) best = { cost, sides, columns, subgroups };
        };
        searchOrganisations(organisation, { least, consider, bound });
        if (bound() === 0) return moveOf(best);
      }
    }
    return moveOf(best);

    function costOf(at: number, way: number): number {
      let cost = 0;
      for (const { table: of, what } of change) {
        const [grid, state] = [grids[of], states[of]];
        if (grid && state) cost += costAt(grid, state, at, what, way, amount, isFree, usesLeftOver);
        if (cost === Number.POSITIVE_INFINITY) return cost;
      }
      return cost;
    }

    function planeAt({ organisation: at, sign: side }: Side, columns: Way, subgroups: Way): Plane {
      let fixed = 0;
      const choices = subgroups.choices.map((members) => new Float64Array(members.length));
      for (const [step, index] of columns.indices.entries()) {
        const direction = sign * side * (columns.signs[step] ?? 0);
        const start = placeOf(grid, at, index, 0);
        for (const [place, member] of subgroups.indices.entries()) {
          const way = direction * (subgroups.signs[place] ?? 0);
          fixed += costOf(start + member, way);
          if (fixed === Number.POSITIVE_INFINITY) return { fixed, choices, least: fixed };
        }
        for (const [family, members] of subgroups.choices.entries()) {
          const costs = choices[family] as Float64Array;
          for (const [place, member] of members.entries())
            costs[place] = (costs[place] ?? 0) + costOf(start + member, direction);
        }
      }
      return { fixed, choices, least: choices.reduce((sum, costs) => sum + Math.min(...costs), fixed) };
    }

    function moveOf(found: typeof best): Move | undefined {
      if (!found) return undefined;
      const { sides, columns, subgroups, cost } = found;
      const { chosen } = together(sides.map((side) => planeAt(side, columns, subgroups)));
      const members = [
        ...subgroups.indices.map((member, at) => ({ member, sign: subgroups.signs[at] ?? 0 })),
        ...subgroups.choices.map((list, at) => ({ member: list[chosen[at] ?? 0] ?? 0, sign: 1 })),
      ];
      const changes = sides.flatMap((side) =>
        columns.indices.flatMap((index, step) =>
          members.map(({ member, sign: up }) => ({
            place: placeOf(grid, side.organisation, index, member),
            sign: sign * side.sign * (columns.signs[step] ?? 0) * up,
          })),
        ),
      );
      return {
        change,
        places: changes.map(({ place }) => place),
        signs: changes.map(({ sign }) => sign),
        cost,
      };
    }
  };

  /** Goes through the organisations that can change with the asked one, cheapest kind of change first. */
  function searchOrganisations(organisation: number, { least, consider, bound }: Search): void {
    const chain = grid.organisations[organisation]?.chain ?? [];
    const isSchool = chain.length > 0;
    const isArea = areas.includes(organisation);
    const ownAreas = isSchool ? [areaOf(organisation)] : isArea ? [organisation] : [...areas, undefined];
    for (const area of ownAreas) {
      const leaves = isSchool ? [organisation] : (leavesOf.get(area) ?? []);
      const above = area === undefined ? [] : [{ organisation: area, sign: 1 }];
      if (!isSchool && least(above) >= bound()) continue;
      const leaf = isSchool ? organisation : cheapest(leaves, 1, least);
      if (leaf === undefined) continue;
      const own = [{ organisation: leaf, sign: 1 }];
      if (least(own) >= bound()) continue;
      if (isSchool) {
        for (const other of leavesOf.get(area) ?? [])
          if (other !== leaf) consider([...own, { organisation: other, sign: -1 }]);
      }
      const upTo = [...own, ...above];
      if (least(upTo) >= bound()) continue;
      consider([...upTo, ...districts.map((index) => ({ organisation: index, sign: 1 }))]);
      if (!isSchool && !isArea) continue;
      for (const other of [...areas, undefined]) {
        if (other === area) continue;
        const across = [...upTo, ...(other === undefined ? [] : [{ organisation: other, sign: -1 }])];
        if (least(across) >= bound()) continue;
        const against = cheapest(leavesOf.get(other) ?? [], -1, least);
        if (against !== undefined) consider([...across, { organisation: against, sign: -1 }]);
      }
    }
  }

  function areaOf(leaf: number): number | undefined {
    return grid.organisations[leaf]?.chain.find((index) => areas.includes(index));
  }
}

/** All tables of a stack have one shape. */
function shapeOf([first]: readonly Grid[]): Shape {
  if (!first) throw new Error('a stack of no tables');
  return first;
}

interface Search {
  least(sides: readonly Side[]): number;
  consider(sides: Side[]): void;
  bound(): number;
}

function cheapest(
  leaves: readonly number[],
  sign: number,
  least: (sides: readonly Side[]) => number,
): number | undefined {
  let found: number | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const leaf of leaves) {
    const cost = least([{ organisation: leaf, sign }]);
    if (cost < lowest) [found, lowest] = [leaf, cost];
    if (lowest === 0) break;
  }
  return found;
}

/** Planes that change together: the same choice of each family in all of them. */
function together(planes: readonly Plane[]): { cost: number; chosen: number[] } {
  let cost = planes.reduce((sum, { fixed }) => sum + fixed, 0);
  const chosen: number[] = [];
  for (const [family, first] of (planes[0]?.choices ?? []).entries()) {
    let lowest = Number.POSITIVE_INFINITY;
    let at = 0;
    for (let member = 0; member < first.length; member += 1) {
      const sum = planes.reduce((total, { choices }) => total + (choices[family]?.[member] ?? 0), 0);
      if (sum < lowest) [lowest, at] = [sum, member];
    }
    cost += lowest;
    chosen.push(at);
  }
  return { cost, chosen };
}

function familyTree({ organisations }: Shape): {
  districts: number[];
  areas: number[];
  leavesOf: Map<number | undefined, number[]>;
} {
  const at = (level: string) =>
    [...organisations.keys()].filter((index) => organisations[index]?.level === level);
  const areas = at('performance_area');
  const leavesOf = Map.groupBy(at('school'), (leaf) =>
    organisations[leaf]?.chain.find((index) => areas.includes(index)),
  );
  return { districts: at('district'), areas, leavesOf };
}

/** How often a move can be made before something of it runs out. */
export function reachOf(
  grids: readonly Grid[],
  states: readonly State[],
  { change, places, signs }: Pick<Move, 'change' | 'places' | 'signs'>,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { table, what } of change) {
    const [grid, state] = [grids[table], states[table]];
    if (!grid || !state) continue;
    for (const [at, place] of places.entries()) {
      const room = roomAt(grid, state, place, what, signs[at] ?? 0, state.hidden[place] ?? 0);
      least = Math.min(least, room);
    }
  }
  return least;
}
