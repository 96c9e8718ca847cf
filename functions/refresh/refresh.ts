import { createHash } from 'node:crypto';
import type { Feed } from '../../feeds/contract/feed.ts';
import { type Engine, EngineError } from '../engines/engine.ts';
import { readLanded } from '../land/live.ts';
import type { Store } from '../stores/store.ts';
import { type Audited, audit, type BrokenCheck } from './audit.ts';
import { type Model, ModelError } from './models.ts';
import { inOrder } from './order.ts';
import { lastPublish, publish, undoUnfinished } from './publishes.ts';
import { exposeSources, LANDINGS, type Source, sourcesOf } from './sources.ts';

export interface RefreshTools {
  readonly store: Store;
  readonly engine: Engine;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly models: readonly Model[];
  readonly clock: () => Date;
  /** Told before each step: what it does, its place, and how many there are. */
  readonly onStep?: (step: string, place: number, of: number) => void;
}

export type RefreshResult =
  | { readonly outcome: 'published'; readonly publishId: number; readonly warnings: readonly BrokenCheck[] }
  /** Nothing that figures depend on has changed: what stands is what would be published. */
  | { readonly outcome: 'unchanged'; readonly publishId: number }
  /** Checks of severity error failed: the published tables are as they were. */
  | {
      readonly outcome: 'refused';
      readonly broken: readonly BrokenCheck[];
      readonly publishId: number | undefined;
    };

/**
 * Computes every model from what has landed, checks it, and publishes only what passed.
 * @throws ModelError naming the model for one that cannot be computed; nothing is published then.
 */
export async function refresh(tools: RefreshTools): Promise<RefreshResult> {
  const { store, engine, feeds, clock, onStep } = tools;
  const startedAt = clock();
  const landed = await readLanded(store);
  const sources = sourcesOf(feeds, landed);
  const given = new Set([LANDINGS, ...sources.map((source) => source.name)]);
  const models = inOrder(tools.models, given);
  const curated = models.filter((model) => model.layer === 'curated');
  const fingerprint = fingerprintOf(
    sources,
    models,
    landed.map((receipt) => `${receipt.landingId} ${receipt.at}`),
  );

  const last = await lastPublish(engine);
  await undoUnfinished(engine, curated, last?.id ?? 0);
  if (last?.fingerprint === fingerprint) return { outcome: 'unchanged', publishId: last.id };

  const steps = 2 * models.length + 2;
  onStep?.('reading what has landed', 1, steps);
  await exposeSources(engine, sources, landed);
  for (const [at, model] of models.entries()) {
    onStep?.(model.name, at + 2, steps);
    await compute(engine, model);
  }
  const broken: BrokenCheck[] = [];
  for (const { name, columns, checks } of sources) {
    broken.push(...(await check(engine, name, { name, key: [], columns, checks })));
  }
  for (const [at, model] of models.entries()) {
    onStep?.(`checking ${model.name}`, at + 2 + models.length, steps);
    broken.push(...(await check(engine, model.file, model)));
  }
  if (broken.some(({ severity }) => severity === 'error'))
    return { outcome: 'refused', broken, publishId: last?.id };

  onStep?.('publishing', steps, steps);
  const publishId = (last?.id ?? 0) + 1;
  await publish(engine, curated, { id: publishId, fingerprint }, startedAt, clock);
  return { outcome: 'published', publishId, warnings: broken };
}

/** Makes the model's relation and holds it to the columns that its properties declare. */
async function compute(engine: Engine, model: Model): Promise<void> {
  try {
    const sql = model.sql.trimEnd();
    const relation = model.materialized === 'table' ? `(\n${sql}\n)` : model.name;
    if (model.materialized === 'view') await engine.createView(model.name, sql);
    holdColumns(model, await engine.columnsOf(relation));
    if (model.materialized === 'table') await engine.createTable(model.name, sql, model.columns);
  } catch (error) {
    if (error instanceof EngineError)
      throw new ModelError(`${model.file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Runs the checks of a relation; one that cannot be run is an error of the file that asks for it. */
async function check(engine: Engine, file: string, relation: Audited): Promise<BrokenCheck[]> {
  try {
    return await audit(engine, relation);
  } catch (error) {
    if (error instanceof EngineError)
      throw new ModelError(`${file}: a check cannot be run: ${error.message}`, { cause: error });
    throw error;
  }
}

function holdColumns(model: Model, found: readonly { name: string; type: string }[]): void {
  for (const column of model.columns) {
    const match = found.find((candidate) => candidate.name === column.name);
    if (!match)
      throw new ModelError(
        `${model.file}: its properties declare column "${column.name}", the select has none`,
      );
    if (match.type !== column.type) {
      throw new ModelError(
        `${model.file}: column "${column.name}" is ${match.type}, its properties declare ${column.type}`,
      );
    }
  }
  const surplus = found.find((column) => !model.columns.some((declared) => declared.name === column.name));
  if (surplus)
    throw new ModelError(`${model.file}: column "${surplus.name}" is not declared in its properties`);
}

function fingerprintOf(
  sources: readonly Source[],
  models: readonly Model[],
  landed: readonly string[],
): string {
  const live = sources.map(({ name, feed, columns, live }) => ({
    name,
    key: feed.key,
    columns,
    live: live.map(({ receipt, replaced }) => [receipt.landingId, receipt.at, replaced]),
  }));
  const texts = models.map(({ name, sql, key, columns, checks, materialized }) => ({
    name,
    sql,
    key,
    columns,
    checks,
    materialized,
  }));
  return createHash('sha256').update(JSON.stringify({ live, texts, landed })).digest('hex');
}
