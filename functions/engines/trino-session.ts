import { setTimeout as wait } from 'node:timers/promises';
import { type QueryError, Trino } from 'trino-client';
import { EngineError } from './engine.ts';

/** What a statement gave: column names with Trino's own types, and the rows as they came over the wire. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface Session {
  /** Runs one statement to its end. @throws TrinoError, whose text holds no row's value. */
  run(statement: string): Promise<Answer>;
}

export interface SessionOptions {
  readonly url: string;
  readonly user: string;
  /** Where names without catalog and schema are looked up. */
  readonly catalog?: string;
  readonly schema?: string;
}

/** A failed statement, with Trino's own name for what went wrong. */
export class TrinoError extends EngineError {
  readonly code: string;
  constructor(statement: string, code: string, message: string) {
    super('trino', statement, new Error(message));
    this.code = code;
  }
}

// A server that has just started answers before it can work; it can about a second later.
const NOT_READY = ['NO_NODES_AVAILABLE', 'SERVER_STARTING_UP', 'STARTING'];
const PATIENCE_MS = 20_000;

/** Speaks to a Trino over HTTP. Waits a little for a server that has only just started. */
export function openSession({ url, user, catalog, schema }: SessionOptions): Session {
  const trino = Trino.create({
    server: url,
    source: 'control-tower',
    extraHeaders: { 'X-Trino-User': user },
    ...(catalog && { catalog }),
    ...(schema && { schema }),
  });

  async function run(statement: string): Promise<Answer> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await readToEnd(await trino.query(statement), statement);
      } catch (error) {
        const failure = error instanceof TrinoError ? error : unreachable(url, statement, error);
        if (!NOT_READY.includes(failure.code) || Date.now() > giveUpAt) throw failure;
      }
      await wait(250);
    }
  }
  return { run };
}

async function readToEnd(pages: Awaited<ReturnType<Trino['query']>>, statement: string): Promise<Answer> {
  let columns: Answer['columns'] = [];
  const rows: unknown[][] = [];
  for (;;) {
    const { value, done } = await pages.next();
    if (value.error) throw failed(value.error, statement);
    if (value.columns) columns = value.columns;
    // The page that says it is done is the one before it once more.
    if (done) return { columns, rows };
    for (const row of value.data ?? []) rows.push(row);
  }
}

// Errors found before any row is read, beside those that point at a place in the statement.
const ABOUT_NAMES = [
  'PERMISSION_DENIED',
  'CATALOG_NOT_FOUND',
  'SCHEMA_NOT_FOUND',
  'INVALID_TABLE_PROPERTY',
  'QUERY_TEXT_TOO_LARGE',
];

/** Trino quotes the offending value in an error that a row causes: such an error is told by its name alone. */
function failed(error: QueryError & { errorLocation?: unknown }, statement: string): TrinoError {
  const { errorName: code, errorType, message } = error;
  const isAboutText = error.errorLocation !== undefined && code !== 'INVALID_LITERAL';
  const isAboutStorage = errorType === 'EXTERNAL' || errorType === 'INSUFFICIENT_RESOURCES';
  const isSafe = isAboutText || isAboutStorage || ABOUT_NAMES.includes(code) || NOT_READY.includes(code);
  const told = isSafe ? message : 'a row or the server broke the statement; the value is not repeated here';
  return new TrinoError(statement, code, `${told} (${code})`);
}

/** Never passes on what the HTTP client throws: it carries the statement, and a statement may carry rows. */
function unreachable(url: string, statement: string, error: unknown): TrinoError {
  const { response, code, message } = error as {
    response?: { status: number };
    code?: string;
    message?: string;
  };
  if (response?.status === 503)
    return new TrinoError(statement, 'STARTING', `Trino at ${url} is still starting`);
  if (response) {
    return new TrinoError(statement, `HTTP_${response.status}`, `Trino at ${url} answers ${response.status}`);
  }
  return new TrinoError(
    statement,
    code ?? 'UNREACHABLE',
    `no Trino at ${url} (${code ?? message}): start one with npm run trino`,
  );
}
