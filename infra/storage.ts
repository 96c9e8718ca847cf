import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Environment } from './environment.ts';
import { dataKey } from './keys.ts';
import { acknowledge } from './rules/acknowledge.ts';

export interface StorageProps extends StackProps {
  readonly environment: Environment;
  /**
   * The second of two switches: data is destroyed with the stack only where the environment's file says so too.
   * @default false: data outlives the stack.
   */
  readonly mayDestroyData?: boolean;
}

/** Where data lies: one bucket for each kind, and one key for each sensitivity. */
export class StorageStack extends Stack {
  /** Where the district drops extracts. */
  readonly inbox: Bucket;
  /** Originals, landed and quarantined rows, receipts, runs, working files: rows of students. */
  readonly store: Bucket;
  /** The Iceberg tables that readers see. */
  readonly curated: Bucket;
  readonly accessLogs: Bucket;
  /** Encrypts whatever may hold rows of students; no reader may use it. */
  readonly studentKey: Key;
  /** Encrypts what readers see. */
  readonly curatedKey: Key;
  readonly #destroys: boolean;

  constructor(scope: Construct, id: string, { environment, mayDestroyData = false, ...props }: StorageProps) {
    super(scope, id, props);
    const { prefix, retention } = environment;
    this.#destroys = environment.destroyData && mayDestroyData;
    const removalPolicy = this.#removalPolicy();

    this.studentKey = dataKey(this, 'StudentKey', {
      description: `${prefix}: extracts, rows of students, and what is logged while they are processed`,
      alias: `${prefix}/student`,
      prefix,
      removalPolicy,
    });
    this.curatedKey = dataKey(this, 'CuratedKey', {
      description: `${prefix}: curated tables and the results of the readers' queries`,
      alias: `${prefix}/curated`,
      prefix,
      removalPolicy,
    });

    this.accessLogs = new Bucket(this, 'AccessLogs', {
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        { expiration: Duration.days(retention.accessLogDays) },
        ...this.#leftovers(environment),
      ],
      ...this.#closed(),
    });
    acknowledge(this.accessLogs, {
      'NIST.800.53.R5-S3DefaultEncryptionKMS':
        'S3 delivers access logs to no bucket that a key of ours encrypts.',
    });
    this.inbox = this.#dataBucket('Inbox', this.studentKey, [
      { expiration: Duration.days(retention.inboxDays) },
      ...this.#leftovers(environment),
    ]);
    this.store = this.#dataBucket('Store', this.studentKey, [
      // Only what passes from step to step: beside it lie tables, whose files Athena keeps account of.
      ...['working/landing/', 'working/lines/'].map((prefix) => ({
        prefix,
        expiration: Duration.days(retention.workingDays),
      })),
      { prefix: 'runs/', expiration: Duration.days(retention.logDays) },
      ...this.#leftovers(environment),
    ]);
    this.curated = this.#dataBucket('Curated', this.curatedKey, this.#leftovers(environment));
    for (const bucket of [this.inbox, this.store]) announceObjects(bucket);
    acknowledge(this, {
      'NIST.800.53.R5-S3BucketReplicationEnabled':
        'Versions protect against loss by mistake; a second region would hold rows of students a second time.',
    });

    new CfnOutput(this, 'InboxBucket', { value: this.inbox.bucketName });
    new CfnOutput(this, 'StoreBucket', { value: this.store.bucketName });
    new CfnOutput(this, 'CuratedBucket', { value: this.curated.bucketName });
  }

  #dataBucket(id: string, key: Key, lifecycleRules: LifecycleRule[]): Bucket {
    const bucket = new Bucket(this, id, {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: this.accessLogs as IBucket,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules,
      ...this.#closed(),
    });
    denyOtherKeys(bucket, key);
    return bucket;
  }

  /** What every bucket has in common. */
  #closed() {
    return {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: this.#removalPolicy(),
      autoDeleteObjects: this.#destroys,
    };
  }

  #removalPolicy(): RemovalPolicy {
    return this.#destroys ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  }

  #leftovers({ retention }: Environment): LifecycleRule[] {
    return [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(7),
        noncurrentVersionExpiration: Duration.days(retention.oldVersionDays),
      },
      { expiredObjectDeleteMarker: true },
    ];
  }
}

/** Tells EventBridge of each object, without the function that the construct's own option would add for it. */
function announceObjects(bucket: Bucket): void {
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
}

/** An upload that asks for another encryption than the bucket's is refused; one that asks for none gets the bucket's. */
function denyOtherKeys(bucket: Bucket, key: Key): void {
  const refuse = (sid: string, header: string, value: string) =>
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('*')],
        conditions: { StringNotEqualsIfExists: { [header]: value } },
      }),
    );
  refuse('DenyOtherEncryption', 's3:x-amz-server-side-encryption', 'aws:kms');
  refuse('DenyOtherKey', 's3:x-amz-server-side-encryption-aws-kms-key-id', key.keyArn);
}
