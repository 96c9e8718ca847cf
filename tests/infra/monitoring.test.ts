import { readFileSync } from 'node:fs';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { areaReader, DISTRICT, environmentOf } from './readers.ts';
import { synthesised } from './synthesised.ts';

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly TreatMissingData: string;
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly Period?: number;
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: { readonly Period: number; readonly Metric: { readonly MetricName: string } };
  }[];
}

const environment = {
  ...(await environmentOf(DISTRICT, areaReader('west', 'West'))),
  alarmEmails: ['team@example.org'],
};
const template = Template.fromStack((await synthesised(environment)).monitoring);
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties as Alarm,
);
const runbook = readFileSync('docs/runbook.md', 'utf8');

function alarm(name: string): Alarm {
  const found = alarms.find(({ AlarmName }) => AlarmName === `control-tower-dev-${name}`);
  if (!found) throw new Error(`no alarm ${name}`);
  return found;
}

it('there is an alarm for each thing that can be wrong, and one for each workgroup', () => {
  expect(alarms.map(({ AlarmName }) => AlarmName.replace('control-tower-dev-', '')).sort()).toEqual([
    'bytes-read-reader-district',
    'bytes-read-reader-west',
    'bytes-read-refresh',
    'dead-letters',
    'function-errors',
    'function-slow',
    'function-throttles',
    'quarantine',
    'refresh-failed',
    'rejected-or-held',
    'stale',
    'waiting-too-long',
  ]);
});

it('each alarm leads to its section of the runbook, and each section is that of an alarm', () => {
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  const named = alarms.map(
    ({ AlarmDescription }) => /docs\/runbook\.md#([\w-]+)$/.exec(AlarmDescription)?.[1],
  );
  expect([...new Set([...named, 'budget'])].sort()).toEqual(sections.sort());
});

it('each alarm is told to someone', () => {
  expect(alarms.filter(({ AlarmActions }) => AlarmActions?.length !== 1)).toEqual([]);
  template.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'team@example.org',
  });
});

it('silence is no alarm, but where silence is what is wrong', () => {
  const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
  expect(breaching.map(({ AlarmName, TreatMissingData }) => [AlarmName, TreatMissingData])).toEqual([
    ['control-tower-dev-stale', 'breaching'],
  ]);
});

it('one alarm covers every way in which a refresh can fail, and says where model and rule are', () => {
  const { Metrics, AlarmDescription } = alarm('refresh-failed');
  const counted = Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []);
  expect(counted?.sort()).toEqual(['ExecutionsAborted', 'ExecutionsFailed', 'ExecutionsTimedOut']);
  expect(AlarmDescription).toContain('/control-tower/control-tower-dev/end');
});

it('a tower that has not published for the hours of its environment is stale', () => {
  const { Metrics, EvaluationPeriods, Threshold } = alarm('stale');
  expect(Metrics?.flatMap(({ MetricStat }) => MetricStat?.Period ?? [])).toEqual([3600]);
  expect(Metrics?.flatMap(({ Expression }) => Expression ?? [])).toEqual(['FILL(m0, 0)']);
  expect([EvaluationPeriods, Threshold]).toEqual([environment.refresh.staleAfterHours, 1]);
});

it('no alarm looks back further than CloudWatch can', () => {
  for (const { AlarmName, EvaluationPeriods, Period, Metrics } of alarms) {
    const period = Period ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? 0;
    expect(period, AlarmName).toBeGreaterThan(0);
    expect(EvaluationPeriods * period, AlarmName).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
  }
});

it('no alarm combines more measures than CloudWatch takes', () => {
  for (const { AlarmName, Metrics = [] } of alarms)
    expect(Metrics.filter(({ MetricStat }) => MetricStat).length, AlarmName).toBeLessThanOrEqual(10);
});

it('a message waits too long after two tries of landing, each of six timeouts', () => {
  expect(alarm('waiting-too-long').Threshold).toBe(2 * 6 * environment.landing.timeoutMinutes * 60);
});

it('a workgroup that reads what the budget of a day pays for is told of', () => {
  // 50 dollars a month are 1.67 a day, at 5 dollars for 10^12 bytes.
  expect(alarm('bytes-read-reader-west').Threshold).toBe(333_333_333_333);
});

it('measures that the functions count are those of this environment', () => {
  const own = JSON.stringify(alarms).matchAll(/"Name":"service","Value":"([^"]+)"/g);
  expect([...new Set([...own].map(([, name]) => name))].sort()).toEqual([
    'control-tower-dev-end',
    'control-tower-dev-land',
  ]);
});

it('only CloudWatch and Budgets of this account write to the topic, over TLS, under a key that lets them', () => {
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    }),
  });
  const services = ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'];
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
  const allowed = Object.values(template.findResources('AWS::SNS::TopicPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Effect: string }[])
    .filter(({ Effect }) => Effect === 'Allow');
  expect(allowed).toEqual([
    {
      Sid: 'AlarmsAndBudgetOfThisAccount',
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: services },
      Resource: { Ref: expect.stringContaining('AlarmTopic') },
      Condition: ofThisAccount,
    },
  ]);
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: Match.objectLike({
      Statement: Match.arrayWith([
        {
          Sid: 'AlarmsAndBudgetOfThisAccount',
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Principal: { Service: services },
          Resource: '*',
          Condition: ofThisAccount,
        },
      ]),
    }),
  });
});

it('the budget of a month counts what bears the tag of the environment', () => {
  template.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: {
      BudgetLimit: { Amount: 50, Unit: 'USD' },
      TimeUnit: 'MONTHLY',
      CostFilters: { TagKeyValue: ['user:environment$dev'] },
    },
    NotificationsWithSubscribers: [
      { Notification: { NotificationType: 'ACTUAL', Threshold: 80 } },
      { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
    ],
  });
});
