import { type Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Environment } from './environment.ts';
import { namesOf } from './names.ts';
import { acknowledge } from './rules/acknowledge.ts';

/** The handlers that run in Lambda: each is the file of that name with the suffix .lambda.ts. */
export const HANDLERS = {
  land: 'functions/land/land.lambda.ts',
  begin: 'functions/refresh/begin.lambda.ts',
  next: 'functions/refresh/next.lambda.ts',
  suppress: 'functions/refresh/suppress.lambda.ts',
  end: 'functions/refresh/end.lambda.ts',
  tables: 'functions/refresh/tables.lambda.ts',
} as const;

export type HandlerName = keyof typeof HANDLERS;

/** Where a handler's code comes from: bundled from this checkout, or a stand-in where a test needs none. */
export type Bundles = (handler: HandlerName) => Code;

export interface HandlerProps {
  readonly environment: Environment;
  readonly handler: HandlerName;
  readonly bundles: Bundles;
  readonly description: string;
  /** What the handler reads from its environment; nothing else is set. */
  readonly variables: Readonly<Record<string, string>>;
  /** Encrypts its log. */
  readonly key: IKey;
  /** @default 512 */
  readonly memoryMb?: number;
  /** @default 512 */
  readonly diskMb?: number;
  readonly timeout: Duration;
}

/** A function with a log group and a role of its own; the role may write that log, and no more until it is granted. */
export function handlerFunction(scope: Construct, id: string, props: HandlerProps): LambdaFunction {
  const { environment, handler, key } = props;
  const logGroup = new LogGroup(scope, `${id}Log`, {
    logGroupName: `${namesOf(environment.prefix).logs}/${handler}`,
    retention: environment.retention.logDays,
    encryptionKey: key,
    removalPolicy: environment.production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const made = new LambdaFunction(scope, id, {
    functionName: `${environment.prefix}-${handler}`,
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: environment.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    code: props.bundles(handler),
    handler: 'handler.handler',
    role,
    logGroup,
    memorySize: props.memoryMb ?? 512,
    ephemeralStorageSize: Size.mebibytes(props.diskMb ?? 512),
    timeout: props.timeout,
    environment: {
      // Metrics of two environments in one account are told apart by it.
      POWERTOOLS_SERVICE_NAME: `${environment.prefix}-${handler}`,
      POWERTOOLS_METRICS_NAMESPACE: 'ControlTower',
      NODE_OPTIONS: '--enable-source-maps',
      ...props.variables,
    },
  });
  acknowledge(made, {
    'NIST.800.53.R5-LambdaInsideVPC': 'It talks to AWS alone, and takes no connection from anywhere.',
    'NIST.800.53.R5-LambdaConcurrency':
      'Its caller bounds how many run: the queue of landing by a setting, a deployment and a refresh by being one.',
    'NIST.800.53.R5-LambdaDLQ':
      'Its caller keeps what failed: the queue of landing has dead letters, a deployment and a refresh fail aloud.',
  });
  return made;
}
