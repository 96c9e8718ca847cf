import { z } from 'zod';
import type { Store } from '../stores/store.ts';

/** One refresh at a time, where several programs may begin one: each run takes the next number, and has an end. */

const begun = z.object({
  /** Who runs it: the name of an execution. */
  id: z.string(),
  begunAt: z.iso.datetime(),
  /** When it has ended for certain, because whoever runs it is stopped then. */
  endsBy: z.iso.datetime(),
});

const ended = z.object({
  endedAt: z.iso.datetime(),
  outcome: z.enum(['published', 'unchanged', 'refused', 'failed']),
  /** The file at which it ended, and what it broke there. */
  model: z.string().optional(),
  rule: z.string().optional(),
});

export type RunEnd = z.infer<typeof ended>;

export interface Run extends z.infer<typeof begun> {
  readonly number: number;
}

export type Taking =
  /** `isClean`: the run before ended by itself and left nothing half-published. */
  | { readonly outcome: 'taken'; readonly run: Run; readonly isClean: boolean }
  | { readonly outcome: 'busy'; readonly run: Run };

const LOG = 'runs/log/';
const keyOf = (number: number, what: 'begun' | 'ended') =>
  `${LOG}${String(number).padStart(8, '0')}-${what}.json`;

/**
 * Takes the next run, unless one is under way. Asked again by the same id, it gives the same run.
 * Two that ask at a time want the same number, and the store gives a number once.
 */
export async function takeRun(
  store: Store,
  { id, now, endsBy }: { readonly id: string; readonly now: Date; readonly endsBy: Date },
): Promise<Taking> {
  const last = await lastRun(store);
  if (last && !last.end) {
    if (last.run.id === id)
      return { outcome: 'taken', run: last.run, isClean: await wasClean(store, last.run.number - 1) };
    if (now < new Date(last.run.endsBy)) return { outcome: 'busy', run: last.run };
  }
  const number = (last?.run.number ?? 0) + 1;
  const run = { id, begunAt: now.toISOString(), endsBy: endsBy.toISOString() };
  if (await store.writeIfAbsent(keyOf(number, 'begun'), `${JSON.stringify(run)}\n`))
    return { outcome: 'taken', run: { ...run, number }, isClean: isClean(last?.end) };
  const other = await readRun(store, number);
  return { outcome: 'busy', run: other };
}

/** Ends a run. What ended it first stays. @returns false when it had ended before */
export async function endRun(store: Store, number: number, end: RunEnd): Promise<boolean> {
  return await store.writeIfAbsent(keyOf(number, 'ended'), `${JSON.stringify(end)}\n`);
}

/** The last run that was begun, with its end where it has one. */
export async function lastRun(store: Store): Promise<{ run: Run; end: RunEnd | undefined } | undefined> {
  const key = (await store.list(LOG)).findLast((candidate) => candidate.endsWith('-begun.json'));
  if (key === undefined) return undefined;
  const number = Number(/(\d+)-begun\.json$/.exec(key)?.[1]);
  return { run: await readRun(store, number), end: await readEnd(store, number) };
}

async function wasClean(store: Store, number: number): Promise<boolean> {
  return number > 0 && isClean(await readEnd(store, number));
}

/** A first run may find tables of an older history: only a run that is known to have ended well is clean. */
function isClean(end: RunEnd | undefined): boolean {
  return end !== undefined && end.outcome !== 'failed';
}

async function readRun(store: Store, number: number): Promise<Run> {
  return { ...begun.parse(JSON.parse((await store.read(keyOf(number, 'begun'))) ?? 'null')), number };
}

async function readEnd(store: Store, number: number): Promise<RunEnd | undefined> {
  const text = await store.read(keyOf(number, 'ended'));
  return text === undefined ? undefined : ended.parse(JSON.parse(text));
}
