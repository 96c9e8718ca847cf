import { expect, it } from 'vitest';
import { readEnvironment } from '../../infra/environment.ts';
import { reachOf, resourcesOf, synthesised } from './synthesised.ts';

const GATEKEEPER = 'arn:aws:iam::000000000000:role/privacy-officer';
const dev = await readEnvironment('dev');
const tower = await synthesised({ ...dev, eraser: { kind: 'role', arn: GATEKEEPER } });

it('without someone who may take it on there is no role that erases', async () => {
  const { refresh } = await synthesised('dev');
  expect(JSON.stringify(resourcesOf(refresh))).not.toContain('eraser');
});

it('the role that erases is taken on by whom the environment names, and by nobody else', () => {
  expect(resourcesOf(tower.refresh).EraserRole?.Properties.AssumeRolePolicyDocument).toMatchObject({
    Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: GATEKEEPER } }],
  });
});

it('it reaches every version of every object, and no key but those of the data', () => {
  const reach = reachOf(resourcesOf(tower.refresh), 'EraserRole');
  expect(reach).toEqual(
    expect.arrayContaining([
      's3:AbortMultipartUpload s3:DeleteObject s3:DeleteObjectVersion s3:GetObject s3:GetObjectVersion s3:PutObject on {Curated.Arn}/* {Inbox.Arn}/* {Store.Arn}/*',
      's3:ListBucket s3:ListBucketMultipartUploads s3:ListBucketVersions on {Curated.Arn} {Inbox.Arn} {Store.Arn}',
    ]),
  );
  const keys = reach.filter((line) => line.startsWith('kms:')).map((line) => line.split(' on ')[1]);
  expect([...new Set(keys)].toSorted()).toEqual(['{CuratedKey.Arn}', '{StudentKey.Arn}']);
});
