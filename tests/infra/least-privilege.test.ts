import { expect, it } from 'vitest';
import { reachOf, resourcesOf, synthesised } from './synthesised.ts';

const tower = await synthesised('dev');
const arn = (service: string, what: string) => `arn:aws:${service}:us-east-1:{account}:${what}`;

/** What Athena's own rules ask of whoever runs statements. */
const RUNS_STATEMENTS = [
  `athena:GetQueryExecution athena:GetQueryResults athena:StartQueryExecution athena:StopQueryExecution on ${arn('athena', 'workgroup/control-tower-dev-refresh')}`,
  `athena:GetDataCatalog on ${arn('athena', 'datacatalog/AwsDataCatalog')}`,
  `glue:GetDatabase on ${arn('glue', 'catalog')} ${arn('glue', 'database/default')}`,
  'lakeformation:GetDataAccess on *',
  'kms:Decrypt kms:GenerateDataKey on {StudentKey.Arn}',
];

const tablesOf = (database: string) =>
  ['catalog', `database/control_tower_dev_${database}`, `table/control_tower_dev_${database}/*`]
    .map((what) => arn('glue', what))
    .join(' ');

const LOGS_OF_MACHINE = (machine: string) => [
  `kms:Decrypt kms:GenerateDataKey on {StudentKey.Arn} if kms:EncryptionContext:aws:states:stateMachineArn = ${arn('states', `stateMachine:control-tower-dev-${machine}`)}`,
  `kms:GenerateDataKey on {StudentKey.Arn} if kms:EncryptionContext:SourceArn = ${arn('logs', '*')}`,
  'logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies logs:GetLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:UpdateLogDelivery xray:GetSamplingRules xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments on *',
];

const CHANGES_CURATED = [
  `glue:GetDatabase glue:GetTable glue:GetTables glue:UpdateTable on ${tablesOf('curated')}`,
  's3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on {Curated.Arn}/*',
  's3:GetBucketLocation s3:ListBucket on {Curated.Arn}',
  'kms:Decrypt kms:GenerateDataKey on {CuratedKey.Arn}',
];

