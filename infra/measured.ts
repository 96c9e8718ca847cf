import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Environment } from './environment.ts';
import type { LandingStack } from './landing.ts';
import { namesOf } from './names.ts';
import type { RefreshStack } from './refresh.ts';

/** What is measured, by the names that alarms and dashboard share. */
export type Measured = ReturnType<typeof measured>;

export interface MeasuredProps {
  readonly environment: Environment;
  readonly landing: LandingStack;
  readonly refresh: RefreshStack;
  readonly functions: readonly LambdaFunction[];
}

const HOUR = Duration.hours(1);
const QUARTER = Duration.minutes(15);

/** The measures of one environment: those of AWS, and those that its functions count. */
export function measured({ environment, landing, refresh, functions }: MeasuredProps) {
  const { prefix } = environment;
  const names = namesOf(prefix);
  const counted = (metricName: string, handler: string) =>
    new Metric({
      namespace: 'ControlTower',
      metricName,
      dimensionsMap: { service: `${prefix}-${handler}` },
      statistic: Stats.SUM,
      period: HOUR,
      label: metricName,
    });
  const landed = counted('RecordsLanded', 'land');
  const quarantined = counted('RecordsQuarantined', 'land');
  const rejected = counted('FilesRejected', 'land');
  const held = counted('FilesHeld', 'land');
  const executions = { statistic: Stats.SUM, period: QUARTER };

  return {
    landing: {
      landed,
      quarantined,
      rejected,
      held,
      waitingForSomeone: sum('Files rejected or held', QUARTER, [
        rejected.with({ period: QUARTER }),
        held.with({ period: QUARTER }),
      ]),
      quarantineShare: new MathExpression({
        expression:
          'IF(FILL(landed, 0) + FILL(quarantined, 0) > 0, 100 * FILL(quarantined, 0) / (FILL(landed, 0) + FILL(quarantined, 0)), 0)',
        usingMetrics: { landed, quarantined },
        period: HOUR,
        label: 'Share of records in quarantine, %',
      }),
      deadLetters: landing.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      oldestMessage: landing.queue.metricApproximateAgeOfOldestMessage({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
    },
    refresh: {
      published: counted('RefreshPublished', 'end'),
      unchanged: counted('RefreshUnchanged', 'end'),
      refused: counted('RefreshRefused', 'end'),
      failed: counted('RefreshFailed', 'end'),
      unsuccessful: sum('Refreshes that did not succeed', QUARTER, [
        refresh.machine.metricFailed(executions),
        refresh.machine.metricTimedOut(executions),
        refresh.machine.metricAborted(executions),
      ]),
      duration: refresh.machine.metricTime({ statistic: Stats.MAXIMUM, period: HOUR }),
    },
    functions: functions.map((measuredFunction) => ofFunction(measuredFunction)),
    workgroups: [
      { name: names.refreshWorkgroup, bytes: bytesOf(names.refreshWorkgroup) },
      ...environment.readers.map(({ name }) => ({
        name: names.reader(name),
        bytes: bytesOf(names.reader(name)),
      })),
    ],
  };
}

function ofFunction(measuredFunction: LambdaFunction) {
  const timeout = measuredFunction.timeout?.toMilliseconds();
  if (timeout === undefined) throw new Error(`${measuredFunction.node.path} has no timeout`);
  const options = { period: QUARTER, label: measuredFunction.node.id };
  return {
    errors: measuredFunction.metricErrors({ ...options, statistic: Stats.SUM }),
    throttles: measuredFunction.metricThrottles({ ...options, statistic: Stats.SUM }),
    timeShare: new MathExpression({
      expression: `100 * ${measuredFunction.node.id.toLowerCase()} / ${timeout}`,
      usingMetrics: {
        [measuredFunction.node.id.toLowerCase()]: measuredFunction.metricDuration({
          ...options,
          statistic: Stats.MAXIMUM,
        }),
      },
      ...options,
    }),
  };
}

function bytesOf(workgroup: string): IMetric {
  return new Metric({
    namespace: 'AWS/Athena',
    metricName: 'ProcessedBytes',
    dimensionsMap: { WorkGroup: workgroup, QueryType: 'DML', QueryState: 'SUCCEEDED' },
    statistic: Stats.SUM,
    period: Duration.days(1),
    label: workgroup,
  });
}

/** Several counts as one; a count of which nothing was heard is none. */
export function sum(label: string, period: Duration, metrics: readonly IMetric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, at) => [`m${at}`, metric]));
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, label, period });
}
