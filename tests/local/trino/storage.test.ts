import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { fileProperties, locationOf } from '../../../local/trino/storage.ts';

test('a folder is the root of local:///', () => {
  expect(locationOf({ folder: 'workspace' })).toBe('local:///');
  expect(fileProperties({ folder: 'workspace' })).toEqual({
    'fs.native-local.enabled': 'true',
    'local.location': resolve('workspace'),
  });
});

test('a place in S3 ends in one slash, however it was written', () => {
  for (const location of ['s3://bucket', 's3://bucket/', 's3://bucket//'])
    expect(locationOf({ s3: { location, region: 'us-east-1' } })).toBe('s3://bucket/');
  expect(locationOf({ s3: { location: 's3://bucket/prefix', region: 'us-east-1' } })).toBe(
    's3://bucket/prefix/',
  );
});

test('on AWS the credentials are left to the environment', () => {
  expect(fileProperties({ s3: { location: 's3://bucket', region: 'us-east-2' } })).toEqual({
    'fs.native-s3.enabled': 'true',
    's3.region': 'us-east-2',
  });
});

test('a server that is not AWS’s own is asked with the bucket in the path', () => {
  expect(
    fileProperties({
      s3: {
        location: 's3://bucket',
        region: 'us-east-1',
        endpoint: 'http://127.0.0.1:7070',
        credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
      },
    }),
  ).toEqual({
    'fs.native-s3.enabled': 'true',
    's3.region': 'us-east-1',
    's3.endpoint': 'http://127.0.0.1:7070',
    's3.path-style-access': 'true',
    's3.aws-access-key': 'key',
    's3.aws-secret-key': 'secret',
  });
});
