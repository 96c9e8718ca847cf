import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Dashboard, GraphWidget, type IMetric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import type { CatalogueStack } from './catalogue.ts';
import type { Environment } from './environment.ts';
import type { LandingStack } from './landing.ts';
import { type Measured, measured } from './measured.ts';
import type { RefreshStack } from './refresh.ts';

export interface MonitoringProps extends StackProps {
  readonly environment: Environment;
  readonly catalogue: CatalogueStack;
  readonly landing: LandingStack;
  readonly refresh: RefreshStack;
}

/** Who is told when something is wrong: alarms, each with its section of docs/runbook.md, a dashboard, a budget. */
export class MonitoringStack extends Stack {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id, props);
    const { environment, catalogue, landing, refresh } = props;
    const functions: LambdaFunction[] = [
      landing.function,
      refresh.begin,
      refresh.next,
      refresh.suppress,
      refresh.end,
      catalogue.tablesFunction,
    ];
    const measures = measured({ environment, landing, refresh, functions });

    this.topic = this.#topic(environment);
    new Alarms(this, 'Alarms', { environment, topic: this.topic, measures });
    this.#dashboard(environment, measures);
    this.#budget(environment);
    new CfnOutput(this, 'AlarmTopicArn', { value: this.topic.topicArn });
  }

  /** Whoever subscribes gets the names of alarms and figures, never a row. */
  #topic({ prefix, alarmEmails }: Environment): Topic {
    const key = new Key(this, 'AlarmKey', {
      description: `${prefix}: messages of alarms`,
      alias: `${prefix}/alarms`,
      enableKeyRotation: true,
    });
    const topic = new Topic(this, 'AlarmTopic', {
      topicName: `${prefix}-alarms`,
      displayName: 'Control Tower',
      masterKey: key,
      enforceSSL: true,
    });
    const principals = ['cloudwatch', 'budgets'].map(
      (service) => new ServicePrincipal(`${service}.amazonaws.com`),
    );
    const conditions = { StringEquals: { 'aws:SourceAccount': this.account } };
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsAndBudgetOfThisAccount',
        principals,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions,
      }),
    );
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsAndBudgetOfThisAccount',
        principals,
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions,
      }),
    );
    for (const address of alarmEmails) topic.addSubscription(new EmailSubscription(address));
    return topic;
  }

  #dashboard({ prefix }: Environment, measures: Measured): void {
    const graph = (title: string, ...left: IMetric[]) =>
      new GraphWidget({ title, left, width: 8, height: 6 });
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: prefix });
    const { landing, refresh, functions, workgroups } = measures;
    dashboard.addWidgets(
      new TextWidget({
        markdown: `# ${prefix}\nWhat each alarm means and what to do: docs/runbook.md.`,
        width: 24,
        height: 2,
      }),
    );
    dashboard.addWidgets(
      graph('Records', landing.landed, landing.quarantined),
      graph('Files rejected or held', landing.rejected, landing.held),
      graph('Share of records in quarantine, %', landing.quarantineShare),
    );
    dashboard.addWidgets(
      graph('Messages that nothing could land', landing.deadLetters),
      graph('Oldest message, seconds', landing.oldestMessage),
      graph('Bytes read by queries', ...workgroups.map(({ bytes }) => bytes)),
    );
    dashboard.addWidgets(
      graph('Refreshes', refresh.published, refresh.unchanged, refresh.refused, refresh.failed),
      graph('Executions that failed, were stopped or took too long', refresh.unsuccessful),
      graph('Duration of a refresh, ms', refresh.duration),
    );
    dashboard.addWidgets(
      graph('Errors of functions', ...functions.map(({ errors }) => errors)),
      graph('Throttles of functions', ...functions.map(({ throttles }) => throttles)),
      graph(
        'Share of its time that the slowest call took, %',
        ...functions.map(({ timeShare }) => timeShare),
      ),
    );
  }

  /** Counts what bears this environment's tag, once the tag is activated for billing: docs/deploy.md says how. */
  #budget({ name, prefix, monthlyBudgetDollars }: Environment): void {
    const subscribers = [{ subscriptionType: 'SNS', address: this.topic.topicArn }];
    const warning = (notificationType: string, threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers,
    });
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `${prefix}-monthly`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyBudgetDollars, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:environment$${name}`] },
      },
      notificationsWithSubscribers: [warning('ACTUAL', 80), warning('FORECASTED', 100)],
    });
    budget.node.addDependency(this.topic);
  }
}
