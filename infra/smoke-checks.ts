import { z } from 'zod';
import { filtersOf } from '../functions/access/lake-formation.ts';
import type { Model } from '../functions/refresh/models.ts';
import { type Aws, AwsRefused, type Credentials } from './aws-cli.ts';
import type { Environment, Reader } from './environment.ts';
import { namesOf } from './names.ts';

export interface SmokeTools {
  readonly environment: Environment;
  readonly models: readonly Model[];
  readonly aws: Aws;
  /** Sample files, by folder, and the feeds that they land as. */
  readonly samples: readonly { readonly path: string; readonly key: string }[];
  readonly feeds: readonly string[];
  /** Waits before something is asked for once more. */
  readonly wait: () => Promise<void>;
  readonly say: (line: string) => void;
}

/** What was expected did not come. */
export class SmokeFailed extends Error {
  override readonly name = 'SmokeFailed';
}

const MOST_TRIES = 120;

const stacks = z.object({
  Stacks: z.array(
    z.object({ Outputs: z.array(z.object({ OutputKey: z.string(), OutputValue: z.string() })) }),
  ),
});

/** Drops the samples, waits until they have landed, refreshes, and asks as each reader. @throws SmokeFailed */
export async function smoke(tools: SmokeTools): Promise<void> {
  const { environment, say } = tools;
  const storage = await outputsOf(tools, 'storage');
  await drop(tools, outputOf(storage, 'InboxBucket'));
  await untilLanded(tools, outputOf(storage, 'StoreBucket'));
  await refresh(tools, outputOf(await outputsOf(tools, 'refresh'), 'RefreshMachineArn'));
  const access = await outputsOf(tools, 'access');
  for (const reader of environment.readers) {
    const name = namesOf(environment.prefix).reader(reader.name);
    const roleArn = [...access.values()].find((value) => value.endsWith(`:role/${name}`));
    if (!roleArn) throw new SmokeFailed(`the stack access gives no role of ${reader.name}`);
    await askAs(tools, reader, roleArn, outputOf(storage, 'StoreBucket'));
    say(`ok: ${reader.name} sees its rows and nothing else`);
  }
}

