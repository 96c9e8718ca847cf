import { describe, expect, test } from 'vitest';
import { AthenaFailure } from '../../functions/engines/athena-failure.ts';
import { type AthenaSessionOptions, openAthenaSession } from '../../functions/engines/athena-session.ts';
import { LONGEST_STATEMENT } from '../../functions/engines/athena-sql.ts';
import { athenaOf, type Scripted } from './athena-server.ts';

const started = (id: string): Scripted => ({ body: { QueryExecutionId: id } });
const state = (State: string, rest: object = {}): Scripted => ({
  body: { QueryExecution: { Status: { State, ...rest } } },
});
const failed = (ErrorCategory: number, Retryable: boolean, StateChangeReason: string) =>
  state('FAILED', { StateChangeReason, AthenaError: { ErrorCategory, Retryable } });
const TOO_MANY: Scripted = {
  status: 400,
  body: { __type: 'TooManyRequestsException', Message: 'Rate exceeded' },
};
const page = (rows: readonly (readonly (string | null)[])[], NextToken?: string): Scripted => ({
  body: {
    ResultSet: {
      Rows: rows.map((row) => ({
        Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
      })),
      ResultSetMetadata: {
        ColumnInfo: [
          { Name: 'name', Type: 'varchar' },
          { Name: 'price', Type: 'decimal', Precision: 9, Scale: 2 },
        ],
      },
    },
    ...(NextToken && { NextToken }),
  },
});

/** A session whose clock stands unless it waits, and the waits that it took. */
async function sessionOf(
  answers: Readonly<Record<string, readonly Scripted[]>>,
  options: Partial<AthenaSessionOptions> = {},
) {
  const { client, asked } = await athenaOf(answers);
  const waits: number[] = [];
  let now = 0;
  const session = openAthenaSession({
    client,
    workgroup: 'refresh',
    database: 'tower_model',
    now: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
    random: () => 1,
    ...options,
  });
  return { session, asked, waits, actions: () => asked.map(({ action }) => action) };
}

const failure = (call: Promise<unknown>): Promise<AthenaFailure> =>
  call.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(AthenaFailure);
      return error as AthenaFailure;
    },
  );

