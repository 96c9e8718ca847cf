import { shownOf, slicesOf } from '../suppress/shown-cells.ts';
import { ModelError } from './models.ts';
import type { Cursor, SequenceTools, Told } from './sequence.ts';
import { type Item, readPlan, type WrittenPlan, withSlices, writePlan } from './written-plan.ts';

/** Suppression in a sequence: slice by slice, each by an invocation of its own, so that memory stays bounded. */

type SliceTools = Pick<SequenceTools, 'store' | 'answerOf'>;

/** The plan with what the last statement's answer adds to it: once it is known which slices there are, a step for each. */
export async function unfolded(
  plan: WrittenPlan,
  { run, item }: Cursor,
  told: Told | undefined,
  { store, answerOf }: SliceTools,
): Promise<WrittenPlan> {
  if (plan.items[item]?.judge !== 'slices' || !told || !('queryId' in told)) return plan;
  const slices = slicesOf((await answerOf(told.queryId)).rows);
  const whole = withSlices(plan, item, slices);
  await writePlan(store, run, whole);
  return whole;
}

/** What was decided on a slice, in numbers. */
export interface Decided {
  readonly into: string;
  readonly figures: number;
  readonly shown: number;
}

/**
 * Suppresses the figures that the statement at the cursor gave, and writes what is shown of them. The same figures give
 * the same object, so that it may be done twice, or by one that was given up.
 */
export async function suppressSlice(cursor: Cursor, queryId: string, tools: SliceTools): Promise<Decided> {
  const { store, answerOf } = tools;
  const item = (await readPlan(store, cursor.run)).items[cursor.item];
  if (item?.judge !== 'figures')
    throw new Error(`run ${cursor.run} suppresses nothing at step ${cursor.item}`);
  const { rows } = await answerOf(queryId);
  const shown = shownOf(rows);
  await store.write(item.into, shown.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { into: item.into, figures: rows.length, shown: shown.length };
}

/** @throws ModelError for a slice on which nobody has decided: the run ends, though its figures would only be hidden */
export async function holdDecided(
  { into, file }: Item & { readonly into: string },
  { store }: SliceTools,
): Promise<void> {
  if (!(await store.exists(into))) throw new ModelError(`${file}: nothing was decided on ${into}`);
}
