import type { Engine } from '../engines/engine.ts';
import type { Model } from './models.ts';
import {
  ensurePublishes,
  lastPublish,
  PUBLISHES,
  recordPublish,
  standing,
  undoUnfinished,
} from './publishes.ts';

/** There is no such publish to go back to. */
export class NoSuchPublish extends Error {
  override readonly name = 'NoSuchPublish';
}

export interface RolledBack {
  /** The publish that readers see now, and the one whose rows it shows again. */
  readonly publishId: number;
  readonly to: number;
}

/**
 * Publishes once more what stood after an earlier publish. Nothing is taken out of the history: what was shown in
 * between can still be read back. The next refresh publishes what it computes: mend the cause before.
 * @param to number of the publish to go back to; by default the one before the last
 * @throws NoSuchPublish
 */
export async function rollBack(
  { engine, models, clock }: { engine: Engine; models: readonly Model[]; clock: () => Date },
  to?: number,
): Promise<RolledBack> {
  const startedAt = clock();
  await ensurePublishes(engine);
  const last = await lastPublish(engine);
  const target = to ?? (last?.id ?? 0) - 1;
  if (!last || target >= last.id || !(await wasPublished(engine, target))) {
    const known = last ? `the last is ${last.id}` : 'nothing is published';
    throw new NoSuchPublish(`there is no publish ${target} to go back to: ${known}`);
  }
  const curated = models.filter((model) => model.layer === 'curated');
  const publishId = last.id + 1;
  await undoUnfinished(engine, curated, last.id);
  for (const { name, columns, key } of curated) {
    const candidate = `rolled_back_${name}`;
    await engine.createView(candidate, standing(engine, name, columns, target));
    await engine.publish({ table: name, columns, key, candidate, publishId });
    await engine.drop('view', candidate);
  }
  // No refresh has this fingerprint: the next one computes anew.
  const record = { id: publishId, fingerprint: `publish ${target} again` };
  await recordPublish(engine, record, startedAt, clock());
  return { publishId, to: target };
}

async function wasPublished(engine: Engine, id: number): Promise<boolean> {
  const rows = await engine.rows(
    `select publish_id from ${engine.curated(PUBLISHES)} where publish_id = ${id}`,
  );
  return rows.length > 0;
}
