import { type Proof, prover, type Target, targetsAt } from './certify.ts';
import { ELSEWHERE, type Grid, NO_GROUP, PUBLISHED } from './grid.ts';
import type { Parameters } from './parameters.ts';
import { type Stack, spotOf } from './stack.ts';
import { HIDDEN, primary, SHOWN, type State } from './state.ts';

/** What is hidden of each table of a stack in the end, and what the rule alone had hidden. */
export interface Hidden {
  readonly primary: readonly Uint8Array[];
  readonly states: readonly State[];
  /** False when some place could not be protected and everything was hidden instead. */
  readonly isProtected: boolean;
}

/** A place of a table of a stack. */
interface Spot {
  readonly grid: Grid;
  readonly state: State;
  readonly table: number;
  readonly place: number;
}

/**
 * Primary and then complementary suppression of a stack: until each hidden place has a proof, then without what turned
 * out to be hidden in vain.
 * @param asWell what is to be hidden of a place for another reason
 */
export function hide(
  stack: Stack,
  parameters: Parameters,
  asWell: (grid: Grid, place: number) => number,
  isComplementary = true,
): Hidden {
  const states = stack.grids.map((grid) => primary(grid, parameters));
  const alone = states.map(({ hidden }) => hidden.slice());
  const spots = spotsOf(stack, states);
  for (const { grid, state, place } of spots)
    if (grid.is[place] === PUBLISHED)
      state.hidden[place] = Math.max(state.hidden[place] ?? SHOWN, asWell(grid, place));
  const floor = states.map(({ hidden }) => hidden.slice());
  if (!isComplementary) return { primary: alone, states, isProtected: true };

  const proofs = new Proofs();
  const { prove } = prover(stack, states, parameters);
  // Totals come first in a grid, and protecting one protects parts of it.
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const spot of spots) {
      for (const target of targetsAt(spot.grid, spot.state, spot, parameters)) {
        if (proofs.has(target)) continue;
        const proof = prove(target, false);
        if (!proof) return { primary: alone, states: everything(spots, states), isProtected: false };
        proofs.set(target, proof);
        isNew = true;
      }
    }
  }
  const complementary = spots.filter(
    ({ table, place, state }) => (state.hidden[place] ?? SHOWN) > (floor[table]?.[place] ?? SHOWN),
  );
  showAgain({ stack, parameters, proofs, prove }, complementary, (spot) => floor[spot.table]?.[spot.place]);
  return { primary: alone, states, isProtected: true };
}

/** All places of a stack that any group is at. */
function spotsOf({ grids }: Stack, states: readonly State[]): Spot[] {
  return grids.flatMap((grid, table) =>
    states
      .slice(table, table + 1)
      .flatMap((state) =>
        [...grid.is.keys()]
          .filter((place) => grid.is[place] !== NO_GROUP && grid.is[place] !== ELSEWHERE)
          .map((place) => ({ grid, state, table, place })),
      ),
  );
}

function everything(spots: readonly Spot[], states: readonly State[]): readonly State[] {
  for (const { grid, state, place } of spots) if (grid.is[place] === PUBLISHED) state.hidden[place] = HIDDEN;
  return states;
}

interface Proving {
  readonly stack: Stack;
  readonly parameters: Parameters;
  readonly proofs: Proofs;
  prove(target: Target, isFree: boolean): Proof | undefined;
}

/** Shows again, dearest first, what no proof needs, or what every proof that uses it can do without. */
function showAgain(
  { stack, parameters, proofs, prove }: Proving,
  complementary: readonly Spot[],
  floorOf: (spot: Spot) => number | undefined,
): void {
  const weightOf = ({ state, place }: Spot) => state.weights[place] ?? 0;
  const stoodInTheWay = new Map<string, number>();
  const timesOf = (target: Target) => stoodInTheWay.get(keyOf(target)) ?? 0;
  const largestFirst = complementary.toSorted((one, other) => weightOf(other) - weightOf(one));
  for (const spot of largestFirst) {
    const { grid, state, table, place } = spot;
    for (let level = floorOf(spot) ?? SHOWN; level < (state.hidden[place] ?? SHOWN); level += 1) {
      const before = state.hidden[place] ?? SHOWN;
      const dropped = targetsAt(grid, state, spot, parameters);
      state.hidden[place] = level;
      const own = targetsAt(grid, state, spot, parameters);
      const others = proofs
        .using(spotOf(stack, table, place), level)
        .filter((target) => target.place !== place || target.table !== table)
        // Nearly all attempts fail, and mostly by the same targets.
        .toSorted((one, other) => timesOf(other) - timesOf(one));
      const proven = new Map<Target, Proof>();
      const isSafe = [...others, ...own].every((target) => {
        const proof = prove(target, true);
        if (proof) proven.set(target, proof);
        else stoodInTheWay.set(keyOf(target), timesOf(target) + 1);
        return proof !== undefined;
      });
      if (!isSafe) {
        state.hidden[place] = before;
        continue;
      }
      for (const target of dropped) proofs.delete(target);
      for (const [target, proof] of proven) proofs.set(target, proof);
      break;
    }
  }
}

/** The proofs of targets, and which of them use a spot. */
class Proofs {
  readonly #proofs = new Map<string, Proof>();
  readonly #users = new Map<number, Map<string, Target>>();

  has(target: Target): boolean {
    return this.#proofs.has(keyOf(target));
  }

  set(target: Target, proof: Proof): void {
    this.delete(target);
    const key = keyOf(target);
    this.#proofs.set(key, proof);
    for (const spot of proof.keys()) {
      const users = this.#users.get(spot);
      if (users) users.set(key, target);
      else this.#users.set(spot, new Map([[key, target]]));
    }
  }

  delete(target: Target): void {
    const key = keyOf(target);
    for (const spot of this.#proofs.get(key)?.keys() ?? []) this.#users.get(spot)?.delete(key);
    this.#proofs.delete(key);
  }

  /** The targets whose proofs need more of a spot hidden than this. */
  using(spot: number, hidden: number): Target[] {
    return [...(this.#users.get(spot) ?? [])].flatMap(([key, target]) =>
      (this.#proofs.get(key)?.get(spot) ?? SHOWN) > hidden ? [target] : [],
    );
  }
}

function keyOf({ table, place, what }: Target): string {
  return `${table} ${place} ${what}`;
}
