import type { SQSEvent } from 'aws-lambda';

export interface DroppedObject {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
  readonly bytes: number;
  /** Minutes after eight. */
  readonly minute: number;
  readonly sequencer?: string;
}

/** "Object Created" as EventBridge writes it. */
export function objectCreated({ bucket, key, version, bytes, minute, sequencer }: DroppedObject): string {
  return JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111122223333',
    time: `2025-09-01T08:${String(minute).padStart(2, '0')}:00Z`,
    region: 'us-east-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: {
        key,
        size: bytes,
        etag: 'b1946ac92492d2347c6235b4d2611184',
        'version-id': version,
        sequencer: sequencer ?? `00617F08299329D18${minute}`,
      },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '123456789012',
      'source-ip-address': '1.2.3.4',
      reason: 'PutObject',
    },
  });
}

/** What Lambda gets from the queue. */
export function eventOf(bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, at) => ({
      messageId: `message-${at + 1}`,
      receiptHandle: 'handle',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1545082649183',
        SenderId: 'sender',
        ApproximateFirstReceiveTimestamp: '1545082649185',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:landing',
      awsRegion: 'us-east-1',
    })),
  };
}
