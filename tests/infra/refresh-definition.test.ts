import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { endOf } from '../../functions/refresh/ending.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { ensurePublishes } from '../../functions/refresh/publishes.ts';
import { lastRun } from '../../functions/refresh/runs.ts';
import { begin, next } from '../../functions/refresh/sequence.ts';
import { askedOf, standingOf } from '../../functions/refresh/state.ts';
import { refreshDefinition } from '../../infra/refresh-definition.ts';
import { openPublished } from '../../local/published.ts';
import { csv, feeds, SCHOOLS, school, type TestWorkspace, testWorkspace } from '../fixture-workspace.ts';
import { executor, statements } from '../refresh/duckdb-statements.ts';
import { models, refusing } from '../refresh/name-models.ts';

const onlySchools = new Map([...feeds].filter(([name]) => name === 'schools'));
const lambda = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

const machine = new StateMachine(
  refreshDefinition({
    begin: lambda('begin'),
    next: lambda('next'),
    end: lambda('end'),
    workgroup: 'refresh',
    modelDatabase: 'tower_model',
    timeoutSeconds: 3600,
  }) as ConstructorParameters<typeof StateMachine>[0],
);

interface Execution {
  readonly name?: string;
  readonly models?: readonly Model[];
  /** Called before a statement runs; what it throws is how the statement fails. */
  readonly beforeStatement?: (sql: string) => Promise<void> | void;
  /** Called before a function runs; what it throws is how the function fails. */
  readonly beforeFunction?: (name: 'Begin' | 'Next' | 'End') => void;
}

let minute = 0;
const clock = () => new Date(Date.UTC(2025, 8, 1, 12, minute++));

/** Runs the machine with this process in place of Lambda and Athena. @returns Done, or the error that it ended with */
async function execute(test: TestWorkspace, options: Execution = {}): Promise<string> {
  const engine = await test.workspace.openWarehouse();
  await ensurePublishes(engine);
  for (const { name, columns, layer } of models)
    if (layer === 'curated') await engine.ensureCurated(name, columns);
  const { run, tools: own } = executor(engine);
  const { store } = test.workspace;
  const tools = { ...own, store, statements, feeds: onlySchools, clock, models: options.models ?? models };
  const asFunction =
    (name: 'Begin' | 'Next' | 'End', act: (event: unknown) => Promise<object>) => async (event: unknown) => {
      try {
        options.beforeFunction?.(name);
        // From state to state everything is JSON.
        return JSON.parse(JSON.stringify(await act(JSON.parse(JSON.stringify(event)))));
      } catch (error) {
        throw named(error, (message) => JSON.stringify({ errorMessage: message }));
      }
    };
  const end = asFunction('End', async (event) => {
    const { round, end } = await endOf(event, store, clock);
    return { round, outcome: end.outcome };
  });
  try {
    const { result } = machine.run(
      {},
      {
        context: { Execution: { Name: options.name ?? `run-${minute}`, StartTime: clock().toISOString() } },
        overrides: {
          taskResourceLocalHandlers: {
            Begin: asFunction('Begin', async (event) => {
              const { round, ...asked } = askedOf(event);
              return { ...(await begin(asked, tools)), round };
            }),
            'Next statement': asFunction('Next', async (event) => {
              const { round, cursor, told } = standingOf(event);
              return { ...(await next(cursor, told, tools)), round };
            }),
            'Run statement': async (input) => {
              const { QueryString: sql } = input as { QueryString: string };
              await options.beforeStatement?.(sql);
              return { QueryExecution: { QueryExecutionId: await run(sql), Query: sql } };
            },
            'End the run': end,
            'Fail the run': end,
          },
          retryIntervalOverrides: {
            Begin: 1,
            'Next statement': 1,
            'Run statement': 1,
            'End the run': 1,
            'Fail the run': 1,
          },
        },
      },
    );
    return await result.then(
      () => 'Done',
      ({ cause }: Error) => (cause as Error).name,
    );
  } finally {
    await engine.close();
  }
}