describe('a statement', () => {
  test('is started in its workgroup and database, and waited for with ever longer looks', async () => {
    const { session, asked, waits } = await sessionOf({
      StartQueryExecution: [started('q1')],
      GetQueryExecution: [state('QUEUED'), ...Array(10).fill(state('RUNNING')), state('SUCCEEDED')],
    });
    expect(await session.run('delete from t')).toBe('q1');
    expect(asked[0]?.body).toMatchObject({
      QueryString: 'delete from t',
      WorkGroup: 'refresh',
      QueryExecutionContext: { Database: 'tower_model' },
    });
    expect(asked[0]?.body).not.toHaveProperty('ResultConfiguration');
    expect(waits[0]).toBe(200);
    expect(waits.at(-1)).toBe(3000);
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  });

  test('under one token is one query, and under another token or none another', async () => {
    const { session, asked } = await sessionOf({
      StartQueryExecution: [started('q1')],
      GetQueryExecution: [state('SUCCEEDED')],
    });
    for (const given of [{ token: 'run-7/3' }, { token: 'run-7/3' }, { token: 'run-7/4' }, {}, {}])
      await session.run('select 1', given);
    const tokens = asked.map(({ body }) => body.ClientRequestToken).filter((token) => token !== undefined);
    expect(tokens[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(tokens[1]).toBe(tokens[0]);
    expect(new Set(tokens).size).toBe(4);
  });

  test('takes its parameters along', async () => {
    const { session, asked } = await sessionOf({
      StartQueryExecution: [started('q1')],
      GetQueryExecution: [state('SUCCEEDED')],
    });
    await session.run('select ?', { parameters: [`'a'`] });
    expect(asked[0]?.body).toMatchObject({ ExecutionParameters: [`'a'`] });
  });

  test('longer than Athena takes is not sent, and is not repeated', async () => {
    const { session, asked } = await sessionOf({});
    const error = await failure(session.run(`insert\n${'é'.repeat(LONGEST_STATEMENT / 2)}`));
    expect(error.message).toBe('athena: the statement has 262151 bytes, Athena takes 262144');
    expect(asked).toEqual([]);
  });

  test('that does not end is stopped', async () => {
    const { session, asked } = await sessionOf(
      { StartQueryExecution: [started('q1')], GetQueryExecution: [state('RUNNING')], StopQueryExecution: [] },
      { patienceMs: 60_000 },
    );
    const error = await failure(session.run('select 1'));
    expect(error.message).toContain('had not ended after 60 seconds (query q1)');
    expect(asked.at(-1)).toEqual({ action: 'StopQueryExecution', body: { QueryExecutionId: 'q1' } });
  });
});

describe('when Athena has too much to do', () => {
  test('it is asked again, later and later, each time at another moment than others', async () => {
    const answers = {
      StartQueryExecution: [TOO_MANY, TOO_MANY, TOO_MANY, started('q1')],
      GetQueryExecution: [TOO_MANY, state('SUCCEEDED')],
    };
    const late = await sessionOf(answers);
    expect(await late.session.run('select 1')).toBe('q1');
    expect(late.waits).toEqual([500, 1000, 2000, 500]);
    const early = await sessionOf(answers, { random: () => 0 });
    await early.session.run('select 1');
    expect(early.waits).toEqual([250, 500, 1000, 250]);
  });

  test('it is not asked for ever', async () => {
    const { session, asked, waits } = await sessionOf({ StartQueryExecution: [TOO_MANY] });
    const error = await failure(session.run('select 1'));
    expect(error.message).toContain('TooManyRequestsException');
    expect(asked).toHaveLength(11);
    expect(Math.max(...waits)).toBe(30_000);
  });
});

describe('a statement that failed', () => {
  test("by Athena's own fault is run again under another token, three times at most", async () => {
    const fault = failed(1, true, 'INTERNAL_ERROR');
    const mended = await sessionOf({
      StartQueryExecution: [started('q1'), started('q2')],
      GetQueryExecution: [fault, state('SUCCEEDED')],
    });
    expect(await mended.session.run('select 1', { token: 'a' })).toBe('q2');
    const [first, second] = mended.asked.filter(({ action }) => action === 'StartQueryExecution');
    expect(second?.body.ClientRequestToken).not.toBe(first?.body.ClientRequestToken);

    const lasting = await sessionOf({ StartQueryExecution: [started('q1')], GetQueryExecution: [fault] });
    await failure(lasting.session.run('select 1'));
    expect(lasting.actions().filter((action) => action === 'StartQueryExecution')).toHaveLength(3);
  });

  test.each([
    ["Athena's fault, but lasting", failed(1, false, 'INTERNAL_ERROR')],
    ["the user's fault", failed(2, true, 'INTERNAL_ERROR')],
    ["another's fault", failed(3, true, 'INTERNAL_ERROR')],
    ['of no known fault', state('FAILED')],
  ])('%s, is not run again', async (_, answer) => {
    const { session, actions } = await sessionOf({
      StartQueryExecution: [started('q1')],
      GetQueryExecution: [answer],
    });
    await failure(session.run('select 1'));
    expect(actions()).toEqual(['StartQueryExecution', 'GetQueryExecution']);
  });

  test.each([
    `TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.tower_model.stg_nothing' does not exist`,
    `COLUMN_NOT_FOUND: line 3:8: Column 'days' cannot be resolved`,
    `line 1:8: mismatched input 'frm'. Expecting: ','`,
    'FAILED: SemanticException table is not partitioned but partition spec exists',
    'Insufficient Lake Formation permission(s): Required Select on fct_measure',
    'PERMISSION_DENIED: Access denied when reading the table',
    'Query exhausted resources at this scale factor',
  ])('tells what is wrong with its text, its rights or its size: %s', async (reason) => {
    const { session } = await sessionOf({
      StartQueryExecution: [started('q1')],
      GetQueryExecution: [failed(2, false, `${reason}\nand more`)],
    });
    const error = await failure(session.run('select a\nfrom b'));
    expect(error.message).toBe(`athena: ${reason} (query q1)`);
    expect(error.statement).toBe('select a');
  });

  test.each([
    `INVALID_CAST_ARGUMENT: Cannot cast 'Rosalind' to INT`,
    `INVALID_LITERAL: line 1:8: 'Rosalind' is not a valid DATE literal`,
    `GENERIC_INTERNAL_ERROR: Rosalind`,
    `HIVE_BAD_DATA: Malformed value Rosalind line 1:8: of column`,
    `Rosalind`,
    `INVALID_FUNCTION_ARGUMENT: x\nTABLE_NOT_FOUND: line 1:1: Rosalind`,
  ])('does not repeat a value: %s', async (reason) => {
    const { session } = await sessionOf({
      StartQueryExecution: [started('q1')],
      GetQueryExecution: [failed(2, false, reason)],
    });
    const error = await failure(session.run('select 1'));
    expect(`${error.message} ${error.stack}`).not.toContain('Rosalind');
    expect(error.message).toContain(/^[A-Z_]+(?=:)/.exec(reason)?.[0] ?? 'a row or the service');
    expect(error.queryId).toBe('q1');
  });

  test('because somebody cancelled it says so', async () => {
    const { session } = await sessionOf({
      StartQueryExecution: [started('q1')],
      GetQueryExecution: [
        state('RUNNING'),
        state('CANCELLED', { StateChangeReason: 'Query cancelled by user' }),
      ],
    });
    const error = await failure(session.run('select 1'));
    expect(error.message).toBe('athena: the statement was cancelled: Query cancelled by user (query q1)');
  });

  test('a request that Athena refuses does not quote the statement', async () => {
    const message = `1 validation error detected: Value 'insert ... Rosalind' at 'queryString' failed`;
    const { session } = await sessionOf({
      StartQueryExecution: [{ status: 400, body: { __type: 'InvalidRequestException', Message: message } }],
    });
    const error = await failure(session.run('select 1'));
    expect(error.message).toMatch(/^athena: InvalidRequestException from Athena/);
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('Rosalind');
  });
});

describe('the rows of a query', () => {
  test('come from all of its pages, without the header, with nulls and empty texts apart', async () => {
    const { session, asked } = await sessionOf({
      GetQueryResults: [
        page(
          [
            ['name', 'price'],
            ['a', '1.50'],
          ],
          'second',
        ),
        page([['', null]], 'third'),
        page([['name', 'price']]),
      ],
    });
    expect(await session.resultsOf('q9')).toEqual({
      columns: [
        { name: 'name', type: 'varchar' },
        { name: 'price', type: 'decimal(9,2)' },
      ],
      rows: [
        ['a', '1.50'],
        ['', null],
        ['name', 'price'],
      ],
    });
    expect(asked.map(({ body }) => body.NextToken)).toEqual([undefined, 'second', 'third']);
  });

  test('of a statement that gives no header are all there', async () => {
    const { session } = await sessionOf({ GetQueryResults: [page([['dim_window', null]])] });
    expect((await session.resultsOf('q9')).rows).toEqual([['dim_window', null]]);
  });

  test('are read after the query has succeeded', async () => {
    const { session, actions } = await sessionOf({
      StartQueryExecution: [started('q1')],
      GetQueryExecution: [state('SUCCEEDED')],
      GetQueryResults: [page([['name', 'price']])],
    });
    expect((await session.ask('select 1')).rows).toEqual([]);
    expect(actions()).toEqual(['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults']);
  });
});
