import { type Proof, prover, type Target, targetsAt } from './certify.ts';
import { ELSEWHERE, type Grid, NO_GROUP, PUBLISHED } from './grid.ts';
import type { Parameters } from './parameters.ts';
import { HIDDEN, primary, SHOWN, type State } from './state.ts';

/** What is hidden of a grid in the end, and what the rule alone had hidden. */
export interface Hidden {
  readonly primary: Uint8Array;
  readonly state: State;
  /** False when some place could not be protected and everything was hidden instead. */
  readonly isProtected: boolean;
}

/**
 * Primary and then complementary suppression of a grid: until each hidden place has a proof, then without what turned
 * out to be hidden in vain.
 * @param asWell what is to be hidden of a place for another reason
 */
export function hide(
  grid: Grid,
  parameters: Parameters,
  asWell: (place: number) => number,
  isComplementary = true,
): Hidden {
  const state = primary(grid, parameters);
  const alone = state.hidden.slice();
  for (let place = 0; place < grid.is.length; place += 1)
    if (grid.is[place] === PUBLISHED)
      state.hidden[place] = Math.max(state.hidden[place] ?? SHOWN, asWell(place));
  const floor = state.hidden.slice();
  if (!isComplementary) return { primary: alone, state, isProtected: true };

  const proofs = new Proofs();
  const { prove } = prover(grid, state, parameters);
  // Totals come first in a grid, and protecting one protects parts of it.
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (let place = 0; place < grid.is.length; place += 1) {
      if (grid.is[place] === NO_GROUP || grid.is[place] === ELSEWHERE) continue;
      for (const target of targetsAt(grid, state, place, parameters)) {
        if (proofs.has(target)) continue;
        const proof = prove(target, false);
        if (!proof) return everything(grid, state, alone);
        proofs.set(target, proof);
        isNew = true;
      }
    }
  }
  showAgain(grid, state, floor, parameters, proofs, prove);
  return { primary: alone, state, isProtected: true };
}

function everything(grid: Grid, state: State, alone: Uint8Array): Hidden {
  for (let place = 0; place < grid.is.length; place += 1)
    if (grid.is[place] === PUBLISHED) state.hidden[place] = HIDDEN;
  return { primary: alone, state, isProtected: false };
}

/** Shows again, largest first, what no proof needs, or what every proof that uses it can do without. */
function showAgain(
  grid: Grid,
  state: State,
  floor: Uint8Array,
  parameters: Parameters,
  proofs: Proofs,
  prove: (target: Target, isFree: boolean) => Proof | undefined,
): void {
  const complementary = [...state.hidden.keys()]
    .filter((place) => (state.hidden[place] ?? 0) > (floor[place] ?? 0))
    .toSorted((one, other) => (state.weights[other] ?? 0) - (state.weights[one] ?? 0) || one - other);
  for (const place of complementary) {
    for (let level = floor[place] ?? SHOWN; level < (state.hidden[place] ?? SHOWN); level += 1) {
      const before = state.hidden[place] ?? SHOWN;
      const dropped = targetsAt(grid, state, place, parameters);
      state.hidden[place] = level;
      const own = targetsAt(grid, state, place, parameters);
      const others = proofs.using(place, level).filter((target) => target.place !== place);
      const proven = new Map<Target, Proof>();
      const isSafe = [...own, ...others].every((target) => {
        const proof = prove(target, true);
        if (proof) proven.set(target, proof);
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

/** The proofs of targets, and which of them use a place. */
class Proofs {
  readonly #proofs = new Map<string, Proof>();
  readonly #users = new Map<number, Map<string, Target>>();

  has(target: Target): boolean {
    return this.#proofs.has(keyOf(target));
  }

  set(target: Target, proof: Proof): void {
    this.delete(target);
    this.#proofs.set(keyOf(target), proof);
    for (const place of proof.keys()) {
      const users = this.#users.get(place) ?? new Map<string, Target>();
      this.#users.set(place, users.set(keyOf(target), target));
    }
  }

  delete(target: Target): void {
    for (const place of this.#proofs.get(keyOf(target))?.keys() ?? [])
      this.#users.get(place)?.delete(keyOf(target));
    this.#proofs.delete(keyOf(target));
  }

  /** The targets whose proofs need more of a place hidden than this. */
  using(place: number, hidden: number): Target[] {
    return [...(this.#users.get(place)?.values() ?? [])].filter(
      (target) => (this.#proofs.get(keyOf(target))?.get(place) ?? SHOWN) > hidden,
    );
  }
}

function keyOf({ place, what }: Target): string {
  return `${place} ${what}`;
}
