import type { Feed } from '../../feeds/contract/feed.ts';
import { districtDay } from '../district-day.ts';
import type { Engine } from '../engines/engine.ts';
import { readLanded } from '../land/live.ts';
import type { Store } from '../stores/store.ts';
import type { BrokenCheck } from './audit.ts';
import { inputsOf, keepInputs } from './inputs.ts';
import type { Model } from './models.ts';
import { perform } from './perform.ts';
import { planOf } from './plan.ts';
import { ensurePublishes, lastPublish, undoUnfinished } from './publishes.ts';

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
 * Computes every model from what has landed, checks it, and publishes only what passed: the plan, step by step.
 * @throws ModelError naming the model for one that cannot be computed; nothing is published then.
 */
export async function refresh(tools: RefreshTools): Promise<RefreshResult> {
  const { store, engine, feeds, models, clock, onStep } = tools;
  const startedAt = clock();
  const landed = await readLanded(store);
  const situation = { feeds, models, landed, today: districtDay(startedAt) };
  const plan = planOf(situation);

  await ensurePublishes(engine);
  const last = await lastPublish(engine);
  await undoUnfinished(engine, plan.curated, last?.id ?? 0);
  if (last?.fingerprint === plan.fingerprint) return { outcome: 'unchanged', publishId: last.id };

  const publishId = (last?.id ?? 0) + 1;
  const steps = plan.stepsTo(publishId, startedAt);
  const broken: BrokenCheck[] = [];
  for (const [at, step] of steps.entries()) {
    onStep?.(step.act === 'count' ? `checking ${step.name}` : step.name, at + 1, steps.length);
    if (step.act === 'record') await keepInputs(store, publishId, inputsOf(situation, plan.fingerprint));
    broken.push(...(await perform(engine, step, clock)));
    if (step.act === 'gate' && broken.some(({ severity }) => severity === 'error'))
      return { outcome: 'refused', broken, publishId: last?.id };
  }
  return { outcome: 'published', publishId, warnings: broken };
}
