import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  type StartQueryExecutionInput,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { expect, onTestFinished, test } from 'vitest';
import { openAthenaSession } from '../../functions/engines/athena-session.ts';
import { LONGEST_STATEMENT } from '../../functions/engines/athena-sql.ts';
import { type AthenaEndpoint, startAthena } from './athena-endpoint.ts';

const WORKGROUP = 'refresh';
const LARGEST = '9223372036854775807';
const ROWS = [
  ['0', 'row 0'],
  ['1', 'row 1'],
  ['2', null],
  ['3', ''],
  [LARGEST, 'row 4'],
];

/** An endpoint whose Trino knows five rows, and what that Trino was asked. */
async function endpoint(): Promise<{ athena: AthenaEndpoint; asked: string[] }> {
  const asked: string[] = [];
  const trino = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sql = Buffer.concat(chunks).toString();
    asked.push(sql);
    const error = { errorName: 'DIVISION_BY_ZERO', errorType: 'USER_ERROR', message: 'Division by zero' };
    const columns = [
      { name: 'number', type: 'bigint' },
      { name: 'word', type: 'varchar' },
    ];
    // Numbers go as JSON's, whatever their size.
    const data = JSON.stringify(ROWS).replaceAll(/"(\d+)"/g, '$1');
    response.end(
      sql.includes('1 / 0')
        ? JSON.stringify({ error })
        : `{"columns": ${JSON.stringify(columns)}, "data": ${data}}`,
    );
  }).listen(0, '127.0.0.1');
  await once(trino, 'listening');
  const address = trino.address();
  const athena = await startAthena({
    trino: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    workgroups: [WORKGROUP],
    databaseLocation: 's3://glue/',
  });
  onTestFinished(async () => {
    await athena.stop();
    trino.closeAllConnections();
    trino.close();
  });
  await athena.createDatabase('tower_model');
  return { athena, asked };
}

const sessionOn = ({ client }: AthenaEndpoint) =>
  openAthenaSession({
    client,
    workgroup: WORKGROUP,
    database: 'tower_model',
    wait: (milliseconds) => new Promise((settle) => setTimeout(settle, milliseconds / 20)),
  });

const start = (athena: AthenaEndpoint, given: Partial<StartQueryExecutionInput> = {}) =>
  athena.client.send(
    new StartQueryExecutionCommand({
      QueryString: 'select * from words',
      WorkGroup: WORKGROUP,
      QueryExecutionContext: { Database: 'tower_model' },
      ...given,
    }),
  );

const stateOf = async (athena: AthenaEndpoint, id: string | undefined) =>
  (await athena.client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))).QueryExecution;

test('a query is queued first, then runs, and has results when it has succeeded', async () => {
  const { athena } = await endpoint();
  const { QueryExecutionId: id } = await start(athena);
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  await expect.poll(async () => (await stateOf(athena, id))?.Status?.State).toBe('SUCCEEDED');
  expect(await stateOf(athena, id)).toMatchObject({ WorkGroup: WORKGROUP, StatementType: 'DML' });
  expect(await stateOf(athena, id)).not.toHaveProperty('ResultConfiguration');
  const { ResultSet: set } = await athena.client.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  expect(set?.Rows?.[0]).toEqual({ Data: [{ VarCharValue: 'number' }, { VarCharValue: 'word' }] });
  expect(set?.Rows?.[3]).toEqual({ Data: [{ VarCharValue: '2' }, {}] });
  expect(set?.ResultSetMetadata?.ColumnInfo).toMatchObject([
    { Name: 'number', Type: 'bigint', Precision: 19 },
    { Name: 'word', Type: 'varchar' },
  ]);
});

test('pages as short as a test wants them give the same rows', async () => {
  const { athena } = await endpoint();
  const whole = await sessionOn(athena).ask('select * from words');
  expect(whole.rows).toEqual(ROWS);
  athena.knobs.shortPages(2);
  expect(await sessionOn(athena).ask('select * from words')).toEqual(whole);
});

test('a token asked twice is one query, and with another text an error', async () => {
  const { athena, asked } = await endpoint();
  const token = createHash('sha256').update('run-7/1').digest('hex');
  const first = await start(athena, { ClientRequestToken: token });
  expect((await start(athena, { ClientRequestToken: token })).QueryExecutionId).toBe(first.QueryExecutionId);
  await expect(start(athena, { ClientRequestToken: token, QueryString: 'select 2' })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'Idempotent parameters do not match',
  });
  await expect.poll(() => asked.filter((sql) => sql.includes('words'))).toHaveLength(1);
});

test.each([
  ['another workgroup', { WorkGroup: 'primary' }],
  ['a database that nobody made', { QueryExecutionContext: { Database: 'default' } }],
  ['a place for results, which are managed', { ResultConfiguration: { OutputLocation: 's3://results/' } }],
  ['a statement that is too long', { QueryString: `select '${'x'.repeat(LONGEST_STATEMENT)}'` }],
  ['a token that is too short', { ClientRequestToken: 'short' }],
])('%s is refused at once', async (_, given) => {
  const { athena } = await endpoint();
  await expect(start(athena, given)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  expect(athena.statements()).toEqual([]);
});

test('what Athena does not take fails, by the fault of who asked', async () => {
  const { athena } = await endpoint();
  const { QueryExecutionId: id } = await start(athena, { QueryString: 'call system.flush_metadata_cache()' });
  await expect.poll(async () => (await stateOf(athena, id))?.Status?.State).toBe('FAILED');
  expect((await stateOf(athena, id))?.Status?.AthenaError).toMatchObject({
    ErrorCategory: 2,
    Retryable: false,
  });
});

test('an error of Trino keeps its name', async () => {
  const { athena } = await endpoint();
  await expect(sessionOn(athena).run('select 1 / 0')).rejects.toThrow('DIVISION_BY_ZERO');
});

test('question marks are filled by Trino, not by pasting', async () => {
  const { athena, asked } = await endpoint();
  await sessionOn(athena).run(`select * from words where word = ? and 'a' <> ?`, {
    parameters: [`'it''s'`, '2'],
  });
  expect(asked.at(-1)).toBe(
    `execute immediate 'select * from words where word = ? and ''a'' <> ?' using 'it''s', 2`,
  );
});

test('it can be too busy, fail once, hang, be stopped, and die', async () => {
  const { athena } = await endpoint();
  const session = sessionOn(athena);
  athena.knobs.throttle(4);
  await session.run('select 1');

  athena.knobs.fail(/words/, { category: 1, isRetryable: true, message: 'INTERNAL_ERROR' });
  const before = athena.statements().length;
  await session.run('select * from words');
  expect(athena.statements().length - before).toBe(2);

  athena.knobs.hang(/words/, 20);
  await expect(session.run('select * from words')).rejects.toThrow('Query timeout');

  athena.knobs.hang(/words/);
  const { QueryExecutionId: id } = await start(athena);
  await expect.poll(async () => (await stateOf(athena, id))?.Status?.State).toBe('RUNNING');
  await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  expect((await stateOf(athena, id))?.Status?.State).toBe('CANCELLED');

  athena.knobs.die();
  await expect(
    athena.client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }), {
      abortSignal: AbortSignal.timeout(200),
    }),
  ).rejects.toMatchObject({ name: 'AbortError' });
});
