/** What the sequence of a refresh calls, and its limits. */
export interface RefreshDefinitionProps {
  /** ARN of the function that takes the run and writes its plan. */
  readonly begin: string;
  /** ARN of the function that judges a statement and gives the next. */
  readonly next: string;
  /** ARN of the function that decides what is shown of the figures of a slice. */
  readonly suppress: string;
  /** ARN of the function that ends the run and tells what became of it. */
  readonly end: string;
  /** Workgroup in which statements run. */
  readonly workgroup: string;
  /** Database in which names without one are looked up. */
  readonly modelDatabase: string;
  /** Seconds after which an execution is stopped; no run is under way for longer. */
  readonly timeoutSeconds: number;
}

/** What landed while a refresh ran is taken up by the next round; more than these wait for the next execution. */
const MOST_ROUNDS = 3;

// Of one statement: what Athena itself allows.
const STATEMENT_SECONDS = 30 * 60;

const LAMBDA_RETRY = [
  {
    ErrorEquals: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
      'Lambda.Unknown',
    ],
    IntervalSeconds: 2,
    MaxAttempts: 4,
    BackoffRate: 2,
    JitterStrategy: 'FULL',
  },
];

const ATHENA_RETRY = [
  {
    ErrorEquals: ['Athena.TooManyRequestsException', 'Athena.InternalServerException'],
    IntervalSeconds: 2,
    MaxAttempts: 6,
    BackoffRate: 2,
    JitterStrategy: 'FULL',
  },
];

/**
 * The sequence of a refresh as Amazon States Language. Statements and their judgement come from `functions/refresh`;
 * here is only who runs what after what. Nothing but a statement, its token and its id goes from state to state.
 */
export function refreshDefinition(props: RefreshDefinitionProps): object {
  const failed = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Fail the run' }];
  const told = { 'execution.$': '$$.Execution.Name', 'state.$': '$' };
  const runStatement = (next: string) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::athena:startQueryExecution.sync',
    Parameters: {
      'QueryString.$': '$.sql',
      'ClientRequestToken.$': '$.token',
      WorkGroup: props.workgroup,
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: props.modelDatabase },
    },
    TimeoutSeconds: STATEMENT_SECONDS,
    // The answer repeats the statement, and the two together could be more than a state may hold.
    ResultSelector: { 'queryId.$': '$.QueryExecution.QueryExecutionId' },
    ResultPath: '$.ran',
    Retry: ATHENA_RETRY,
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.statementFailure', Next: 'Next statement' }],
    Next: next,
  });
  return {
    Comment: 'Computes every model, checks it, and publishes what passed.',
    StartAt: 'First round',
    TimeoutSeconds: props.timeoutSeconds,
    States: {
      'First round': { Type: 'Pass', Result: { round: 1 }, Next: 'Begin' },
      Begin: {
        Type: 'Task',
        Resource: props.begin,
        Parameters: {
          'execution.$': '$$.Execution.Name',
          'startedAt.$': '$$.Execution.StartTime',
          'round.$': '$.round',
          timeoutSeconds: props.timeoutSeconds,
        },
        Retry: LAMBDA_RETRY,
        Catch: failed,
        Next: 'Has it begun?',
      },
      'Has it begun?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.outcome', StringEquals: 'begun', Next: 'Next statement' }],
        Default: 'Done',
      },
      'Next statement': {
        Type: 'Task',
        Resource: props.next,
        Retry: LAMBDA_RETRY,
        Catch: failed,
        Next: 'Is it done?',
      },
      'Is it done?': {
        Type: 'Choice',
        Choices: [
          { Variable: '$.isDone', BooleanEquals: true, Next: 'End the run' },
          { Variable: '$.suppresses', BooleanEquals: true, Next: 'Run statement for figures' },
        ],
        Default: 'Run statement',
      },
      'Run statement': runStatement('Next statement'),
      'Run statement for figures': runStatement('Suppress'),
      Suppress: {
        Type: 'Task',
        Resource: props.suppress,
        ResultPath: null,
        Retry: LAMBDA_RETRY,
        Catch: failed,
        Next: 'Next statement',
      },
      'End the run': {
        Type: 'Task',
        Resource: props.end,
        Parameters: told,
        Retry: LAMBDA_RETRY,
        Catch: failed,
        Next: 'What came of it?',
      },
      'What came of it?': {
        Type: 'Choice',
        Choices: [
          { Variable: '$.outcome', StringEquals: 'refused', Next: 'Refused' },
          {
            And: [
              { Variable: '$.outcome', StringEquals: 'published' },
              { Variable: '$.round', NumericLessThanEquals: MOST_ROUNDS },
            ],
            Next: 'Begin',
          },
        ],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
      Refused: {
        Type: 'Fail',
        Error: 'Refused',
        Cause:
          'A check of severity error was broken: the log of the function End names the model and the rule.',
      },
      'Fail the run': {
        Type: 'Task',
        Resource: props.end,
        Parameters: told,
        Retry: LAMBDA_RETRY,
        Next: 'Failed',
      },
      Failed: {
        Type: 'Fail',
        Error: 'Failed',
        Cause: 'A step could not be done: the log of the function End names the model.',
      },
    },
  };
}
