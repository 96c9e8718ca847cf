import { StateMachine } from 'aws-local-stepfunctions';
import { endOf } from '../../functions/refresh/ending.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { ensurePublishes } from '../../functions/refresh/publishes.ts';
import { begin, next } from '../../functions/refresh/sequence.ts';
import { suppressSlice } from '../../functions/refresh/slices.ts';
import { askedOf, figuresOf, standingOf } from '../../functions/refresh/state.ts';
import { refreshDefinition } from '../../infra/refresh-definition.ts';
import { feeds, type TestWorkspace } from '../fixture-workspace.ts';
import { executor, statements } from '../refresh/duckdb-statements.ts';
import { models } from '../refresh/name-models.ts';

export const onlySchools = new Map([...feeds].filter(([name]) => name === 'schools'));
const lambda = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

const machine = new StateMachine(
  refreshDefinition({
    begin: lambda('begin'),
    next: lambda('next'),
    suppress: lambda('suppress'),
    end: lambda('end'),
    workgroup: 'refresh',
    modelDatabase: 'tower_model',
    timeoutSeconds: 3600,
  }) as ConstructorParameters<typeof StateMachine>[0],
);

export interface Execution {
  readonly name?: string;
  readonly models?: readonly Model[];
  /** Called before a statement runs; what it throws is how the statement fails. */
  readonly beforeStatement?: (sql: string) => Promise<void> | void;
  /** Called before a function runs; what it throws is how the function fails. */
  readonly beforeFunction?: (name: FunctionName) => void;
}

type FunctionName = 'Begin' | 'Next' | 'Suppress' | 'End';

let minute = 0;
export const clock = () => new Date(Date.UTC(2025, 8, 1, 12, minute++));

/** Runs the machine with this process in place of Lambda and Athena. @returns Done, or the error that it ended with */
export async function execute(test: TestWorkspace, options: Execution = {}): Promise<string> {
  const engine = await test.workspace.openWarehouse();
  await ensurePublishes(engine);
  for (const { name, columns, layer } of options.models ?? models)
    if (layer === 'curated') await engine.ensureCurated(name, columns);
  const { store } = test.workspace;
  const { run, tools: own } = executor(engine, store);
  const tools = { ...own, store, statements, feeds: onlySchools, clock, models: options.models ?? models };
  const asFunction =
    (name: FunctionName, act: (event: unknown) => Promise<object>) => async (event: unknown) => {
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
  const runStatement = async (input: unknown) => {
    const { QueryString: sql } = input as { QueryString: string };
    await options.beforeStatement?.(sql);
    return { QueryExecution: { QueryExecutionId: await run(sql), Query: sql } };
  };
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
            'Run statement': runStatement,
            'Run statement for figures': runStatement,
            Suppress: asFunction('Suppress', async (event) => {
              const { cursor, queryId } = figuresOf(event);
              return await suppressSlice(cursor, queryId, tools);
            }),
            'End the run': end,
            'Fail the run': end,
          },
          retryIntervalOverrides: {
            Begin: 1,
            'Next statement': 1,
            'Run statement': 1,
            'Run statement for figures': 1,
            Suppress: 1,
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

export function failing(name: string, cause: string): Error {
  return Object.assign(new Error(cause), { name });
}
