import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { AthenaFailure, failureOf, told } from './athena-failure.ts';
import { LONGEST_STATEMENT } from './athena-sql.ts';

/** What a statement gave: column names with Athena's own types, and every value as text. */
export interface AthenaAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface StatementOptions {
  /** Two runs of a statement under one token are one query; the token is for this statement alone. */
  readonly token?: string;
  /** Values of the statement's question marks, each as a literal. */
  readonly parameters?: readonly string[];
}

export interface AthenaSession {
  /** Runs a statement to its end. @returns the query's id. @throws AthenaFailure, whose text holds no row's value. */
  run(statement: string, options?: StatementOptions): Promise<string>;
  /** Runs a select and reads its rows. */
  ask(select: string, options?: StatementOptions): Promise<AthenaAnswer>;
  /** The rows of a query that succeeded, whoever ran it. */
  resultsOf(queryId: string, statement?: string): Promise<AthenaAnswer>;
}

export interface AthenaSessionOptions {
  readonly client: AthenaClient;
  readonly workgroup: string;
  /** Where bare names are looked up. */
  readonly database: string;
  /** After which a statement is stopped. @default 30 minutes, Athena's own limit */
  readonly patienceMs?: number;
  readonly now?: () => number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** From 0 to 1. */
  readonly random?: () => number;
}

const FIRST_LOOK_MS = 200;
const LONGEST_LOOK_MS = 3_000;
const THROTTLED = ['TooManyRequestsException', 'ThrottlingException'];
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;
const MOST_RESTS = 10;
const MOST_RUNS = 3;

/** Speaks to Athena: one statement at a time, waited for, run again when that may help. */
export function openAthenaSession(options: AthenaSessionOptions): AthenaSession {
  const { client, workgroup, database, patienceMs = 30 * 60_000 } = options;
  const { now = Date.now, wait = sleep, random = Math.random } = options;

  /** Waits, each time longer and never as long as others who wait, while Athena has too much to do. */
  async function patiently<T>(statement: string, call: () => Promise<T>): Promise<T> {
    for (let rests = 0; ; rests += 1) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof Error) || !THROTTLED.includes(error.name)) throw untold(statement, error);
        if (rests === MOST_RESTS) throw untold(statement, error);
      }
      const rest = Math.min(FIRST_REST_MS * 2 ** rests, LONGEST_REST_MS);
      await wait(rest * (0.5 + random() / 2));
    }
  }

  async function start(statement: string, { token, parameters }: StatementOptions, nth: number) {
    const { QueryExecutionId: queryId } = await patiently(statement, () =>
      client.send(
        new StartQueryExecutionCommand({
          QueryString: statement,
          WorkGroup: workgroup,
          QueryExecutionContext: { Database: database },
          ...(parameters && { ExecutionParameters: [...parameters] }),
          ...(token !== undefined && { ClientRequestToken: hashOf(`${token} ${nth}`) }),
        }),
      ),
    );
    if (!queryId) throw new AthenaFailure(statement, 'Athena gave the query no id');
    return queryId;
  }

  async function finish(statement: string, queryId: string): Promise<void> {
    const giveUpAt = now() + patienceMs;
    let look = FIRST_LOOK_MS;
    for (;;) {
      const { QueryExecution: query } = await patiently(statement, () =>
        client.send(new GetQueryExecutionCommand({ QueryExecutionId: queryId })),
      );
      const state = query?.Status?.State;
      if (state === 'SUCCEEDED') return;
      if (state === 'FAILED' || state === 'CANCELLED') throw failureOf(statement, queryId, query?.Status);
      if (now() > giveUpAt) {
        await client.send(new StopQueryExecutionCommand({ QueryExecutionId: queryId })).catch(() => {});
        throw new AthenaFailure(
          statement,
          `the statement was stopped: it had not ended after ${Math.round(patienceMs / 1000)} seconds`,
          { queryId },
        );
      }
      await wait(look);
      look = Math.min(look * 1.5, LONGEST_LOOK_MS);
    }
  }

  async function run(statement: string, given: StatementOptions = {}): Promise<string> {
    const bytes = Buffer.byteLength(statement);
    if (bytes > LONGEST_STATEMENT) {
      const reason = `the statement has ${bytes} bytes, Athena takes ${LONGEST_STATEMENT}`;
      throw new AthenaFailure(statement, reason);
    }
    for (let nth = 1; ; nth += 1) {
      const queryId = await start(statement, given, nth);
      try {
        await finish(statement, queryId);
        return queryId;
      } catch (error) {
        if (!(error instanceof AthenaFailure && error.isRetryable) || nth === MOST_RUNS) throw error;
      }
    }
  }

  async function resultsOf(queryId: string, statement = ''): Promise<AthenaAnswer> {
    let columns: AthenaAnswer['columns'] | undefined;
    const rows: (string | null)[][] = [];
    let page: string | undefined;
    do {
      const { ResultSet: set, NextToken: next } = await patiently(statement, () =>
        client.send(
          new GetQueryResultsCommand({ QueryExecutionId: queryId, MaxResults: 1000, NextToken: page }),
        ),
      );
      const found = (set?.Rows ?? []).map((row) =>
        (row.Data ?? []).map((datum) => datum.VarCharValue ?? null),
      );
      if (!columns) {
        columns = (set?.ResultSetMetadata?.ColumnInfo ?? []).map(columnOf);
        // A select's first row is its header; what SHOW and its like give has none.
        if (isHeader(found[0], columns)) found.shift();
      }
      for (const row of found) rows.push(row);
      page = next;
    } while (page !== undefined);
    return { columns, rows };
  }

  return {
    run,
    resultsOf,
    ask: async (select, given) => await resultsOf(await run(select, given), select),
  };
}

function columnOf({ Name: name = '', Type: type = '', Precision, Scale }: ColumnInfo) {
  return { name, type: type === 'decimal' ? `decimal(${Precision},${Scale})` : type };
}

function isHeader(row: readonly (string | null)[] | undefined, columns: AthenaAnswer['columns']): boolean {
  return (
    row !== undefined &&
    row.length === columns.length &&
    row.every((value, at) => value === columns[at]?.name)
  );
}

/** Never passes on what the client throws: its text may quote the statement, and a statement may carry rows. */
function untold(statement: string, error: unknown): AthenaFailure {
  const { name = 'Error', message = '', code } = error as { name?: string; message?: string; code?: string };
  const reason = AT_ONCE.includes(name) ? told(message) : (code ?? 'no answer that it could use');
  return new AthenaFailure(statement, `${name} from Athena: ${reason}`);
}

// Athena read the request and says what is wrong with it.
const AT_ONCE = ['InvalidRequestException', 'ResourceNotFoundException', 'AccessDeniedException'];

// Athena wants 32 to 128 characters.
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
