import { expect, it } from 'vitest';
import { findingsIn } from './findings.ts';

const kept = {
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: true,
  BytesScannedCutoffPerQuery: 1_000_000_000,
  ManagedQueryResultsConfiguration: { Enabled: true, EncryptionConfiguration: { KmsKey: { Ref: 'Key' } } },
};

function findingsOf(configuration: object | undefined): string[] {
  return findingsIn('AWS::Athena::WorkGroup', { Name: 'reader', WorkGroupConfiguration: configuration });
}

it('a workgroup that enforces, caps, measures and encrypts keeps the rule', () => {
  expect(findingsOf(kept)).toEqual([]);
});

it.each([
  ['lets clients choose', { EnforceWorkGroupConfiguration: false }, 'EnforceWorkGroupConfiguration'],
  ['is not measured', { PublishCloudWatchMetricsEnabled: false }, 'PublishCloudWatchMetricsEnabled'],
  ['has no cap', { BytesScannedCutoffPerQuery: undefined }, 'BytesScannedCutoffPerQuery'],
  ['has a cap that Athena refuses', { BytesScannedCutoffPerQuery: 1 }, 'BytesScannedCutoffPerQuery'],
  [
    'keeps results in a bucket',
    { ManagedQueryResultsConfiguration: undefined },
    'ManagedQueryResultsConfiguration',
  ],
  [
    'encrypts results with a key of AWS',
    { ManagedQueryResultsConfiguration: { Enabled: true } },
    'ManagedQueryResultsConfiguration.EncryptionConfiguration',
  ],
])('a workgroup that %s breaks the rule', (_, change, finding) => {
  expect(findingsOf({ ...kept, ...change })).toEqual([`BoundedWorkgroup[${finding}]`]);
});

it('a workgroup without any configuration breaks every part of the rule', () => {
  expect(findingsOf(undefined)).toHaveLength(4);
});
