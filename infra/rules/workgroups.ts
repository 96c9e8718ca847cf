import { z } from 'zod';
import { issuesOf } from './issues.ts';
import type { Rule } from './resource.ts';

const MEGABYTE = 1_000_000;

const bounded = z.object({
  EnforceWorkGroupConfiguration: z.literal(true),
  PublishCloudWatchMetricsEnabled: z.literal(true),
  BytesScannedCutoffPerQuery: z.number().min(10 * MEGABYTE),
  ManagedQueryResultsConfiguration: z.object({
    Enabled: z.literal(true),
    EncryptionConfiguration: z.object({ KmsKey: z.unknown().refine((key) => key !== undefined) }),
  }),
});

export const BOUNDED_WORKGROUP: Rule = {
  name: 'BoundedWorkgroup',
  says: 'The workgroup enforces its settings, caps what a query scans, is measured, and keeps results in managed storage under a key of ours.',
  why: 'Lake Formation does not govern result files in a bucket, and a client may otherwise choose where results go.',
  findings: ({ type, properties }) =>
    type === 'AWS::Athena::WorkGroup' ? issuesOf(bounded, properties.WorkGroupConfiguration) : [],
};
