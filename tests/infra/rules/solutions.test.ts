import { App, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { expect, it } from 'vitest';
import { Solutions } from '../../../infra/rules/solutions.ts';

/** What IAM5 finds in a policy that reads these. */
function foundIn(resources: (bucket: Bucket) => string[], actions = ['s3:GetObject']): string[] {
  const app = new App();
  const bucket = new Bucket(new Stack(app, 'storage'), 'Bucket');
  const stack = new Stack(app, 'reading');
  const statements = [new PolicyStatement({ actions, resources: resources(bucket) })];
  new ManagedPolicy(stack, 'Policy', { statements });
  app.synth();
  const { violations } = new Solutions().validateScope(stack);
  return violations.map(({ ruleName }) => ruleName).filter((name) => name.includes('IAM5'));
}

it.each([
  ['the objects of a bucket of another stack', (bucket: Bucket) => [bucket.arnForObjects('*')]],
  ['the objects of a folder', (bucket: Bucket) => [bucket.arnForObjects('working/landing/*')]],
  ['the tables of a database', () => ['arn:aws:glue:us-east-1:000000000000:table/tower_curated/*']],
])('a policy over %s is as narrow as can be', (_, resources) => {
  expect(foundIn(resources)).toEqual([]);
});

it.each([
  ['everything', () => ['*'], 'Resource::*'],
  ['every bucket', () => ['arn:aws:s3:::*'], 'Resource::arn:aws:s3:::*'],
  [
    'every table of databases that begin alike',
    () => ['arn:aws:glue:us-east-1:000000000000:table/tower_*'],
    'Resource::arn:aws:glue:us-east-1:000000000000:table/tower_*',
  ],
])('a policy over %s is found', (_, resources, finding) => {
  expect(foundIn(resources)).toEqual([`AwsSolutions-IAM5[${finding}]`]);
});

it('a wildcard among actions is found, whatever it is allowed on', () => {
  expect(foundIn((bucket) => [bucket.arnForObjects('*')], ['s3:*'])).toEqual([
    'AwsSolutions-IAM5[Action::s3:*]',
  ]);
});