/** An error as Step Functions tells it: a name, and a cause as text. */
function named(error: unknown, cause: (message: string) => string): Error {
  const { name, message } = error as Error;
  return Object.assign(new Error(cause(message)), { name });
}

function failing(name: string, cause: string): Error {
  return Object.assign(new Error(cause), { name });
}

async function seen({ workspace }: TestWorkspace): Promise<string[]> {
  const published = await openPublished(workspace, models);
  try {
    const rows = await published.query(
      'select school_name from dim_names union select school_name from fct_names order by 1',
    );
    return rows.map((row) => String(row.school_name));
  } finally {
    await published.close();
  }
}

const endOfLast = async ({ workspace }: TestWorkspace) => (await lastRun(workspace.store))?.end;

async function renamed(): Promise<TestWorkspace> {
  const test = await testWorkspace();
  await test.landFile('schools_1.csv', csv(SCHOOLS, school('600301', 'Old')));
  expect(await execute(test)).toBe('Done');
  await test.landFile('schools_2.csv', csv(SCHOOLS, school('600301', 'New')));
  return test;
}

describe('the state machine', () => {
  it('publishes, looks once more whether anything landed meanwhile, and is done', async () => {
    const test = await renamed();
    const functions: string[] = [];
    expect(await execute(test, { beforeFunction: (name) => functions.push(name) })).toBe('Done');
    expect(await seen(test)).toEqual(['New']);
    expect(functions.filter((name) => name === 'Begin')).toHaveLength(2);
    expect(await endOfLast(test)).toMatchObject({ outcome: 'unchanged' });
  });

  it('takes up in the same execution what landed while it ran', async () => {
    const test = await renamed();
    let isLate = false;
    await execute(test, {
      beforeStatement: async (sql) => {
        if (isLate || !sql.startsWith('["publish"')) return;
        isLate = true;
        await test.landFile('schools_3.csv', csv(SCHOOLS, school('600301', 'Late')));
      },
    });
    expect(await seen(test)).toEqual(['Late']);
  });

  it('that is refused by a check fails, leaves what stood, and names the model and the rule', async () => {
    const test = await renamed();
    expect(await execute(test, { models: refusing })).toBe('Refused');
    expect(await seen(test)).toEqual(['Old']);
    expect(await endOfLast(test)).toMatchObject({
      outcome: 'refused',
      model: 'dim_names',
      rule: 'accepted_values school_name',
    });
  });

  it('whose statement fails for good fails, leaves what stood, and names the model', async () => {
    const test = await renamed();
    const beforeStatement = (sql: string) => {
      if (sql.startsWith('["publish"'))
        throw failing('States.TaskFailed', '{"QueryExecution":{"QueryExecutionId":"never"}}');
    };
    expect(await execute(test, { beforeStatement })).toBe('Failed');
    expect(await seen(test)).toEqual(['Old']);
    expect(await endOfLast(test)).toMatchObject({
      outcome: 'failed',
      model: 'sql/curated/dim_names.sql',
      rule: 'too busy',
    });
    expect(await execute(test)).toBe('Done');
    expect(await seen(test)).toEqual(['New']);
  });

  it('waits for an Athena that has too much to do, and tries a statement again that it broke itself', async () => {
    const test = await renamed();
    let throttled = 3;
    let broken = 2;
    const beforeStatement = (sql: string) => {
      if (throttled > 0) {
        throttled -= 1;
        throw failing('Athena.TooManyRequestsException', 'Rate exceeded');
      }
      if (broken > 0 && sql.startsWith('["publish"')) {
        broken -= 1;
        throw failing('States.TaskFailed', '{"QueryExecution":{"QueryExecutionId":"again"}}');
      }
    };
    expect(await execute(test, { beforeStatement })).toBe('Done');
    expect([throttled, broken]).toEqual([0, 0]);
    expect(await seen(test)).toEqual(['New']);
  });

  it('whose statement takes too long fails and tells so', async () => {
    const test = await renamed();
    const beforeStatement = (sql: string) => {
      if (sql.startsWith('["publish"')) throw failing('States.Timeout', '');
    };
    expect(await execute(test, { beforeStatement })).toBe('Failed');
    expect(await endOfLast(test)).toMatchObject({
      model: 'sql/curated/dim_names.sql',
      rule: 'States.Timeout',
    });
  });

  it('tries a function again that Lambda could not run, and fails when it cannot run it at all', async () => {
    const test = await renamed();
    let times = 2;
    const sometimes = (name: string) => {
      if (name !== 'Next' || times === 0) return;
      times -= 1;
      throw failing('Lambda.TooManyRequestsException', '');
    };
    expect(await execute(test, { beforeFunction: sometimes })).toBe('Done');
    const never = (name: string) => {
      if (name === 'Next') throw failing('Lambda.ServiceException', '');
    };
    await test.landFile('schools_3.csv', csv(SCHOOLS, school('600301', 'Newer')));
    expect(await execute(test, { beforeFunction: never })).toBe('Failed');
    expect(await endOfLast(test)).toMatchObject({ outcome: 'failed', rule: 'Lambda.ServiceException' });
  });

  it('is done at once when another runs, and that one is not disturbed', async () => {
    const test = await renamed();
    let inner = '';
    const functions: string[] = [];
    await execute(test, {
      name: 'first',
      beforeStatement: async (sql) => {
        if (inner !== '' || !sql.startsWith('["publish"')) return;
        inner = 'asked';
        // The warehouse is held by the first: a second that touched it would fail.
        const { round, ...asked } = askedOf({
          execution: 'second',
          startedAt: clock().toISOString(),
          round: 1,
          timeoutSeconds: 3600,
        });
        functions.push(`round ${round}`);
        inner = (
          await begin(asked, {
            store: test.workspace.store,
            statements,
            feeds: onlySchools,
            models,
            clock,
            engine: { rows: () => Promise.reject(new Error('touched')), curated: (table) => table },
            answerOf: () => Promise.reject(new Error('touched')),
            failureOf: () => Promise.reject(new Error('touched')),
          })
        ).outcome;
      },
    });
    expect(inner).toBe('busy');
    expect(await seen(test)).toEqual(['New']);
  });
});

