import { type Column, type Engine, EngineError } from '../engines/engine.ts';
import { shownCells } from '../suppress/shown-cells.ts';
import { type BrokenCheck, brokenOf } from './audit.ts';
import { ModelError } from './models.ts';
import type { Step } from './plan.ts';
import { recordPublish } from './publishes.ts';

/**
 * Does one step on an engine, and says which checks it found broken. A gate is for the caller to hold.
 * @throws ModelError naming the file
 */
export async function perform(engine: Engine, step: Step, clock: () => Date): Promise<BrokenCheck[]> {
  try {
    return await act(engine, step, clock);
  } catch (error) {
    if (!(error instanceof EngineError) || step.file === '') throw error;
    const what = step.act === 'count' ? 'a check cannot be run: ' : '';
    throw new ModelError(`${step.file}: ${what}${error.message}`, { cause: error });
  }
}

async function act(engine: Engine, step: Step, clock: () => Date): Promise<BrokenCheck[]> {
  switch (step.act) {
    case 'load':
      await engine.loadTable(step.name, step.columns, step.rows);
      return [];
    case 'expose':
      await engine.exposeLanded(step.source);
      return [];
    case 'view':
      await engine.createView(step.name, step.select);
      return [];
    case 'hold':
      holdColumns(step.file, step.columns, await engine.columnsOf(step.relation));
      return [];
    case 'table':
      await engine.createTable(step.name, step.select, step.columns);
      return [];
    case 'suppress':
      await engine.loadTable(step.name, step.columns, await shownCells(engine));
      return [];
    case 'count': {
      const [counted = {}] = await engine.rows(step.count.select);
      return await brokenOf(engine, step.shown, step.count, counted);
    }
    case 'gate':
      return [];
    case 'ensure':
      await engine.ensureCurated(step.name, step.columns);
      return [];
    case 'publish':
      await engine.publish(step.publication);
      return [];
    case 'record':
      await recordPublish(engine, step.publish, new Date(step.startedAt), clock());
      return [];
  }
}

/**
 * Holds what a model's select has to what its properties declare.
 * @throws ModelError naming the file, the column and both types
 */
export function holdColumns(file: string, declared: readonly Column[], found: readonly Column[]): void {
  for (const column of declared) {
    const match = found.find((candidate) => candidate.name === column.name);
    if (!match)
      throw new ModelError(`${file}: its properties declare column "${column.name}", the select has none`);
    if (match.type !== column.type) {
      throw new ModelError(
        `${file}: column "${column.name}" is ${match.type}, its properties declare ${column.type}`,
      );
    }
  }
  const surplus = found.find((column) => !declared.some(({ name }) => name === column.name));
  if (surplus) throw new ModelError(`${file}: column "${surplus.name}" is not declared in its properties`);
}
