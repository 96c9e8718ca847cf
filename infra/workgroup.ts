import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface WorkgroupProps {
  readonly name: string;
  /** Whose queries run here, in words. */
  readonly description: string;
  /** Encrypts the results. */
  readonly key: IKey;
  /** A query that reads more is stopped. */
  readonly bytesPerQuery: number;
}

/** A workgroup whose settings no client can override, with results that Athena keeps for a day, encrypted by our key. */
export function workgroup(
  scope: Construct,
  id: string,
  { name, description, key, bytesPerQuery }: WorkgroupProps,
): CfnWorkGroup {
  return new CfnWorkGroup(scope, id, {
    name,
    description,
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      requesterPaysEnabled: false,
      bytesScannedCutoffPerQuery: bytesPerQuery,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      managedQueryResultsConfiguration: {
        enabled: true,
        encryptionConfiguration: { kmsKey: key.keyArn },
      },
    },
  });
}
