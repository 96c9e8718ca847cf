import { type Model, ModelError } from './models.ts';

/**
 * Models in an order in which each comes after those that it refers to.
 * @param given relations that are there before the first model: the feeds' and the landings'.
 * @throws ModelError for a reference to nothing, and for a cycle, which it names step by step.
 */
export function inOrder(models: readonly Model[], given: ReadonlySet<string>): Model[] {
  const byName = new Map(models.map((model) => [model.name, model]));
  const ordered: Model[] = [];
  const done = new Set<string>();

  function visit(model: Model, path: readonly string[]): void {
    if (done.has(model.name)) return;
    if (path.includes(model.name)) {
      const cycle = [...path.slice(path.indexOf(model.name)), model.name];
      throw new ModelError(`${model.file}: the models refer to each other in a circle: ${cycle.join(' -> ')}`);
    }
    for (const reference of model.references) {
      if (given.has(reference)) continue;
      const next = byName.get(reference);
      if (!next) throw new ModelError(unknownReference(model, reference, [...byName.keys(), ...given]));
      visit(next, [...path, model.name]);
    }
    done.add(model.name);
    ordered.push(model);
  }

  for (const model of models) visit(model, []);
  return ordered;
}

function unknownReference(model: Model, reference: string, known: readonly string[]): string {
  const [nearest] = known
    .map((name) => ({ name, distance: distance(name, reference) }))
    .sort((first, second) => first.distance - second.distance);
  const hint = nearest && nearest.distance <= 3 ? `; did you mean "${nearest.name}"?` : '';
  return `${model.file}: refers to "${reference}", which is no model and no feed${hint}`;
}

/** Levenshtein's distance. */
function distance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, at) => at);
  for (let i = 1; i <= first.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= second.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (first[i - 1] === second[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
