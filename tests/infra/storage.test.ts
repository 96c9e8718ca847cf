import type { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../infra/environment.ts';
import { propertiesOf, readable, resourcesOf, synthesised } from './synthesised.ts';

const tower = await synthesised('dev');
const resources = resourcesOf(tower.storage);
const BUCKETS = ['AccessLogs', 'Inbox', 'Store', 'Curated'];
const DATA_BUCKETS = ['Inbox', 'Store', 'Curated'];

/** What the policy of a bucket denies to everyone: `action unless condition`. */
function denials(bucket: string): string[] {
  const { Statement } = propertiesOf(resources, `${bucket}Policy`).PolicyDocument as { Statement: Denial[] };
  return Statement.filter(({ Effect }) => Effect === 'Deny').map(
    ({ Action, Condition }) =>
      `${Action} if ${Object.entries(Condition)
        .map(
          ([test, keys]) =>
            `${test} ${Object.entries(keys).map(([key, value]) => `${key} ${readable(value)}`)}`,
        )
        .join()}`,
  );
}

interface Denial {
  readonly Effect: string;
  readonly Action: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function deletionPolicies(stack: Stack, types: readonly string[]): string[] {
  const found = Object.values(resourcesOf(stack)).filter(({ Type }) => types.includes(Type));
  return [...new Set(found.map(({ DeletionPolicy }) => String(DeletionPolicy)))];
}

describe('every bucket', () => {
  it('is one of four', () => {
    const names = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::S3::Bucket');
    expect(names.map(([name]) => name)).toEqual(BUCKETS);
  });

  it.each(BUCKETS)('keeps versions, and cannot be made public: %s', (bucket) => {
    expect(propertiesOf(resources, bucket)).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it.each(BUCKETS)('refuses what comes without TLS 1.2: %s', (bucket) => {
    expect(denials(bucket)).toEqual(
      expect.arrayContaining([
        's3:* if Bool aws:SecureTransport false',
        's3:* if NumericLessThan s3:TlsVersion 1.2',
      ]),
    );
  });

  it.each(BUCKETS)('lets go of unfinished uploads and of old versions: %s', (bucket) => {
    const { Rules } = propertiesOf(resources, bucket).LifecycleConfiguration as { Rules: object[] };
    expect(Rules).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        }),
      ]),
    );
  });
});

describe('a bucket of data', () => {
  it.each([
    ['Inbox', 'StudentKey'],
    ['Store', 'StudentKey'],
    ['Curated', 'CuratedKey'],
  ])('%s is encrypted by %s, and takes no object encrypted otherwise', (bucket, key) => {
    const encryption = propertiesOf(resources, bucket).BucketEncryption as {
      ServerSideEncryptionConfiguration: {
        ServerSideEncryptionByDefault: object;
        BucketKeyEnabled: boolean;
      }[];
    };
    const [rule] = encryption.ServerSideEncryptionConfiguration;
    expect(readable(Object.values(rule?.ServerSideEncryptionByDefault ?? {}))).toBe(`{${key}.Arn}, aws:kms`);
    expect(rule?.BucketKeyEnabled).toBe(true);
    expect(denials(bucket)).toEqual(
      expect.arrayContaining([
        's3:PutObject if StringNotEqualsIfExists s3:x-amz-server-side-encryption aws:kms',
        `s3:PutObject if StringNotEqualsIfExists s3:x-amz-server-side-encryption-aws-kms-key-id {${key}.Arn}`,
      ]),
    );
  });

  it.each(DATA_BUCKETS)('says who accessed it: %s', (bucket) => {
    const { DestinationBucketName, LogFilePrefix } = propertiesOf(resources, bucket)
      .LoggingConfiguration as Record<string, object>;
    expect(readable(DestinationBucketName)).toBe('{AccessLogs}');
    expect(LogFilePrefix).toBe(`${bucket.toLowerCase()}/`);
  });

  it('tells EventBridge of new objects, without a function for that', () => {
    const announcing = DATA_BUCKETS.filter(
      (bucket) => 'NotificationConfiguration' in propertiesOf(resources, bucket),
    );
    expect(announcing).toEqual(['Inbox', 'Store']);
    expect(Object.values(resources).map(({ Type }) => Type)).not.toContain('AWS::Lambda::Function');
  });

  it('expires in the store only what can be made again, and no file of a table', () => {
    const { Rules } = propertiesOf(resources, 'Store').LifecycleConfiguration as {
      Rules: { Prefix?: string; ExpirationInDays?: number }[];
    };
    expect(Rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined)).toEqual([
      { Prefix: 'working/landing/', ExpirationInDays: 7, Status: 'Enabled' },
      { Prefix: 'working/lines/', ExpirationInDays: 7, Status: 'Enabled' },
      { Prefix: 'runs/', ExpirationInDays: 30, Status: 'Enabled' },
    ]);
    const { Rules: curated } = propertiesOf(resources, 'Curated').LifecycleConfiguration as {
      Rules: object[];
    };
    expect(curated.some((rule) => 'ExpirationInDays' in rule)).toBe(false);
  });
});

describe('a key', () => {
  it.each(['StudentKey', 'CuratedKey'])('rotates: %s', (key) => {
    expect(propertiesOf(resources, key).EnableKeyRotation).toBe(true);
  });

  it.each([
    ['StudentKey', ['encryption.athena', 'logs.us-east-1', 'events', 'delivery.logs']],
    ['CuratedKey', ['encryption.athena', 'logs.us-east-1']],
  ])('%s is used by the account and by services that encrypt for it', (key, services) => {
    const { Statement } = propertiesOf(resources, key).KeyPolicy as {
      Statement: { Principal: Record<string, unknown> }[];
    };
    const principals = Statement.flatMap(({ Principal }) => Object.values(Principal).map(readable));
    expect(principals.sort()).toEqual(
      ['arn:aws:iam::{account}:root', ...services.map((service) => `${service}.amazonaws.com`)].sort(),
    );
  });
});

describe('data', () => {
  const types = ['AWS::S3::Bucket', 'AWS::KMS::Key'];

  it.each([
    ['neither the environment nor the command', 'production', false, ['Retain']],
    ['the environment alone', 'dev', false, ['Retain']],
    ['the command alone', 'production', true, ['Retain']],
    ['both the environment and the command', 'dev', true, ['Delete']],
  ])('is destroyed with the stack as %s say so', async (_, environment, mayDestroyData, policies) => {
    const { storage } = await synthesised(environment, { mayDestroyData });
    expect(deletionPolicies(storage, types)).toEqual(policies);
  });

  it('of production cannot be torn down by a slip', async () => {
    const production = await synthesised('production');
    for (const stack of Object.values(production))
      expect(stack.terminationProtection, stack.stackName).toBe(true);
    expect(tower.storage.terminationProtection).toBe(false);
  });
});

it('every name begins with that of its environment', async () => {
  const environment = await readEnvironment('dev');
  const { landing } = await synthesised({ ...environment, prefix: 'tower-east', account: '111122223333' });
  expect(landing.stackName).toBe('tower-east-landing');
  expect(landing.account).toBe('111122223333');
  expect(resourcesOf(landing).Land?.Properties.FunctionName).toBe('tower-east-land');
});
