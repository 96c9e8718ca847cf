import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSHandler, SQSRecord } from 'aws-lambda';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { openS3Client, s3Store } from '../stores/s3.ts';
import { S3Error } from '../stores/s3-error.ts';
import { messageOf, UnknownMessage } from './drops.ts';
import type { Landing } from './land.ts';
import { landedKey, refusedKey } from './live.ts';
import { perform } from './perform.ts';
import { InboxError, s3Inbox } from './s3-inbox.ts';
import { send } from './sqs-queue.ts';

const DEFAULT_PIECE_MB = 1024;

const logger = new Logger();
const metrics = new Metrics({ namespace: 'ControlTower' });
const processor = new BatchProcessor(EventType.SQS);
const s3 = openS3Client();
const sqs = new SQSClient({});
const feeds = await readFeeds();

/** Lands what the messages of landing's queue ask for. Files that are rejected or held back are no failures. */
export const handler: SQSHandler = async (event, context) => {
  logger.addContext(context);
  return await processPartialResponse(event, landRecord, processor, { context, processInParallel: false });
};

async function landRecord({ body }: SQSRecord): Promise<void> {
  const workFolder = await mkdtemp(join(tmpdir(), 'landing-'));
  try {
    const message = messageOf(body);
    if (!message) return logger.info('no extract, nothing to land');
    const storeBucket = variable('STORE_BUCKET');
    const step = await perform(message, {
      store: s3Store({ client: s3, bucket: storeBucket, workFolder }),
      inbox: s3Inbox({ client: s3, storeBucket }),
      feeds,
      workFolder,
      clock: () => new Date(),
      pieceBytes: Number(process.env.PIECE_MB ?? DEFAULT_PIECE_MB) * 2 ** 20,
    });
    await send(sqs, variable('LANDING_QUEUE_URL'), step.messages);
    report(message.kind, step.landing, step.messages.length);
  } catch (error) {
    const reason = told(error);
    logger.error('landing failed', { reason });
    // Not the error itself: it may quote the name of an object.
    throw new Error(reason);
  } finally {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Neither the file's name nor why it was refused: both may say anything. The receipt, which is named, has them. */
function report(kind: string, landing: Landing | undefined, messages: number): void {
  if (!landing) {
    logger.info('step done', { kind, messages });
    return;
  }
  const { outcome, receipt } = landing;
  const { feed, durationMs } = receipt;
  if (receipt.outcome !== 'landed') {
    metrics.addMetric(outcome === 'held' ? 'FilesHeld' : 'FilesRejected', MetricUnit.Count, 1);
    logger.warn(outcome, { kind, feed, durationMs, receipt: refusedKey(receipt.file) });
    return;
  }
  const { landingId, records, landed, quarantined } = receipt;
  if (outcome === 'landed') {
    metrics.addMetric('RecordsLanded', MetricUnit.Count, landed);
    metrics.addMetric('RecordsQuarantined', MetricUnit.Count, quarantined);
  }
  const account = { records, landed, quarantined, durationMs, messages };
  logger.info(outcome, { kind, feed, landingId, ...account, receipt: landedKey(feed, landingId) });
}

/** What may be told of an error: all of our own, of others only what kind it is. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const isOwn = [S3Error, InboxError, UnknownMessage].some((kind) => error instanceof kind);
  return isOwn
    ? `${error.name}: ${error.message}`
    : `${error.name}: ${error.message.split(/[:(\n"']/, 1)[0]}`;
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