async function outputsOf({ environment, aws }: SmokeTools, concern: string): Promise<Map<string, string>> {
  const answer = await aws([
    'cloudformation',
    'describe-stacks',
    '--stack-name',
    `${environment.prefix}-${concern}`,
  ]);
  const [stack] = stacks.parse(answer).Stacks;
  return new Map(stack?.Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

function outputOf(outputs: ReadonlyMap<string, string>, name: string): string {
  const value = outputs.get(name);
  if (value === undefined) throw new SmokeFailed(`the stacks give no output ${name}`);
  return value;
}

async function drop({ aws, samples, say }: SmokeTools, inbox: string): Promise<void> {
  // What says where a folder's files come from must be there before them.
  const inOrder = [...samples].sort((one, other) => Number(isFile(one.key)) - Number(isFile(other.key)));
  for (const { path, key } of inOrder)
    await aws(['s3api', 'put-object', '--bucket', inbox, '--key', key, '--body', path]);
  say(`ok: dropped ${samples.length} files`);
}

const isFile = (key: string) => !key.endsWith('extract.json');

async function untilLanded({ aws, feeds, wait, say }: SmokeTools, store: string): Promise<void> {
  for (const feed of feeds) {
    const command = ['s3api', 'list-objects-v2', '--bucket', store, '--prefix', `receipts/landed/${feed}/`];
    await until(`a receipt of ${feed}`, wait, async () => {
      const { Contents = [] } = z
        .object({ Contents: z.array(z.unknown()).optional() })
        .parse(await aws(command));
      return Contents.length > 0;
    });
    say(`ok: ${feed} has landed`);
  }
}

async function refresh({ aws, wait, say }: SmokeTools, machine: string): Promise<void> {
  const started = await aws(['stepfunctions', 'start-execution', '--state-machine-arn', machine]);
  const { executionArn } = z.object({ executionArn: z.string() }).parse(started);
  await until('the end of the refresh', wait, async () => {
    const answer = await aws(['stepfunctions', 'describe-execution', '--execution-arn', executionArn]);
    const { status } = z.object({ status: z.string() }).parse(answer);
    if (status !== 'RUNNING' && status !== 'SUCCEEDED')
      throw new SmokeFailed(`the refresh ended as ${status}`);
    return status === 'SUCCEEDED';
  });
  say('ok: refreshed');
}

async function askAs(tools: SmokeTools, reader: Reader, roleArn: string, store: string): Promise<void> {
  const { aws, environment, models, wait } = tools;
  const names = namesOf(environment.prefix);
  const assumed = await aws(['sts', 'assume-role', '--role-arn', roleArn, '--role-session-name', 'smoke']);
  const { Credentials: as } = z
    .object({
      Credentials: z.object({
        AccessKeyId: z.string(),
        SecretAccessKey: z.string(),
        SessionToken: z.string(),
      }),
    })
    .parse(assumed);
  const own = { aws, wait, as, workgroup: names.reader(reader.name) };
  const curated = `"${names.curatedDatabase}"`;

  await until(`a publish that ${reader.name} can see`, wait, async () => {
    const publishes = await ask(own, `select count(*) from ${curated}."publishes"`);
    return Number(publishes) > 0;
  });
  for (const { table, rowFilter } of filtersOf(reader, models)) {
    const others = rowFilter === undefined ? 'false' : `not coalesce(${rowFilter}, false)`;
    const seen = await ask(own, `select count(*) from ${curated}."${table}" where ${others}`);
    if (seen !== '0')
      throw new SmokeFailed(`${reader.name} sees ${seen} rows of ${table} that are not its own`);
  }
  const closed = models.find(({ layer }) => layer === 'staging');
  if (!closed) throw new SmokeFailed('there is no model that readers could be refused');
  await refused(
    reader,
    'a table of the models',
    ask(own, `select * from "${names.modelDatabase}"."${closed.name}" limit 1`),
  );
  await refused(reader, 'files of a table', ask(own, `select * from ${curated}."fct_measure$files" limit 1`));
  await refused(
    reader,
    'the workgroup of the refresh',
    ask({ ...own, workgroup: names.refreshWorkgroup }, 'select 1'),
  );
  await refused(reader, 'the store', aws(['s3api', 'list-objects-v2', '--bucket', store], as));
}

interface Asking {
  readonly aws: Aws;
  readonly wait: () => Promise<void>;
  readonly as: Credentials;
  readonly workgroup: string;
}

/** The one value that a query gives. @throws AwsRefused where it is denied, or fails */
async function ask({ aws, wait, as, workgroup }: Asking, sql: string): Promise<string> {
  const started = await aws(
    ['athena', 'start-query-execution', '--work-group', workgroup, '--query-string', sql],
    as,
  );
  const { QueryExecutionId: id } = z.object({ QueryExecutionId: z.string() }).parse(started);
  const execution = z.object({
    QueryExecution: z.object({
      Status: z.object({ State: z.string(), StateChangeReason: z.string().optional() }),
    }),
  });
  await until('the answer to a query', wait, async () => {
    const answer = await aws(['athena', 'get-query-execution', '--query-execution-id', id], as);
    const { State, StateChangeReason = '' } = execution.parse(answer).QueryExecution.Status;
    if (State === 'FAILED' || State === 'CANCELLED') throw new AwsRefused(State, StateChangeReason);
    return State === 'SUCCEEDED';
  });
  const rows = z.object({
    ResultSet: z.object({
      Rows: z.array(z.object({ Data: z.array(z.object({ VarCharValue: z.string() })) })),
    }),
  });
  const { ResultSet } = rows.parse(
    await aws(['athena', 'get-query-results', '--query-execution-id', id], as),
  );
  return ResultSet.Rows[1]?.Data[0]?.VarCharValue ?? '';
}

/** A refusal is what is expected; one for another reason than rights is told, because it proves nothing. */
async function refused({ name }: Reader, what: string, attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    if (!(error instanceof AwsRefused)) throw error;
    const isDenied = /denied|not authorized|insufficient|permission|does not exist/i.test(
      `${error.code} ${error.message}`,
    );
    if (!isDenied)
      throw new SmokeFailed(`${name} was refused ${what}, but as ${error.code}: ${error.message}`);
    return;
  }
  throw new SmokeFailed(`${name} reached ${what}`);
}

async function until(what: string, wait: () => Promise<void>, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await isSo()) return;
    await wait();
  }
  throw new SmokeFailed(`waited in vain for ${what}`);
}
