import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Model, readModels } from '../../functions/refresh/models.ts';
import { s3Store } from '../../functions/stores/s3.ts';
import type { Store } from '../../functions/stores/store.ts';
import { type RunningTrino, startTrino } from '../../local/trino/server.ts';
import { synthesised } from '../infra/synthesised.ts';
import { type AthenaEndpoint, startAthena } from './athena-endpoint.ts';
import { writeFewModels } from './few-models.ts';
import { eventOf, objectCreated } from './landing-events.ts';
import { type S3Server, startS3 } from './s3-server.ts';
import { startSqs } from './sqs-endpoint.ts';
import { CONTEXT, definitionOf, execute, type LambdaFunction } from './state-machine.ts';

/** The tower as it is deployed, with an S3 server, an Athena over a Trino, and this process in place of Lambda. */
export interface TowerOnAws {
  readonly s3: S3Server;
  readonly athena: AthenaEndpoint;
  readonly trino: RunningTrino;
  readonly store: Store;
  readonly curatedDatabase: string;
  readonly models: readonly Model[];
  /** Puts a file into the inbox. @returns the event that S3 sends of it */
  drop(key: string, content: string, minute: number): Promise<string>;
  /** Has the landing function work off messages, and those that it sends meanwhile. */
  deliver(...messages: string[]): Promise<void>;
  /** What the deployment runs last: makes the curated tables. */
  makeTables(): Promise<void>;
  /** One execution of the refresh's state machine. @returns Succeeded, or the error with which it ended */
  refresh(options?: RefreshOptions): Promise<string>;
  /** What EventBridge tells of an execution that someone stopped. */
  tellStopped(name: string): Promise<void>;
  stop(): Promise<void>;
}

export interface RefreshOptions {
  readonly name?: string;
  /** Called with the state before its function runs; what it throws is how the function fails. */
  readonly before?: (state: string) => void;
}

/** Loaded when the environment is set, as Lambda does it. */
async function handlers() {
  const [land, begin, next, suppress, end, tables] = await Promise.all([
    import('../../functions/land/land.lambda.ts'),
    import('../../functions/refresh/begin.lambda.ts'),
    import('../../functions/refresh/next.lambda.ts'),
    import('../../functions/refresh/suppress.lambda.ts'),
    import('../../functions/refresh/end.lambda.ts'),
    import('../../functions/refresh/tables.lambda.ts'),
  ]);
  return {
    land: land.handler,
    begin: begin.handler,
    next: next.handler,
    suppress: suppress.handler,
    end: end.handler,
    tables: tables.handler,
  };
}

/** Buckets and databases are those of the environment, so that one process holds one tower. */
export async function startTower(options: { readonly rules?: string } = {}): Promise<TowerOnAws> {
  const { catalogue, refresh } = await synthesised('dev');
  const { modelDatabase, curatedDatabase, refreshWorkgroup, refreshMachine } = catalogue.names;
  const say = (line: string) => console.error(line);
  const s3 = await startS3({ say });
  const { endpoint, region, credentials } = s3;
  for (const bucket of ['inbox', 'store', 'curated', 'glue'])
    await s3.createBucket(bucket, { versioned: bucket !== 'glue' });
  const trino = await startTrino({
    s3: { location: 's3://glue', endpoint, region, credentials },
    metastore: 'shared',
    ...options,
    say,
  });
  const athena = await startAthena({
    trino: trino.url,
    workgroups: [refreshWorkgroup],
    databaseLocation: 's3://glue/databases/',
  });
  for (const database of [modelDatabase, curatedDatabase]) await athena.createDatabase(database);
  const sqs = await startSqs();
  const scratch = await mkdtemp(join(tmpdir(), 'control-tower-on-aws-'));
  const modelsFolder = await writeFewModels(scratch);
  Object.assign(process.env, s3.environment, athena.environment, sqs.environment, {
    LANDING_QUEUE_URL: sqs.queueUrl,
    INBOX_BUCKET: 'inbox',
    STORE_BUCKET: 'store',
    CURATED_BUCKET: 'curated',
    MODEL_DATABASE: modelDatabase,
    CURATED_DATABASE: curatedDatabase,
    WORKGROUP: refreshWorkgroup,
    LAMBDA_TASK_ROOT: scratch,
    POWERTOOLS_METRICS_NAMESPACE: 'ControlTower',
    POWERTOOLS_SERVICE_NAME: 'test',
  });
  const { land, begin, next, suppress, end, tables } = await handlers();
  const definition = definitionOf(refresh, refreshMachine);
  const functions: Record<string, LambdaFunction> = {
    Begin: (event) => begin(event, CONTEXT, () => {}) as Promise<unknown>,
    'Next statement': (event) => next(event, CONTEXT, () => {}) as Promise<unknown>,
    Suppress: (event) => suppress(event, CONTEXT, () => {}) as Promise<unknown>,
    'End the run': (event) => end(event, CONTEXT, () => {}) as Promise<unknown>,
    'Fail the run': (event) => end(event, CONTEXT, () => {}) as Promise<unknown>,
  };
  let executions = 0;

  return {
    s3,
    athena,
    trino,
    curatedDatabase,
    models: await readModels(modelsFolder),
    store: s3Store({ client: s3.client, bucket: 'store', workFolder: join(scratch, 'store') }),
    async drop(key, content, minute) {
      const { VersionId: version = '' } = await s3.client.send(
        new PutObjectCommand({ Bucket: 'inbox', Key: key, Body: content }),
      );
      return objectCreated({ bucket: 'inbox', key, version, bytes: Buffer.byteLength(content), minute });
    },
    async deliver(...messages) {
      for (let batch = messages; batch.length > 0; batch = sqs.sent.splice(0)) {
        const answer = await land(eventOf(batch), CONTEXT, () => {});
        if (answer && answer.batchItemFailures.length > 0) throw new Error('a message was not worked off');
      }
    },
    makeTables: async () => await tables({}, CONTEXT, () => {}),
    async refresh({ name = `execution-${++executions}`, before } = {}) {
      const watched = Object.entries(functions).map(([state, act]): [string, LambdaFunction] => [
        state,
        async (event) => {
          before?.(state);
          return await act(event);
        },
      ]);
      return await execute({
        definition,
        functions: Object.fromEntries(watched),
        athena: athena.client,
        name,
      });
    },
    async tellStopped(name) {
      await end({ source: 'aws.states', detail: { name, status: 'ABORTED' } }, CONTEXT, () => {});
    },
    async stop() {
      await sqs.stop();
      await athena.stop();
      await trino.stop();
      await s3.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
