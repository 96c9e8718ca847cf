import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Message } from './drops.ts';

// SQS takes no more at once.
const MOST_AT_ONCE = 10;

/** Puts messages into landing's queue. */
export async function send(client: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  for (let from = 0; from < messages.length; from += MOST_AT_ONCE) {
    const Entries = messages
      .slice(from, from + MOST_AT_ONCE)
      .map((message, at) => ({ Id: String(at), MessageBody: JSON.stringify(message) }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const [first] = Failed;
    if (first)
      throw new Error(`the queue took ${Failed.length} of ${Entries.length} messages not: ${first.Code}`);
  }
}
