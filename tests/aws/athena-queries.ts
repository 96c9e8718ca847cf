import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Turned } from './athena-knobs.ts';
import { Refusal, type Step, translate } from './athena-translation.ts';
import { runOnTrino, type TrinoAnswer, TrinoRefusal } from './athena-trino.ts';

export interface Query {
  readonly id: string;
  readonly statement: string;
  readonly workgroup: string;
  readonly database: string;
  readonly parameters: readonly string[] | undefined;
  readonly submittedAt: number;
  type: 'DDL' | 'DML' | 'UTILITY';
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  answer: TrinoAnswer;
  failure?: { category: number; isRetryable: boolean; message: string };
  readonly stop: AbortController;
}

/** The queries of one Athena: each is run on a Trino while the caller does something else. */
export function queries(trino: string, turned: Turned) {
  const known = new Map<string, Query>();

  function start(asked: Pick<Query, 'statement' | 'workgroup' | 'database' | 'parameters'>): Query {
    const query: Query = {
      ...asked,
      id: randomUUID(),
      submittedAt: Date.now(),
      type: 'DML',
      state: 'QUEUED',
      answer: { columns: [], rows: [] },
      stop: new AbortController(),
    };
    known.set(query.id, query);
    void run(query);
    return query;
  }

  async function run(query: Query): Promise<void> {
    await wait(1);
    query.state = 'RUNNING';
    try {
      const hangMs = turned.hangOf(query.statement);
      if (hangMs !== undefined) {
        await wait(hangMs, undefined, { signal: query.stop.signal });
        throw played(2, 'Query timeout');
      }
      const failure = turned.failureOf(query.statement);
      if (failure) throw played(failure.category, failure.message, failure.isRetryable);
      const answer = await execute(query);
      end(query, 'SUCCEEDED', { answer });
    } catch (error) {
      end(query, 'FAILED', { failure: failureOf(error) });
    }
  }

  async function execute(query: Query): Promise<TrinoAnswer> {
    const { type, steps } = translate(query.statement);
    query.type = type;
    let answer: TrinoAnswer = { columns: [], rows: [] };
    for (const step of steps) answer = await runStep(step, query);
    // Trino says how many rows a statement changed, which is no result to Athena.
    return /^\s*(?:select|with)\b/i.test(query.statement) ? answer : { columns: [], rows: [] };
  }

  async function runStep(step: Step, { database, parameters }: Query): Promise<TrinoAnswer> {
    if (step.kind === 'run') {
      const sql = parameters
        ? `execute immediate '${step.sql.replaceAll("'", "''")}' using ${parameters.join(', ')}`
        : step.sql;
      return await runOnTrino(trino, sql, { database });
    }
    return await addPartition(step, database);
  }

  async function addPartition(
    { database, table, column, value, location }: Extract<Step, { kind: 'add partition' }>,
    session: string,
  ): Promise<TrinoAnswer> {
    const nothing = { columns: [], rows: [] };
    const { rows } = await runOnTrino(
      trino,
      `select 1 from "${database}"."${table}$partitions" where ${column} = '${value}'`,
      { database: session },
    );
    if (rows.length > 0) return nothing;
    try {
      return await runOnTrino(
        trino,
        `call landed.system.register_partition('${database}', '${table}', array['${column}'], array['${value}'], '${location}')`,
        { database: session },
      );
    } catch (error) {
      // Athena takes a partition without files, which has no rows.
      if (error instanceof Error && error.message.includes('location does not exist')) return nothing;
      throw error;
    }
  }

  return {
    start,
    find: (id: string) => known.get(id),
    stop(query: Query) {
      end(query, 'CANCELLED', {});
      query.stop.abort();
    },
    unfinished: () => [...known.values()].filter(({ state }) => state === 'RUNNING' || state === 'QUEUED'),
    statements: () => [...known.values()].map(({ statement }) => statement),
  };
}

/** A query ends once; what comes after it was stopped is not heard. */
function end(query: Query, state: Query['state'], outcome: Partial<Pick<Query, 'answer' | 'failure'>>): void {
  if (query.state !== 'RUNNING' && query.state !== 'QUEUED') return;
  Object.assign(query, outcome, { state });
}

class Played extends Error {
  override readonly name = 'Played';
  readonly failure: NonNullable<Query['failure']>;
  constructor(failure: NonNullable<Query['failure']>) {
    super(failure.message);
    this.failure = failure;
  }
}

function played(category: number, message: string, isRetryable = false): Played {
  return new Played({ category, message, isRetryable });
}

function failureOf(error: unknown): NonNullable<Query['failure']> {
  if (error instanceof Played) return error.failure;
  if (error instanceof Refusal) return { category: 2, isRetryable: false, message: error.message };
  if (error instanceof TrinoRefusal) {
    return {
      category: error.isUsersFault ? 2 : 1,
      isRetryable: false,
      message: `${error.code}: ${error.message}`,
    };
  }
  return { category: 1, isRetryable: false, message: `INTERNAL_ERROR: ${(error as Error).message}` };
}
