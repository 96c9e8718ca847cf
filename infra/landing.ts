import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Environment } from './environment.ts';
import { type Bundles, handlerFunction } from './handler.ts';
import type { StorageStack } from './storage.ts';

export interface LandingProps extends StackProps {
  readonly environment: Environment;
  readonly storage: StorageStack;
  readonly bundles: Bundles;
}

/** From a file in the inbox to landed rows: a rule, a queue, and the function that lands one message at a time. */
export class LandingStack extends Stack {
  readonly queue: Queue;
  /** What could not be landed five times over; the runbook says how to send it back. */
  readonly deadLetterQueue: Queue;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { environment, storage, bundles, ...props }: LandingProps) {
    super(scope, id, props);
    const { landing, prefix } = environment;
    const { inbox, store, studentKey } = storage;
    const timeout = Duration.minutes(landing.timeoutMinutes);
    const queueName = `${prefix}-landing`;
    const closed = { encryption: QueueEncryption.KMS, encryptionMasterKey: studentKey, enforceSSL: true };

    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      queueName: `${queueName}-dead`,
      retentionPeriod: Duration.days(14),
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        // By its name: the two queues cannot each wait for the other.
        sourceQueues: [
          Queue.fromQueueArn(this, 'Source', this.formatArn({ service: 'sqs', resource: queueName })),
        ],
      },
      ...closed,
    });
    this.queue = new Queue(this, 'Queue', {
      queueName,
      // A message that is being landed stays hidden until the function has surely ended.
      visibilityTimeout: Duration.minutes(6 * landing.timeoutMinutes),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 5 },
      ...closed,
    });
    new Rule(this, 'Dropped', {
      description: 'A file was dropped into the inbox.',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [inbox.bucketName] } },
      },
      targets: [new SqsQueue(this.queue)],
    });

    this.function = handlerFunction(this, 'Land', {
      environment,
      handler: 'land',
      bundles,
      description: 'Lands one extract, or one part of a large one.',
      key: studentKey,
      memoryMb: landing.memoryMb,
      diskMb: landing.diskMb,
      timeout,
      variables: {
        INBOX_BUCKET: inbox.bucketName,
        STORE_BUCKET: store.bucketName,
        LANDING_QUEUE_URL: this.queue.queueUrl,
      },
    });
    this.#allowLanding(storage);
    this.function.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 1,
        maxConcurrency: landing.concurrency,
        reportBatchItemFailures: true,
      }),
    );
    this.#dropPolicy(storage, prefix);
    new CfnOutput(this, 'LandingQueueUrl', { value: this.queue.queueUrl });
  }

  #allowLanding({ inbox, store, studentKey }: StorageStack): void {
    const allow = (sid: string, actions: string[], resources: string[]) =>
      this.function.addToRolePolicy(new PolicyStatement({ sid, actions, resources }));
    // With the tags of an object, which S3 copies with it.
    allow(
      'ReadInbox',
      ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'],
      [inbox.arnForObjects('*')],
    );
    allow('KeepTags', ['s3:PutObjectTagging'], [store.arnForObjects('raw/*')]);
    // Without it S3 says that a file is forbidden where it should say that there is none.
    allow('ListInboxAndStore', ['s3:ListBucket'], [inbox.bucketArn, store.bucketArn]);
    allow(
      'WriteWhatLanded',
      ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
      ['raw', 'landed', 'quarantine', 'receipts', 'working/landing'].map((folder) =>
        store.arnForObjects(`${folder}/*`),
      ),
    );
    // Objects of an attempt that came to nothing; originals, quarantine and receipts stay.
    allow(
      'ClearUnfinished',
      ['s3:DeleteObject'],
      ['landed', 'working/landing'].map((folder) => store.arnForObjects(`${folder}/*`)),
    );
    allow('LandFurtherParts', ['sqs:SendMessage'], [this.queue.queueArn]);
    this.function.addToRolePolicy(
      new PolicyStatement({
        sid: 'UseStudentKey',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [studentKey.keyArn],
      }),
    );
  }

  /** For the role under which the district's systems drop their extracts: attach it there. */
  #dropPolicy({ inbox, studentKey }: StorageStack, prefix: string): void {
    const policy = new ManagedPolicy(this, 'DropExtracts', {
      managedPolicyName: `${prefix}-drop-extracts`,
      description: 'Drops extracts into the inbox, and reads nothing.',
      statements: [
        new PolicyStatement({
          actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
          resources: [inbox.arnForObjects('*')],
        }),
        // Decrypt as well: S3 needs it to put the parts of a large file together.
        new PolicyStatement({
          actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
          resources: [studentKey.keyArn],
        }),
      ],
    });
    new CfnOutput(this, 'DropExtractsPolicy', { value: policy.managedPolicyArn });
  }
}
