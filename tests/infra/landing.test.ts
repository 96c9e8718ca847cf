import { describe, expect, it } from 'vitest';
import { propertiesOf, readable, resourcesOf, synthesised } from './synthesised.ts';

const tower = await synthesised('dev');
const resources = resourcesOf(tower.landing);
const [eventSource] = Object.values(resources).filter(
  ({ Type }) => Type === 'AWS::Lambda::EventSourceMapping',
);

describe('a dropped file', () => {
  it('comes to the queue from the inbox, and from no other bucket', () => {
    const { EventPattern, Targets } = propertiesOf<{
      EventPattern: { source: string[]; 'detail-type': string[]; detail: { bucket: { name: object[] } } };
      Targets: { Arn: object }[];
    }>(resources, 'Dropped');
    expect(EventPattern.source).toEqual(['aws.s3']);
    expect(EventPattern['detail-type']).toEqual(['Object Created']);
    expect(readable(EventPattern.detail.bucket.name)).toBe('{Inbox}');
    expect(Targets.map(({ Arn }) => readable(Arn))).toEqual(['{Queue.Arn}']);
  });

  it('is landed alone, a few at a time, and comes back when it could not be', () => {
    expect(eventSource?.Properties).toMatchObject({
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });
});

describe('the queue', () => {
  it('hides a message six times as long as the function may run', () => {
    const seconds = propertiesOf(resources, 'Land').Timeout as number;
    expect(propertiesOf(resources, 'Queue').VisibilityTimeout).toBe(6 * seconds);
  });

  it('gives up after five times, and keeps what it gave up for 14 days', () => {
    const { deadLetterTargetArn, maxReceiveCount } = propertiesOf(resources, 'Queue').RedrivePolicy as Record<
      string,
      object
    >;
    expect(readable(deadLetterTargetArn)).toBe('{DeadLetters.Arn}');
    expect(maxReceiveCount).toBe(5);
    expect(propertiesOf(resources, 'DeadLetters').MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
  });

  it('alone fills the dead letters', () => {
    const { redrivePermission, sourceQueueArns } = propertiesOf(resources, 'DeadLetters')
      .RedriveAllowPolicy as {
      redrivePermission: string;
      sourceQueueArns: object[];
    };
    expect(redrivePermission).toBe('byQueue');
    expect(readable(sourceQueueArns)).toBe(
      `arn:aws:sqs:us-east-1:{account}:${propertiesOf(resources, 'Queue').QueueName}`,
    );
  });

  it.each(['Queue', 'DeadLetters'])(
    'is encrypted by the key of students, and closed without TLS: %s',
    (queue) => {
      expect(readable(propertiesOf(resources, queue).KmsMasterKeyId)).toBe('{StudentKey.Arn}');
      const { Statement } = propertiesOf(resources, `${queue}Policy`).PolicyDocument as {
        Statement: object[];
      };
      expect(Statement).toContainEqual(
        expect.objectContaining({
          Action: 'sqs:*',
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    },
  );
});

describe('the function that lands', () => {
  const { Environment, Code: _, Role, ...rest } = propertiesOf<Record<string, unknown>>(resources, 'Land');

  it('knows its buckets and its queue, and nothing else', () => {
    const { Variables } = Environment as { Variables: Record<string, unknown> };
    expect(Object.entries(Variables).map(([name, value]) => `${name}=${readable(value)}`)).toEqual([
      'POWERTOOLS_SERVICE_NAME=control-tower-dev-land',
      'POWERTOOLS_METRICS_NAMESPACE=ControlTower',
      'NODE_OPTIONS=--enable-source-maps',
      'INBOX_BUCKET={Inbox}',
      'STORE_BUCKET={Store}',
      'LANDING_QUEUE_URL={Queue}',
    ]);
  });

  it('is as large as its environment says', () => {
    expect(rest).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['x86_64'],
      Handler: 'handler.handler',
      MemorySize: 3008,
      EphemeralStorage: { Size: 4096 },
      Timeout: 900,
    });
    expect(readable(Role)).toBe('{LandRole.Arn}');
  });

  it('logs into a group that is encrypted and expires', () => {
    const { KmsKeyId, ...log } = propertiesOf(resources, 'LandLog');
    expect(readable(KmsKeyId)).toBe('{StudentKey.Arn}');
    expect(log).toMatchObject({ LogGroupName: '/control-tower/control-tower-dev/land', RetentionInDays: 30 });
    expect(readable((rest.LoggingConfig as { LogGroup: object }).LogGroup)).toBe('{LandLog}');
  });
});

it('whoever drops extracts can put them, and read nothing', () => {
  const { PolicyDocument } = propertiesOf<{
    PolicyDocument: { Statement: { Action: string | string[]; Resource: object }[] };
  }>(resources, 'DropExtracts');
  expect(
    PolicyDocument.Statement.map(({ Action, Resource }) => `${Action} on ${readable(Resource)}`),
  ).toEqual([
    's3:AbortMultipartUpload,s3:PutObject on {Inbox.Arn}/*',
    'kms:Decrypt,kms:GenerateDataKey on {StudentKey.Arn}',
  ]);
});
