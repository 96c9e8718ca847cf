import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Handler } from 'aws-lambda';
import { endOf } from './ending.ts';
import { storeOf } from './on-athena.ts';

const logger = new Logger();
const metrics = new Metrics();

const METRICS = {
  published: 'RefreshPublished',
  refused: 'RefreshRefused',
  failed: 'RefreshFailed',
  unchanged: 'RefreshUnchanged',
} as const;

/** Ends a run and tells what came of it: the log names the model and the rule, the metric raises the alarm. */
export const handler: Handler<unknown, { readonly round: number; readonly outcome: string }> = async (
  event,
) => {
  const { round, end, isNews } = await endOf(event, await storeOf(process.env), () => new Date());
  if (isNews) {
    const isWell = end.outcome === 'published' || end.outcome === 'unchanged';
    logger[isWell ? 'info' : 'error'](`refresh ${end.outcome}`, { model: end.model, rule: end.rule });
    metrics.addMetric(METRICS[end.outcome], MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  }
  return { round, outcome: end.outcome };
};
