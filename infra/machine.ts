import { Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import {
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  LogLevel,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment } from './environment.ts';
import { namesOf } from './names.ts';
import { acknowledgeNameless } from './rules/acknowledge.ts';

export interface ScheduledMachineProps {
  readonly environment: Environment;
  readonly name: string;
  /** Amazon States Language. */
  readonly definition: object;
  /** When it runs, as EventBridge Scheduler writes it, in the environment's time zone. */
  readonly schedule: string;
  /** Encrypts definition, executions and log: statements may carry the names of files. */
  readonly key: IKey;
}

/** A state machine with a role and a log of its own, started by the clock; the role may do only what is granted to it. */
export class ScheduledMachine extends Construct {
  readonly machine: StateMachine;
  readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    { environment, name, definition, schedule, key }: ScheduledMachineProps,
  ) {
    super(scope, id);
    const { prefix, retention, production, refresh } = environment;
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: name,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      role: this.role,
      tracingEnabled: true,
      encryptionConfiguration: new CustomerManagedEncryptionConfiguration(key, Duration.minutes(5)),
      logs: {
        level: LogLevel.ALL,
        // What goes from state to state holds statements, and those the names of files.
        includeExecutionData: false,
        destination: new LogGroup(this, 'Log', {
          logGroupName: `${namesOf(prefix).logs}/${id.toLowerCase()}`,
          retention: retention.logDays,
          encryptionKey: key,
          removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        }),
      },
    });
    acknowledgeNameless(
      this.role,
      [
        ...['Create', 'Get', 'Update', 'Delete'].map((action) => `logs:${action}LogDelivery`),
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
      ],
      'The delivery of logs and traces knows no resources: Step Functions needs it so.',
    );
    new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.expression(schedule, TimeZone.of(refresh.timeZone)),
      target: new StepFunctionsStartExecution(this.machine, {}),
    });
  }
}