const REACH = {
  landing: {
    LandRole: [
      'logs:CreateLogStream logs:PutLogEvents on {LandLog.Arn}',
      's3:GetObject s3:GetObjectTagging s3:GetObjectVersion s3:GetObjectVersionTagging on {Inbox.Arn}/*',
      's3:PutObjectTagging on {Store.Arn}/raw/*',
      's3:ListBucket on {Inbox.Arn} {Store.Arn}',
      's3:AbortMultipartUpload s3:GetObject s3:PutObject on {Store.Arn}/landed/* {Store.Arn}/quarantine/* {Store.Arn}/raw/* {Store.Arn}/receipts/* {Store.Arn}/working/landing/*',
      's3:DeleteObject on {Store.Arn}/landed/* {Store.Arn}/working/landing/*',
      'sqs:SendMessage on {Queue.Arn}',
      'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage on {Queue.Arn}',
      'kms:Decrypt kms:GenerateDataKey on {StudentKey.Arn}',
      'kms:Decrypt on {StudentKey.Arn}',
    ],
  },
  refresh: {
    BeginRole: [
      'logs:CreateLogStream logs:PutLogEvents on {BeginLog.Arn}',
      's3:GetObject s3:PutObject on {Store.Arn}/runs/*',
      's3:ListBucket on {Store.Arn}',
      's3:GetObject on {Store.Arn}/receipts/landed/*',
      's3:PutObject on {Store.Arn}/publishes/*',
      `glue:GetDatabase glue:GetTable glue:GetTables on ${tablesOf('curated')}`,
      ...RUNS_STATEMENTS,
    ],
    NextRole: [
      'logs:CreateLogStream logs:PutLogEvents on {NextLog.Arn}',
      's3:GetObject s3:PutObject on {Store.Arn}/runs/*',
      's3:ListBucket on {Store.Arn}',
      `glue:GetDatabase glue:GetTable glue:GetTables on ${tablesOf('model')}`,
      `glue:BatchGetPartition glue:GetPartition glue:GetPartitions on ${tablesOf('model')}`,
      's3:GetObject on {Store.Arn}/landed/* {Store.Arn}/working/*',
      's3:ListBucket on {Store.Arn} if s3:prefix = landed/* | working/*',
      's3:GetBucketLocation on {Store.Arn}',
      ...RUNS_STATEMENTS,
    ],
    SuppressRole: [
      'logs:CreateLogStream logs:PutLogEvents on {SuppressLog.Arn}',
      's3:GetObject on {Store.Arn}/runs/plans/*',
      's3:PutObject on {Store.Arn}/working/lines/shown_cells/*',
      's3:ListBucket on {Store.Arn}',
      `athena:GetQueryResults on ${arn('athena', 'workgroup/control-tower-dev-refresh')}`,
      'kms:Decrypt kms:GenerateDataKey on {StudentKey.Arn}',
    ],
    EndRole: [
      'logs:CreateLogStream logs:PutLogEvents on {EndLog.Arn}',
      's3:GetObject s3:PutObject on {Store.Arn}/runs/*',
      's3:ListBucket on {Store.Arn}',
      'kms:Decrypt kms:GenerateDataKey on {StudentKey.Arn}',
    ],
    RefreshRole: [
      ...LOGS_OF_MACHINE('refresh'),
      'lambda:InvokeFunction on {Begin.Arn} {End.Arn} {Next.Arn} {Suppress.Arn}',
      `glue:CreateTable glue:GetDatabase glue:GetTable glue:GetTables glue:UpdateTable on ${tablesOf('model')}`,
      `glue:BatchGetPartition glue:GetPartition glue:GetPartitions on ${tablesOf('model')}`,
      `glue:BatchCreatePartition glue:DeleteTable on ${tablesOf('model')}`,
      's3:GetObject on {Store.Arn}/landed/* {Store.Arn}/working/*',
      's3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on {Store.Arn}/working/*',
      's3:ListBucket on {Store.Arn} if s3:prefix = landed/* | working/*',
      's3:GetBucketLocation on {Store.Arn}',
      ...CHANGES_CURATED,
      ...RUNS_STATEMENTS,
    ],
    RefreshMachineEventsRole: ['states:StartExecution on {RefreshMachine}'],
    MaintenanceRole: [
      ...LOGS_OF_MACHINE('maintenance'),
      `glue:GetDatabase glue:GetTable glue:GetTables glue:UpdateTable on ${tablesOf('model')}`,
      's3:GetObject on {Store.Arn}/working/*',
      's3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject on {Store.Arn}/working/*',
      's3:ListBucket on {Store.Arn} if s3:prefix = working/*',
      's3:GetBucketLocation on {Store.Arn}',
      ...CHANGES_CURATED,
      ...RUNS_STATEMENTS,
    ],
  },
  catalogue: {
    TablesRole: [
      'logs:CreateLogStream logs:PutLogEvents on {TablesLog.Arn}',
      `glue:CreateTable glue:GetDatabase glue:GetTable glue:GetTables glue:UpdateTable on ${tablesOf('curated')}`,
      's3:AbortMultipartUpload s3:GetObject s3:PutObject on {Curated.Arn}/*',
      's3:GetBucketLocation s3:ListBucket on {Curated.Arn}',
      'kms:Decrypt kms:GenerateDataKey on {CuratedKey.Arn}',
      ...RUNS_STATEMENTS,
    ],
    CuratedLocationRole: [
      's3:DeleteObject s3:GetObject s3:PutObject on {Curated.Arn}/*',
      's3:ListBucket on {Curated.Arn}',
      'kms:Decrypt kms:GenerateDataKey on {CuratedKey.Arn}',
    ],
  },
} as const;

const roles = Object.entries(REACH).flatMap(([stack, reached]) =>
  Object.entries(reached).map(([role, lines]) => ({ stack: stack as keyof typeof REACH, role, lines })),
);

it.each(roles)('$role reaches what it needs, and no more', ({ stack, role, lines }) => {
  expect(reachOf(resourcesOf(tower[stack]), role).sort()).toEqual([...lines].sort());
});

it.each(Object.keys(REACH) as (keyof typeof REACH)[])('no role of %s is left out above', (stack) => {
  const found = Object.entries(resourcesOf(tower[stack]))
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .map(([name]) => name.replace('DefaultPolicy', ''))
    .filter((name) => !name.startsWith('SchedulerRole'));
  expect(found.sort()).toEqual(Object.keys(REACH[stack]).sort());
});

it('what the clock starts is one state machine each', () => {
  const refresh = resourcesOf(tower.refresh);
  const scheduling = Object.keys(refresh).filter((name) => /^SchedulerRole.*DefaultPolicy$/.test(name));
  const reached = scheduling.flatMap((name) => reachOf(refresh, name.replace('DefaultPolicy', '')));
  expect(reached.sort()).toEqual([
    'states:StartExecution on {MaintenanceMachine}',
    'states:StartExecution on {RefreshMachine}',
  ]);
});

it('every role is assumed by one service, and by no account', () => {
  for (const stack of [tower.storage, tower.catalogue, tower.landing, tower.refresh]) {
    for (const [name, { Type, Properties }] of Object.entries(resourcesOf(stack))) {
      if (Type !== 'AWS::IAM::Role') continue;
      const { Statement } = Properties.AssumeRolePolicyDocument as { Statement: { Principal: object }[] };
      const principals = Statement.flatMap(({ Principal }) => Object.keys(Principal));
      expect(principals, name).toEqual(['Service']);
    }
  }
});
