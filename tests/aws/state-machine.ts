import {
  type AthenaClient,
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Context } from 'aws-lambda';
import { StateMachine } from 'aws-local-stepfunctions';

type Definition = ConstructorParameters<typeof StateMachine>[0];
type Json = Parameters<InstanceType<typeof StateMachine>['run']>[0];
export type LambdaFunction = (event: unknown) => Promise<unknown>;

/** The definition of a state machine as it is synthesised, each reference by an ARN of a function that there is not. */
export function definitionOf(stack: Stack, name: string): Definition {
  const machines = Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine', {
    Properties: { StateMachineName: name },
  });
  const [machine] = Object.values(machines);
  return JSON.parse(resolved(machine?.Properties.DefinitionString)) as Definition;
}

function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const [pieces] = ((value as Record<string, unknown>)['Fn::Join'] as [string, unknown[]]).slice(1);
  return (pieces as unknown as unknown[])
    .map((piece) =>
      typeof piece === 'string' ? piece : 'arn:aws:lambda:us-east-1:123456789012:function:stand-in',
    )
    .join('');
}

export interface MachineOptions {
  readonly definition: Definition;
  /** The handlers, by the state that calls them. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  /** What the Athena states call. */
  readonly athena: AthenaClient;
  /** Of an execution. */
  readonly name: string;
}

/**
 * Runs an execution as Step Functions would: a function's answer and error are JSON, `.sync` waits for the statement.
 * @returns Succeeded, or the name of the error with which it ended
 */
export async function execute({ definition, functions, athena, name }: MachineOptions): Promise<string> {
  const states = Object.keys((definition as { States: object }).States);
  const handlers = Object.fromEntries(
    Object.entries(functions).map(([state, handler]) => [state, asLambda(handler)]),
  );
  const statements = states.filter((state) => state.includes('statement') && !(state in functions));
  for (const state of statements)
    handlers[state] = (input) => runStatement(athena, input as unknown as Started);
  const { result } = new StateMachine(definition).run(
    {},
    {
      context: { Execution: { Name: name, StartTime: new Date().toISOString() } },
      overrides: {
        taskResourceLocalHandlers: handlers,
        retryIntervalOverrides: Object.fromEntries(states.map((state) => [state, 20])),
      },
    },
  );
  return await result.then(
    () => 'Succeeded',
    ({ cause, name }: Error) => (cause instanceof Error ? cause.name : name),
  );
}

type Handler = (input: Json) => Promise<Json>;

function asLambda(handler: LambdaFunction): Handler {
  return async (input) => {
    try {
      return JSON.parse(JSON.stringify((await handler(JSON.parse(JSON.stringify(input)))) ?? null));
    } catch (error) {
      const { name, message } = error as Error;
      throw failing(name, JSON.stringify({ errorType: name, errorMessage: message }));
    }
  };
}

interface Started {
  readonly QueryString: string;
  readonly ClientRequestToken: string;
  readonly WorkGroup: string;
  readonly QueryExecutionContext: { readonly Catalog: string; readonly Database: string };
}

/** `athena:startQueryExecution.sync`: its answer, and its error, are the description of the query. */
async function runStatement(athena: AthenaClient, input: Started): Promise<Json> {
  const { QueryExecutionId } = await athena
    .send(new StartQueryExecutionCommand(input))
    .catch((error: Error) => {
      throw failing(`Athena.${error.name}`, error.message);
    });
  for (;;) {
    await new Promise((settle) => setTimeout(settle, 20));
    const described = await athena
      .send(new GetQueryExecutionCommand({ QueryExecutionId }))
      .catch(ifThrottled);
    if (!described) continue;
    const { QueryExecution: query } = described;
    const answer = { QueryExecution: JSON.parse(JSON.stringify(query)) };
    if (query?.Status?.State === 'SUCCEEDED') return answer;
    if (query?.Status?.State === 'FAILED' || query?.Status?.State === 'CANCELLED')
      throw failing('States.TaskFailed', JSON.stringify(answer));
  }
}

/** Step Functions looks again; only a start that is one too many is an error of the state. */
function ifThrottled(error: Error): undefined {
  if (error.name !== 'TooManyRequestsException') throw error;
}

function failing(name: string, cause: string): Error {
  return Object.assign(new Error(cause), { name });
}

/** What Lambda passes beside the event; the handlers do not look at it. */
export const CONTEXT = {} as Context;
