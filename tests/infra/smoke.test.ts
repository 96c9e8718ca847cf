import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readModels } from '../../functions/refresh/models.ts';
import { type Aws, AwsRefused, awsCli, type Credentials } from '../../infra/aws-cli.ts';
import { smoke } from '../../infra/smoke-checks.ts';
import { areaReader, environmentOf } from './readers.ts';

const models = await readModels('sql');
const environment = await environmentOf(areaReader('west', 'West'));
const ROLE = 'arn:aws:iam::000000000000:role/control-tower-dev-reader-west';
const WEST: Credentials = { AccessKeyId: 'west', SecretAccessKey: 'secret', SessionToken: 'token' };

interface Account {
  /** How often receipts are asked for before they are there. */
  landsAfter?: number;
  refreshEndsAs?: string;
  /** What a query answers: a value, or a refusal. */
  answer?: (sql: string, workgroup: string) => string;
  /** What listing the store answers to the reader. */
  list?: () => unknown;
}

const denied = (what: string): never => {
  throw new AwsRefused('AccessDeniedException', `not authorized to ${what}`);
};

/** What a well-behaved account answers a query of the reader. */
function wellBehaved(sql: string, workgroup: string): string {
  if (workgroup !== 'control-tower-dev-reader-west') return denied('start a query');
  if (sql.includes('_model') || sql.includes('$files')) return denied('read');
  return sql.includes('"publishes"') && !sql.includes('where') ? '1' : '0';
}

/** An account that does as it is told, as far as its command line shows. */
function accountOf({
  landsAfter = 0,
  refreshEndsAs = 'SUCCEEDED',
  answer = wellBehaved,
  list,
}: Account = {}) {
  const asked: string[] = [];
  const answers: string[] = [];
  let listings = 0;
  const outputs: Record<string, Record<string, string>> = {
    storage: { InboxBucket: 'inbox', StoreBucket: 'store' },
    refresh: { RefreshMachineArn: 'machine' },
    access: { WestRoleArn: ROLE },
  };
  const aws: Aws = async (args, credentials) => {
    const option = (name: string) => args[args.indexOf(name) + 1] ?? '';
    asked.push(args.slice(0, 2).join(' '));
    switch (args[1]) {
      case 'describe-stacks': {
        const stack = outputs[option('--stack-name').replace('control-tower-dev-', '')] ?? {};
        const Outputs = Object.entries(stack).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
        return { Stacks: [{ Outputs }] };
      }
      case 'list-objects-v2':
        if (credentials) return list ? list() : denied('list');
        listings += 1;
        return listings > landsAfter ? { Contents: [{}] } : {};
      case 'start-execution':
        return { executionArn: 'execution' };
      case 'describe-execution':
        return { status: refreshEndsAs };
      case 'assume-role':
        return { Credentials: WEST };
      case 'start-query-execution':
        answers.push(answer(option('--query-string'), option('--work-group')));
        return { QueryExecutionId: 'query' };
      case 'get-query-execution':
        return { QueryExecution: { Status: { State: 'SUCCEEDED' } } };
      case 'get-query-results':
        return {
          ResultSet: {
            Rows: [{ Data: [{ VarCharValue: '_col0' }] }, { Data: [{ VarCharValue: answers.at(-1) }] }],
          },
        };
      default:
        return {};
    }
  };
  return { aws, asked };
}

async function smokeOn(account: Account): Promise<string[]> {
  const { aws } = accountOf(account);
  const said: string[] = [];
  await smoke({
    environment,
    models,
    aws,
    samples: [
      { path: 'samples/measures/measures.csv', key: 'smoke/measures/measures.csv' },
      { path: 'samples/measures/extract.json', key: 'smoke/measures/extract.json' },
    ],
    feeds: ['measures'],
    wait: async () => {},
    say: (line) => said.push(line),
  });
  return said;
}

it('an account that does what it should passes', async () => {
  expect(await smokeOn({ landsAfter: 3 })).toEqual([
    'ok: dropped 2 files',
    'ok: measures has landed',
    'ok: refreshed',
    'ok: west sees its rows and nothing else',
  ]);
});

it.each([
  ['nothing lands', { landsAfter: Infinity }, /waited in vain for a receipt of measures/],
  ['a refresh fails', { refreshEndsAs: 'FAILED' }, /the refresh ended as FAILED/],
  ['nothing is published', { answer: () => '0' }, /waited in vain for a publish/],
  [
    'a filter lets rows of others through',
    { answer: (sql: string, group: string) => (sql.includes("'West'") ? '7' : wellBehaved(sql, group)) },
    /west sees 7 rows of \w+ that are not its own/,
  ],
  [
    'a reader reads the models',
    { answer: (sql: string, group: string) => (sql.includes('_model') ? '1' : wellBehaved(sql, group)) },
    /west reached a table of the models/,
  ],
  [
    'a reader asks in the workgroup of the refresh',
    { answer: (sql: string) => wellBehaved(sql, 'control-tower-dev-reader-west') },
    /west reached the workgroup of the refresh/,
  ],
  ['a reader lists the store', { list: () => ({}) }, /west reached the store/],
  [
    'a refusal has nothing to do with rights',
    {
      list: () => {
        throw new AwsRefused('ThrottlingException', 'slow down');
      },
    },
    /was refused the store, but as ThrottlingException/,
  ],
])('where %s, it fails and says so', async (_, account, message) => {
  await expect(smokeOn(account)).rejects.toThrow(message);
});

it('says where a folder comes from before its files are dropped', async () => {
  const keys: string[] = [];
  const { aws } = accountOf();
  const listening: Aws = async (args, credentials) => {
    if (args[1] === 'put-object') keys.push(args[args.indexOf('--key') + 1] ?? '');
    return await aws(args, credentials);
  };
  const samples = ['smoke/plan/plan_items.csv', 'smoke/plan/extract.json'].map((key) => ({ path: key, key }));
  const tools = { environment, models, samples, feeds: [], wait: async () => {}, say: () => {} };
  await smoke({ ...tools, aws: listening });
  expect(keys).toEqual(['smoke/plan/extract.json', 'smoke/plan/plan_items.csv']);
});

/** A stand-in for AWS's command line, found first on the path. */
async function commandLine(script: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'aws'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'aws'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

it('a command is run in the region, and its answer read', async () => {
  await commandLine(`printf '{"said": "%s"}' "$*"`);
  expect(await awsCli('us-east-1')(['sts', 'get-caller-identity'])).toEqual({
    said: 'sts get-caller-identity --region us-east-1 --output json --no-cli-pager',
  });
});

it('a command is run with the credentials of a role, and with no others', async () => {
  vi.stubEnv('AWS_PROFILE', 'operator');
  await commandLine(`printf '{"key": "%s", "profile": "%s"}' "$AWS_ACCESS_KEY_ID" "$AWS_PROFILE"`);
  expect(await awsCli('us-east-1')(['sts', 'get-caller-identity'], WEST)).toEqual({
    key: 'west',
    profile: '',
  });
});

it('a refusal carries the code that AWS gives it', async () => {
  await commandLine(
    `echo 'An error occurred (AccessDeniedException) when calling the StartQueryExecution operation: no' >&2; exit 254`,
  );
  await expect(awsCli('us-east-1')(['athena', 'x'])).rejects.toMatchObject({
    name: 'AwsRefused',
    code: 'AccessDeniedException',
  });
});
