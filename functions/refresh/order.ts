import { nearest } from '../nearest.ts';
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
      throw new ModelError(
        `${model.file}: the models refer to each other in a circle: ${cycle.join(' -> ')}`,
      );
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
  for (const model of models) holdChecks(model, byName, given);
  return ordered;
}

/** A check may look at any model, before or after its own: checks run when all are there. */
function holdChecks(model: Model, byName: ReadonlyMap<string, Model>, given: ReadonlySet<string>): void {
  for (const check of model.checks) {
    if (check.kind === 'row' || check.other === undefined) continue;
    if (byName.has(check.other) || given.has(check.other)) continue;
    throw new ModelError(
      unknownReference(model, check.other, [...byName.keys(), ...given], `check "${check.name}" `),
    );
  }
}

function unknownReference(model: Model, reference: string, known: readonly string[], who = ''): string {
  const similar = nearest(reference, known);
  const hint = similar === undefined ? '' : `; did you mean "${similar}"?`;
  return `${model.file}: ${who}refers to "${reference}", which is no model and no feed${hint}`;
}
