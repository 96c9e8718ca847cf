import { createHash } from 'node:crypto';
import type { Feed } from '../../feeds/contract/feed.ts';
import { districtDay } from '../district-day.ts';
import type { Column, Engine, Row } from '../engines/engine.ts';
import type { Statements } from '../engines/statements.ts';
import { readLanded } from '../land/live.ts';
import type { Store } from '../stores/store.ts';
import { brokenOf } from './audit.ts';
import { addBroken, clearBroken, readBroken } from './broken.ts';
import { inputsOf, keepInputs } from './inputs.ts';
import { forgetView, madeViews, rememberView } from './made-views.ts';
import { type Model, ModelError } from './models.ts';
import { holdColumns } from './perform.ts';
import { planOf } from './plan.ts';
import { lastPublish } from './publishes.ts';
import { endRun, takeRun } from './runs.ts';
import { holdDecided, unfolded } from './slices.ts';
import { type Item, itemsOf, readPlan, statementsNow, writePlan } from './written-plan.ts';

/** The refresh of many invocations: one begins it, one gives each statement, whoever asks runs it and tells. */

/** The answer to a statement that someone else ran. */
export interface Ran {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Why a statement failed, without a row's value, and whether it may work when it is tried again. */
export interface Failed {
  readonly reason: string;
  readonly isRetryable: boolean;
}

export interface SequenceTools {
  readonly store: Store;
  readonly statements: Statements;
  readonly engine: Pick<Engine, 'rows' | 'curated'>;
  readonly answerOf: (queryId: string) => Promise<Ran>;
  readonly failureOf: (queryId: string) => Promise<Failed>;
  readonly clock: () => Date;
}

export interface BeginTools extends SequenceTools {
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly models: readonly Model[];
}

/** Where a run stands: which item of its plan, which statement of the item, and the how-manieth try of the item. */
export interface Cursor {
  readonly run: number;
  readonly item: number;
  readonly statement: number;
  readonly attempt: number;
}

export type Begun =
  | { readonly outcome: 'begun'; readonly cursor: Cursor }
  | { readonly outcome: 'busy' | 'unchanged' };

export type Next =
  | {
      readonly isDone: false;
      readonly cursor: Cursor;
      readonly sql: string;
      /** The same for the same try of the same statement: asked twice, an engine runs it once. */
      readonly token: string;
      /** Whether its answer is to be suppressed before it is told. */
      readonly suppresses: boolean;
    }
  | {
      readonly isDone: true;
      readonly cursor: Cursor;
      readonly outcome: 'published' | 'unchanged' | 'refused';
    };

/** What happened to the statement that the cursor stands at; nothing, before the first. */
export type Told =
  | { readonly queryId: string }
  | { readonly failedQueryId: string | undefined; readonly error: string };

const MOST_ATTEMPTS = 3;

/**
 * Begins a refresh, unless one is under way or nothing has changed, and writes down its plan.
 * @throws ModelError for models that cannot be put in order
 */
export async function begin(
  asked: { readonly id: string; readonly endsBy: Date },
  tools: BeginTools,
): Promise<Begun> {
  const { store, statements, engine, feeds, models, clock } = tools;
  const now = clock();
  const taking = await takeRun(store, { ...asked, now });
  if (taking.outcome === 'busy') return { outcome: 'busy' };
  const { run, isClean } = taking;

  const landed = await readLanded(store);
  const situation = { feeds, models, landed, today: districtDay(now) };
  const plan = planOf(situation);
  const last = await lastPublish(engine);
  const isUnchanged = last?.fingerprint === plan.fingerprint;
  if (isUnchanged && isClean) {
    await endRun(store, run.number, { endedAt: clock().toISOString(), outcome: 'unchanged' });
    return { outcome: 'unchanged' };
  }
  const undo = isClean
    ? []
    : plan.curated.map(({ name, file }) => undoItem(name, file, last?.id ?? 0, statements));
  const publishId = (last?.id ?? 0) + 1;
  const steps = isUnchanged ? [] : plan.stepsTo(publishId, now);
  const making = `${run.number}-${plan.fingerprint.slice(0, 8)}`;
  const items = steps.flatMap((step) => itemsOf(step, statements, making));
  const made = await madeViews(store, items);
  await clearBroken(store, run.number);
  if (!isUnchanged) await keepInputs(store, publishId, inputsOf(situation, plan.fingerprint));
  await writePlan(store, run.number, {
    outcome: isUnchanged ? 'unchanged' : 'published',
    items: [...undo, ...items.filter((item) => !isLeft(item, made))],
  });
  return { outcome: 'begun', cursor: { run: run.number, item: 0, statement: 0, attempt: 1 } };
}

/**
 * Judges what became of the last statement and gives the next one.
 * @throws ModelError naming the file of a step that cannot be done
 */
export async function next(cursor: Cursor, told: Told | undefined, tools: SequenceTools): Promise<Next> {
  const { store, statements, clock } = tools;
  const plan = await unfolded(await readPlan(store, cursor.run), cursor, told, tools);
  let at = cursor;
  if (told) at = await judged(at, itemAt(plan.items, at), told, tools);
  for (;;) {
    const item = plan.items[at.item];
    if (!item) return { isDone: true, cursor: at, outcome: plan.outcome };
    if (item.judge === 'gate') {
      const broken = await readBroken(store, at.run);
      if (broken.some(({ severity }) => severity === 'error'))
        return { isDone: true, cursor: at, outcome: 'refused' };
    }
    if (at.statement === 0 && item.judge === 'nothing' && item.hash) await forgetView(store, item.name);
    const sql = statementsNow(item, statements, clock())[at.statement];
    if (sql !== undefined) {
      const suppresses = item.judge === 'figures';
      return { isDone: false, cursor: at, sql, token: tokenOf(at, sql), suppresses };
    }
    at = { ...at, item: at.item + 1, statement: 0, attempt: 1 };
  }
}

/** Where the run goes on after what it was told of its last statement. */
async function judged(cursor: Cursor, item: Item, told: Told, tools: SequenceTools): Promise<Cursor> {
  if ('queryId' in told) {
    await judge(cursor, item, told.queryId, tools);
    return { ...cursor, statement: cursor.statement + 1 };
  }
  const failure = told.failedQueryId === undefined ? undefined : await tools.failureOf(told.failedQueryId);
  if (failure?.isRetryable && cursor.attempt < MOST_ATTEMPTS)
    return { ...cursor, statement: 0, attempt: cursor.attempt + 1 };
  throw new ModelError(`${item.file || item.name}: ${failure?.reason ?? told.error}`);
}

async function judge(cursor: Cursor, item: Item, queryId: string, tools: SequenceTools): Promise<void> {
  const { store, engine, answerOf } = tools;
  const isLast = cursor.statement === item.statements.length - 1;
  if (item.judge === 'columns') {
    holdColumns(item.file, item.columns as Column[], (await answerOf(queryId)).columns);
  } else if (item.judge === 'count') {
    const [counted = {}] = (await answerOf(queryId)).rows;
    await addBroken(store, cursor.run, await brokenOf(engine, item.shown, item.count, counted));
  } else if (item.judge === 'figures') {
    await holdDecided(item, tools);
  } else if (item.judge === 'nothing' && isLast) await rememberView(store, item);
}

/** A view that stands as it would be made is left as it is, and has the columns that it was held to then. */
function isLeft({ judge, name }: Item, made: ReadonlySet<string>): boolean {
  return (judge === 'nothing' || judge === 'columns') && made.has(name);
}

function undoItem(name: string, file: string, last: number, statements: Statements): Item {
  return { name, file, judge: 'nothing', statements: [...statements.undoAfter(name, last)] };
}

function itemAt(items: readonly Item[], { run, item }: Cursor): Item {
  const found = items[item];
  if (!found) throw new Error(`run ${run} has no step ${item}`);
  return found;
}

function tokenOf({ run, item, statement, attempt }: Cursor, sql: string): string {
  return createHash('sha256').update([run, item, statement, attempt, sql].join('\n')).digest('hex');
}
