import type { Change } from './changes.ts';
import { type Grid, LEFT_OVER, placeOf } from './grid.ts';
import { limitOf } from './relations.ts';
import type { Shape } from './shape.ts';
import type { Stack } from './stack.ts';
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

/** The cheapest move so far, and which member of each family it changes. */
interface Best {
  readonly cost: number;
  readonly chosen: readonly number[];
  readonly sides: readonly Side[];
  readonly columns: Way;
  readonly subgroups: Way;
}

/** The costs of changing one organisation, and of each choice of its way. */
interface Plane {
  readonly fixed: number;
  readonly choices: readonly Float64Array[];
  readonly least: number;
}

const IMPOSSIBLE: Plane = {
  fixed: Number.POSITIVE_INFINITY,
  choices: [],
  least: Number.POSITIVE_INFINITY,
};

/**
 * Finds the cheapest move that changes a place: an organisation against another, a grade against another, a subgroup
 * against another of its family, or in any of the three the totals with it. The hypercubes of tau-ARGUS, generalised to
 * totals, with costs.
 */
export function moveFinder(stack: Stack, states: readonly State[]): (asked: Asked) => Move | undefined {
  const { grids } = stack;
  const grid = sharedShape(grids);
  const used = usedOf(grids);
  const columnWays = waysOfColumns(grid.columns, used.columns);
  const subgroupWays = waysOfSubgroups(grid.subgroups, used.subgroups);
  const { districts, areas, leavesOf } = familyTree(grid);
  const width = grid.subgroups.length;
  // Planes by organisation and direction, and the way that each was last computed for.
  const planes: Plane[] = grid.organisations.flatMap(() => [IMPOSSIBLE, IMPOSSIBLE]);
  const planeIsOf = new Float64Array(planes.length);
  let way = 0;

  return ({ table, place, change, sign, amount, isFree }) => {
    const subgroup = place % width;
    const column = Math.floor(place / width) % grid.columns.length;
    const organisation = Math.floor(place / width / grid.columns.length);
    const usesLeftOver = grids[table]?.is[place] === LEFT_OVER;
    const limit = limitOf(stack, states, change);
    let best: Best | undefined;
    const bound = () => best?.cost ?? Number.POSITIVE_INFINITY;

    for (const subgroups of subgroupWays[subgroup] ?? []) {
      for (const columns of columnWays[column] ?? []) {
        way += 1;
        const planeOf = (organisation: number, side: number): Plane => {
          const key = organisation * 2 + (side > 0 ? 1 : 0);
          if (planeIsOf[key] !== way) {
            planeIsOf[key] = way;
            planes[key] = planeAt(organisation, side, columns, subgroups);
          }
          return planes[key] ?? IMPOSSIBLE;
        };
        const least = (organisation: number, side: number) => planeOf(organisation, side).least;
        const consider = (sides: Side[]) => {
          if (sides.reduce((sum, side) => sum + least(side.organisation, side.sign), 0) >= bound()) return;
          const { cost, chosen } = together(sides.map((side) => planeOf(side.organisation, side.sign)));
          if (cost < bound()) best = { cost, chosen, sides, columns, subgroups };
        };
        searchOrganisations(organisation, { least, consider, bound });
        if (bound() === 0) return moveOf(best);
      }
    }
    return moveOf(best);

    function costOf(at: number, direction: number): number {
      if (limit && limit(at, direction) < amount) return Number.POSITIVE_INFINITY;
      let cost = 0;
      for (const { table: of, what } of change) {
        const [grid, state] = [grids[of], states[of]];
        if (grid && state) cost += costAt(grid, state, at, what, direction, amount, isFree, usesLeftOver);
        if (cost === Number.POSITIVE_INFINITY) return cost;
      }
      return cost;
    }

    /** Whatever costs as much as the best move so far is of no use. */
    function planeAt(at: number, side: number, columns: Way, subgroups: Way): Plane {
      let fixed = 0;
      const { indices, signs } = subgroups;
      for (let step = 0; step < columns.indices.length; step += 1) {
        const direction = sign * side * (columns.signs[step] ?? 0);
        const start = placeOf(grid, at, columns.indices[step] ?? 0, 0);
        for (let own = 0; own < indices.length; own += 1) {
          fixed += costOf(start + (indices[own] ?? 0), direction * (signs[own] ?? 0));
          if (fixed >= bound()) return IMPOSSIBLE;
        }
      }
      let least = fixed;
      const choices: Float64Array[] = [];
      for (const members of subgroups.choices) {
        const costs = costsOf(at, side, columns, members);
        choices.push(costs);
        least += Math.min(...costs);
        if (least >= bound()) return IMPOSSIBLE;
      }
      return { fixed, choices, least };
    }

    function costsOf(at: number, side: number, columns: Way, members: readonly number[]): Float64Array {
      const costs = new Float64Array(members.length);
      for (let step = 0; step < columns.indices.length; step += 1) {
        const direction = sign * side * (columns.signs[step] ?? 0);
        const start = placeOf(grid, at, columns.indices[step] ?? 0, 0);
        for (let choice = 0; choice < members.length; choice += 1)
          costs[choice] = (costs[choice] ?? 0) + costOf(start + (members[choice] ?? 0), direction);
      }
      return costs;
    }

    function moveOf(found: Best | undefined): Move | undefined {
      if (!found) return undefined;
      const { sides, columns, subgroups, cost, chosen } = found;
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
      const ofArea = area === undefined ? 0 : least(area, 1);
      if (!isSchool && ofArea >= bound()) continue;
      const leaf = isSchool ? organisation : cheapest(leavesOf.get(area) ?? [], 1, least);
      if (leaf === undefined) continue;
      const ofLeaf = least(leaf, 1);
      if (ofLeaf >= bound()) continue;
      const own = [{ organisation: leaf, sign: 1 }];
      if (isSchool) {
        for (const other of leavesOf.get(area) ?? [])
          if (other !== leaf && ofLeaf + least(other, -1) < bound())
            consider([...own, { organisation: other, sign: -1 }]);
      }
      if (ofLeaf + ofArea >= bound()) continue;
      const upTo = [...own, ...(area === undefined ? [] : [{ organisation: area, sign: 1 }])];
      consider([...upTo, ...districts.map((index) => ({ organisation: index, sign: 1 }))]);
      if (!isSchool && !isArea) continue;
      for (const other of [...areas, undefined]) {
        if (other === area) continue;
        if (ofLeaf + ofArea + (other === undefined ? 0 : least(other, -1)) >= bound()) continue;
        const against = cheapest(leavesOf.get(other) ?? [], -1, least);
        if (against === undefined) continue;
        const across = [...upTo, ...(other === undefined ? [] : [{ organisation: other, sign: -1 }])];
        consider([...across, { organisation: against, sign: -1 }]);
      }
    }
  }

  function areaOf(leaf: number): number | undefined {
    return grid.organisations[leaf]?.chain.find((index) => areas.includes(index));
  }
}

/** All tables of a stack have one shape. */
function sharedShape([first]: readonly Grid[]): Shape {
  if (!first) throw new Error('a stack of no tables');
  return first;
}

interface Search {
  /** What it costs at least to change an organisation. */
  least(organisation: number, sign: number): number;
  consider(sides: Side[]): void;
  bound(): number;
}

function cheapest(leaves: readonly number[], sign: number, least: Search['least']): number | undefined {
  let found: number | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const leaf of leaves) {
    const cost = least(leaf, sign);
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
  stack: Stack,
  states: readonly State[],
  { change, places, signs }: Pick<Move, 'change' | 'places' | 'signs'>,
): number {
  const { grids } = stack;
  const limit = limitOf(stack, states, change);
  let least = Number.POSITIVE_INFINITY;
  for (const [at, place] of places.entries())
    least = Math.min(least, limit?.(place, signs[at] ?? 0) ?? least);
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
