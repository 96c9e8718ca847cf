import type { Resource, Rule } from './resource.ts';

const WHY = 'The key of AWS itself cannot be used across services, and nobody here decides who may decrypt.';

export const ENCRYPTED_QUEUE: Rule = {
  name: 'EncryptedQueue',
  says: 'A queue is encrypted with a key of this app.',
  why: WHY,
  findings: (resource) => (resource.type === 'AWS::SQS::Queue' ? ownKey(resource) : []),
};

export const ENCRYPTED_TOPIC: Rule = {
  name: 'EncryptedTopic',
  says: 'A topic is encrypted with a key of this app.',
  why: WHY,
  findings: (resource) => (resource.type === 'AWS::SNS::Topic' ? ownKey(resource) : []),
};

function ownKey({ properties }: Resource): string[] {
  const key = properties.KmsMasterKeyId;
  const isAwsOwn = typeof key === 'string' && key.startsWith('alias/aws/');
  return key === undefined || isAwsOwn ? ['KmsMasterKeyId'] : [];
}
