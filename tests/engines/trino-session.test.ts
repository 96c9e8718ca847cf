import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { openSession, TrinoError } from '../../functions/engines/trino-session.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that gives one prepared answer after the other, the last one again and again. */
async function serverOf(...answers: readonly { status?: number; body: unknown }[]): Promise<string> {
  let asked = 0;
  server = createServer((request, response) => {
    request.resume();
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer?.body).replace('HERE', `http://${request.headers.host}`));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const run = (url: string, statement = 'select 1') =>
  openSession({ url, user: 'someone' })
    .run(statement)
    .catch((error: unknown) => error as TrinoError);

const error = (errorName: string, errorType: string, message: string, errorLocation?: object) => ({
  body: { id: '1', error: { errorName, errorType, message, errorLocation } },
});

const QUEUED = { body: { id: '1', nextUri: 'HERE/next' } };
const ONE_ROW = { body: { id: '1', columns: [{ name: 'number', type: 'integer' }], data: [[1]] } };

test('a server that has only just started is waited for', async () => {
  const url = await serverOf(
    { status: 503, body: {} },
    error('SERVER_STARTING_UP', 'INTERNAL_ERROR', 'Trino server is still initializing'),
    error('NO_NODES_AVAILABLE', 'INSUFFICIENT_RESOURCES', 'No nodes available to run query'),
    QUEUED,
    ONE_ROW,
  );
  expect(await run(url)).toEqual({ columns: [{ name: 'number', type: 'integer' }], rows: [[1]] });
});

test('where no server answers, it says how to start one', async () => {
  const url = await serverOf(ONE_ROW);
  server?.close();
  const failure = await run(url);
  expect(failure).toBeInstanceOf(TrinoError);
  expect(failure).toHaveProperty('message', expect.stringContaining(`no Trino at ${url}`));
  expect(failure).toHaveProperty('message', expect.stringContaining('npm run trino'));
});

test('another server than a Trino is told by its status', async () => {
  const url = await serverOf({ status: 404, body: 'Not here' });
  expect(await run(url)).toHaveProperty('message', `trino: Trino at ${url} answers 404`);
});

test('an error about the text of a statement is told whole', async () => {
  const message = "line 1:15: Table 'landed.tower.stg_nothing' does not exist";
  const url = await serverOf(
    error('TABLE_NOT_FOUND', 'USER_ERROR', message, { lineNumber: 1, columnNumber: 15 }),
  );
  expect(await run(url)).toMatchObject({
    message: `trino: ${message} (TABLE_NOT_FOUND)`,
    code: 'TABLE_NOT_FOUND',
  });
});

test.each([
  ['INVALID_CAST_ARGUMENT', 'USER_ERROR', "Cannot cast 'Rosalind' to INT", undefined],
  ['INVALID_LITERAL', 'USER_ERROR', "line 1:8: 'Rosalind' is not a valid date literal", { lineNumber: 1 }],
  ['GENERIC_INTERNAL_ERROR', 'INTERNAL_ERROR', 'For input string: "Rosalind"', undefined],
])('an error that may quote a value (%s) is told by its name alone', async (code, type, message, place) => {
  const failure = await run(
    await serverOf(error(code, type, message, place)),
    "insert into t\nvalues 'Rosalind'",
  );
  expect(failure).toMatchObject({ code, message: expect.stringContaining(code) });
  expect(failure).toHaveProperty('statement', 'insert into t');
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('Rosalind');
  expect(String((failure as TrinoError).cause)).not.toContain('Rosalind');
});
