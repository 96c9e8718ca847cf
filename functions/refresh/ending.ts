import { z } from 'zod';
import type { Store } from '../stores/store.ts';
import { readBroken } from './broken.ts';
import { endRun, lastRun, type RunEnd } from './runs.ts';

const failure = z.object({ Error: z.string().default(''), Cause: z.string().default('') });

/** What the sequence tells when it ends: an outcome, or what it failed of. */
const told = z.object({
  execution: z.string(),
  state: z.object({
    round: z.number().int().default(1),
    outcome: z.string().optional(),
    failure: failure.optional(),
  }),
});

/** What EventBridge tells of an execution that someone stopped, that took too long, or that failed. */
const stopped = z.object({
  source: z.literal('aws.states'),
  detail: z.object({ name: z.string(), status: z.enum(['ABORTED', 'TIMED_OUT', 'FAILED']) }),
});

export interface Ending {
  readonly round: number;
  readonly end: Omit<RunEnd, 'endedAt'>;
  /** False when it was told before: it need not be told to anyone again. */
  readonly isNews: boolean;
}

/** The id of a run: its execution, and the how-manieth round of it. */
export const runId = (execution: string, round: number) => `${execution}.${round}`;

/**
 * Ends the run of an execution, whichever way it came to its end.
 * @throws ZodError for an event that is neither of the sequence nor of EventBridge
 */
export async function endOf(event: unknown, store: Store, clock: () => Date): Promise<Ending> {
  const { execution, round, end: known } = readEvent(event);
  const last = await lastRun(store);
  const isOwn = last?.run.id.startsWith(`${execution}.`) ?? false;
  const end = known.outcome === 'refused' && last && isOwn ? await refusal(store, last.run.number) : known;
  if (!last || !isOwn) return { round, end, isNews: true };
  const isNews = await endRun(store, last.run.number, { ...end, endedAt: clock().toISOString() });
  return { round: round + 1, end, isNews };
}

function readEvent(event: unknown) {
  const { data } = stopped.safeParse(event);
  if (data) {
    const rule = `the execution was ended: ${data.detail.status}`;
    return { execution: data.detail.name, round: 1, end: { outcome: 'failed' as const, rule } };
  }
  const { execution, state } = told.parse(event);
  return { execution, round: state.round, end: endOfState(state) };
}

function endOfState({ outcome, failure }: z.infer<typeof told>['state']): Omit<RunEnd, 'endedAt'> {
  if (outcome === 'published' || outcome === 'unchanged' || outcome === 'refused') return { outcome };
  return { outcome: 'failed', ...failedAt(failure) };
}

/** The error of a function comes as JSON; that of a model begins with its file. */
function failedAt({ Error: name, Cause: cause }: z.infer<typeof failure> = { Error: 'unknown', Cause: '' }) {
  const { errorMessage } = z
    .object({ errorMessage: z.string().default('') })
    .catch({ errorMessage: '' })
    .parse(parsed(cause));
  const [, model, reason] = /^(\S+): ([\s\S]*)$/.exec(errorMessage) ?? [];
  if (name === 'ModelError' && model !== undefined) return { model, rule: reason };
  // Of other errors the name alone is told: their text is not ours, and may quote a row.
  return { rule: name };
}

async function refusal(store: Store, run: number): Promise<Omit<RunEnd, 'endedAt'>> {
  const first = (await readBroken(store, run)).find(({ severity }) => severity === 'error');
  return { outcome: 'refused', ...(first && { model: first.model, rule: first.check }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
