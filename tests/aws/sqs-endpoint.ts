import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface SqsEndpoint {
  readonly queueUrl: string;
  /** What makes the SDK send here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Bodies of the messages that were sent and not taken yet, in order. */
  readonly sent: string[];
  stop(): Promise<void>;
}

interface Batch {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

/** Speaks as much of SQS as it takes to send messages, on the loopback address. */
export async function startSqs(): Promise<SqsEndpoint> {
  const sent: string[] = [];
  const server = createServer(async (request, response) => {
    const action = request.headers['x-amz-target'];
    const { Entries } = (await json(request)) as Batch;
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    if (action !== 'AmazonSQS.SendMessageBatch' || Entries.length > 10) {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: 'com.amazonaws.sqs#TooManyEntriesInBatchRequest' }));
      return;
    }
    const Successful = Entries.map(({ Id, MessageBody }) => {
      sent.push(MessageBody);
      return { Id, MessageId: Id, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
    });
    response.end(JSON.stringify({ Successful, Failed: [] }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    queueUrl: `${endpoint}/000000000000/landing`,
    environment: { AWS_ENDPOINT_URL_SQS: endpoint },
    sent,
    stop: () =>
      new Promise((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}
