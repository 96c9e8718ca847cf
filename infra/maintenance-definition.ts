export interface MaintenanceDefinitionProps {
  /** One after the other, each whether or not the one before it failed. */
  readonly statements: readonly string[];
  readonly workgroup: string;
  /** Database in which names without one are looked up. */
  readonly modelDatabase: string;
  readonly timeoutSeconds: number;
}

/**
 * The upkeep of Iceberg tables as Amazon States Language: writes small files together, and lets go of files that no
 * snapshot needs. Rows stay, also those of earlier publishes: they are kept as rows, not as snapshots.
 */
export function maintenanceDefinition(props: MaintenanceDefinitionProps): object {
  return {
    Comment: 'Compacts the Iceberg tables and drops files that nothing refers to.',
    StartAt: 'Statements',
    TimeoutSeconds: props.timeoutSeconds,
    States: {
      Statements: { Type: 'Pass', Result: { statements: props.statements }, Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemsPath: '$.statements',
        ItemSelector: { 'sql.$': '$$.Map.Item.Value' },
        // Two at a time could want the same table.
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Run',
          States: {
            Run: {
              Type: 'Task',
              Resource: 'arn:aws:states:::athena:startQueryExecution.sync',
              Parameters: {
                'QueryString.$': '$.sql',
                WorkGroup: props.workgroup,
                QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: props.modelDatabase },
              },
              // A refresh may have changed the table meanwhile, and a vacuum may ask to be run again for the rest.
              Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 3, BackoffRate: 2 }],
              Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Not done' }],
              Next: 'Done',
            },
            Done: { Type: 'Pass', Result: { isDone: true }, End: true },
            'Not done': { Type: 'Pass', Result: { isDone: false }, End: true },
          },
        },
        ResultSelector: { 'isIncomplete.$': 'States.ArrayContains($[*].isDone, false)' },
        Next: 'Is it complete?',
      },
      'Is it complete?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.isIncomplete', BooleanEquals: true, Next: 'Incomplete' }],
        Default: 'Complete',
      },
      Complete: { Type: 'Succeed' },
      Incomplete: {
        Type: 'Fail',
        Error: 'Incomplete',
        Cause: 'A statement failed four times over: the history of the workgroup says which and why.',
      },
    },
  };
}
