import { setTimeout as wait } from 'node:timers/promises';

/** What a Trino says of a statement: every value in the very text that came over the wire. */
export interface TrinoAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A failed statement in Trino's own words, values and all. */
export class TrinoRefusal extends Error {
  override readonly name = 'TrinoRefusal';
  readonly code: string;
  readonly isUsersFault: boolean;
  constructor({ errorName, errorType, message }: TrinoFailure) {
    super(message);
    this.code = errorName;
    this.isUsersFault = errorType === 'USER_ERROR';
  }
}

interface TrinoFailure {
  readonly errorName: string;
  readonly errorType: string;
  readonly message: string;
}

interface Page {
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: TrinoFailure;
  readonly nextUri?: string;
}

interface Session {
  readonly database?: string;
  readonly catalog?: string;
}

// A server that has just started answers before it can work.
const NOT_READY = ['NO_NODES_AVAILABLE', 'SERVER_STARTING_UP'];
const PATIENCE_MS = 20_000;

/** Runs one statement on a Trino, with bare names looked up in `database` of its Hive catalog. */
export async function runOnTrino(url: string, sql: string, session: Session): Promise<TrinoAnswer> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await runOnce(url, sql, session);
    } catch (error) {
      const isEarly = error instanceof TrinoRefusal && NOT_READY.includes(error.code);
      if (!isEarly || Date.now() > giveUpAt) throw error;
    }
    await wait(250);
  }
}

async function runOnce(
  url: string,
  sql: string,
  { database, catalog = 'landed' }: Session,
): Promise<TrinoAnswer> {
  let columns: TrinoAnswer['columns'] = [];
  const rows: (string | null)[][] = [];
  let page = await ask(`${url}/v1/statement`, {
    method: 'POST',
    body: sql,
    headers: {
      'X-Trino-User': 'control-tower',
      'X-Trino-Catalog': catalog,
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
      ...(database && { 'X-Trino-Schema': database }),
    },
  });
  for (;;) {
    if (page.error) throw new TrinoRefusal(page.error);
    if (page.columns) columns = page.columns;
    for (const row of page.data ?? []) rows.push(row.map(textOf));
    if (!page.nextUri) return { columns, rows };
    page = await ask(page.nextUri);
  }
}

async function ask(url: string, request?: RequestInit): Promise<Page> {
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`Trino answers ${response.status}`);
  // A number as it was written: 2^63 - 1 does not fit JavaScript's.
  const asWritten = (_: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? context?.source : value;
  return JSON.parse(await response.text(), asWritten);
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
