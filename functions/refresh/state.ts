import { z } from 'zod';
import { runId } from './ending.ts';
import type { Cursor, Told } from './sequence.ts';

/** What goes from state to state while a refresh runs. */

const beginning = z.object({
  execution: z.string(),
  startedAt: z.iso.datetime(),
  round: z.number().int(),
  timeoutSeconds: z.number().int(),
});

const cursor = z.object({
  run: z.number().int(),
  item: z.number().int(),
  statement: z.number().int(),
  attempt: z.number().int(),
});

const standing = z.object({
  round: z.number().int(),
  cursor,
  /** The statement that ran. */
  ran: z.object({ queryId: z.string() }).optional(),
  /** The statement that did not: its Cause is what Athena says of it, and holds its id. */
  statementFailure: z.object({ Error: z.string().default(''), Cause: z.string().default('') }).optional(),
});

/** Who asks for a run, and when it is over for certain: the execution is stopped then. */
export function askedOf(event: unknown): { id: string; round: number; endsBy: Date } {
  const { execution, startedAt, round, timeoutSeconds } = beginning.parse(event);
  const endsBy = new Date(new Date(startedAt).getTime() + timeoutSeconds * 1000);
  return { id: runId(execution, round), round, endsBy };
}

/** Where the sequence stands and what it tells of the last statement. */
export function standingOf(event: unknown): { round: number; cursor: Cursor; told: Told | undefined } {
  const { round, cursor: at, ran, statementFailure: failed } = standing.parse(event);
  if (failed) {
    const failedQueryId = /"QueryExecutionId"\s*:\s*"([^"]+)"/.exec(failed.Cause)?.[1];
    return { round, cursor: at, told: { failedQueryId, error: failed.Error } };
  }
  return { round, cursor: at, told: ran && { queryId: ran.queryId } };
}

/** Where the sequence stands and which statement gave the figures to suppress. */
export function figuresOf(event: unknown): { cursor: Cursor; queryId: string } {
  const { cursor: at, ran } = standing.required({ ran: true }).parse(event);
  return { cursor: at, queryId: ran.queryId };
}
