import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { namesOf } from './names.ts';

export interface DataKeyProps {
  /** What it encrypts, in words. */
  readonly description: string;
  readonly alias: string;
  /** Of the names of the environment's log groups and workgroups. */
  readonly prefix: string;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A key of ours that rotates, with what CloudWatch Logs and Athena need to use it for this environment's log groups
 * and workgroups. Roles get their use of it in their own policies.
 */
export function dataKey(scope: Construct, id: string, props: DataKeyProps): Key {
  const stack = Stack.of(scope);
  const { description, alias, prefix, removalPolicy } = props;
  const key = new Key(scope, id, {
    description,
    alias,
    enableKeyRotation: true,
    removalPolicy,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LogGroupsOfThisEnvironment',
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `${namesOf(prefix).logs}/*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
  const workgroups = stack.formatArn({
    service: 'athena',
    resource: 'workgroup',
    resourceName: `${prefix}-*`,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'QueryResultsOfThisEnvironment',
      principals: [new ServicePrincipal('encryption.athena.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:athena:arn': workgroups, 'aws:SourceArn': workgroups },
        StringEquals: { 'aws:SourceAccount': stack.account },
      },
    }),
  );
  return key;
}
