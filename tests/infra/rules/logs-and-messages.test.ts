import { expect, it } from 'vitest';
import { findingsIn } from './findings.ts';

it.each([
  ['AWS::Logs::LogGroup', { RetentionInDays: 90 }, []],
  ['AWS::Logs::LogGroup', {}, ['LogRetention[RetentionInDays]']],
  ['AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: 'Logs' } } }, []],
  ['AWS::Lambda::Function', {}, ['FunctionLogGroup[LoggingConfig]']],
  ['AWS::Lambda::Function', { LoggingConfig: {} }, ['FunctionLogGroup[LoggingConfig]']],
  ['AWS::SQS::Queue', { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } }, []],
  ['AWS::SQS::Queue', {}, ['EncryptedQueue[KmsMasterKeyId]']],
  ['AWS::SQS::Queue', { KmsMasterKeyId: 'alias/aws/sqs' }, ['EncryptedQueue[KmsMasterKeyId]']],
  ['AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } }, []],
  ['AWS::SNS::Topic', {}, ['EncryptedTopic[KmsMasterKeyId]']],
])('%s with %j has the findings %j', (type, properties, findings) => {
  expect(findingsIn(type, properties)).toEqual(findings);
});