describe('an execution that someone stops', () => {
  const stopped = (name: string) => ({ source: 'aws.states', detail: { name, status: 'ABORTED' } });

  it('has its run ended as failed, once, so that the next one may begin', async () => {
    const test = await renamed();
    const stops = (sql: string) => {
      if (sql.startsWith('["publish"'))
        throw failing('States.TaskFailed', '{"QueryExecution":{"QueryExecutionId":"never"}}');
    };
    const ends = (name: string) => {
      if (name === 'End') throw failing('Stopped', '');
    };
    await execute(test, { name: 'stopped', beforeStatement: stops, beforeFunction: ends });
    expect(await endOfLast(test)).toBeUndefined();
    const { store } = test.workspace;
    expect(await endOf(stopped('stopped'), store, clock)).toMatchObject({ isNews: true });
    expect(await endOf(stopped('stopped'), store, clock)).toMatchObject({ isNews: false });
    expect(await endOfLast(test)).toMatchObject({
      outcome: 'failed',
      rule: 'the execution was ended: ABORTED',
    });
    expect(await execute(test)).toBe('Done');
    expect(await seen(test)).toEqual(['New']);
  });

  it('does not end the run of another', async () => {
    const test = await renamed();
    const { store } = test.workspace;
    await execute(test, {
      name: 'other',
      beforeStatement: async (sql) => {
        if (sql.startsWith('["publish"')) await endOf(stopped('stopped'), store, clock);
      },
    });
    expect(await seen(test)).toEqual(['New']);
  });
});
