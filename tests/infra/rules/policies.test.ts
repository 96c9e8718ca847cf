import { App, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { expect, it } from 'vitest';
import { findingsIn, findingsOf } from './findings.ts';

const key = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
const partition = {
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':athena:us-east-1:1:workgroup/*']],
};

function policy(statement: object): object {
  return { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', ...statement }] } };
}

it.each([
  ['a bucket', key],
  ['the objects of a bucket', { 'Fn::Join': ['', [key, '/landed/*']] }],
  ['the objects of a bucket by its name', 'arn:aws:s3:::store/landed/*'],
  ['the tables of a database', 'arn:aws:glue:us-east-1:1:table/curated/*'],
  ['the lines of a log group', 'arn:aws:logs:us-east-1:1:log-group:/aws/lambda/land:*'],
])('a policy over %s names its resource', (_, resource) => {
  expect(findingsIn('AWS::IAM::Policy', policy({ Resource: resource }))).toEqual([]);
});

it.each([
  ['everything', '*'],
  ['every bucket', 'arn:aws:s3:::*'],
  ['every workgroup', partition],
  ['every bucket of any partition', { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::*` }],
  ['every table', ['arn:aws:glue:us-east-1:1:catalog', 'arn:aws:glue:us-east-1:1:table/*']],
])('a policy over %s names none', (_, resource) => {
  expect(findingsIn('AWS::IAM::Policy', policy({ Resource: resource }))).toEqual([
    'NamedResource[Action::s3:GetObject]',
  ]);
});

it('a policy written inside a role is held to the same', () => {
  const role = { Policies: [{ PolicyName: 'inline', ...policy({ Resource: '*' }) }] };
  expect(findingsIn('AWS::IAM::Role', role)).toEqual(['NamedResource[Action::s3:GetObject]']);
});

it('what is denied everywhere breaks nothing', () => {
  expect(
    findingsIn('AWS::S3::BucketPolicy', policy({ Effect: 'Deny', Principal: { AWS: '*' }, Resource: key })),
  ).toEqual([]);
});

it.each(['*', { AWS: '*' }, { AWS: ['arn:aws:iam::1:root', '*'] }])(
  'principal %j is everyone',
  (principal) => {
    expect(findingsIn('AWS::S3::BucketPolicy', policy({ Principal: principal, Resource: key }))).toEqual([
      'NamedPrincipal[Principal::*]',
    ]);
  },
);

it('a role that everyone may assume is found by its trust', () => {
  const trust = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }] };
  expect(findingsIn('AWS::IAM::Role', { AssumeRolePolicyDocument: trust })).toEqual([
    'NamedPrincipal[Principal::*]',
  ]);
});

it('the policy of a key means the key itself', () => {
  const document = {
    Statement: [{ Effect: 'Allow', Action: 'kms:*', Principal: { AWS: 'arn' }, Resource: '*' }],
  };
  expect(findingsIn('AWS::KMS::Key', { KeyPolicy: document, ...policy({ Resource: '*' }) })).toEqual([]);
});

it('an acknowledgement covers the action that it names and no other', () => {
  const stack = new Stack(new App(), 'Stack');
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const actions = ['lakeformation:GetDataAccess', 's3:ListAllMyBuckets'];
  role.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
  const id = 'ControlTower-NamedResource[Action::lakeformation:GetDataAccess]';
  Validations.of(role).acknowledge({ id, reason: 'the action knows no resource' });
  expect(findingsOf(stack)).toEqual(['NamedResource[Action::s3:ListAllMyBuckets]']);
});
