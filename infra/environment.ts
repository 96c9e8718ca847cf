import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, 'environments');

/** The retentions that CloudWatch Logs takes, as far as they make sense here. */
const logDays = z.union([30, 60, 90, 180, 365, 731].map((days) => z.literal(days)));

const cron = z
  .string()
  .regex(/^cron\(.+\)$/, { error: 'write it as EventBridge Scheduler does, such as cron(0 5 * * ? *)' });

const readerGrant = z.strictObject({
  scope_kind: z.enum(['district', 'area_group', 'performance_area', 'school']),
  scope_code: z.string().min(1).max(60),
  detail: z.enum(['student_rows', 'aggregates', 'suppressed_aggregates']),
  sees_district_totals: z.boolean(),
});

const trust = z.discriminatedUnion('kind', [
  /** A role, such as that of the gateway's host; with an external id where it is of another account. */
  z.strictObject({
    kind: z.literal('role'),
    arn: z.string().regex(/^arn:[a-z-]+:iam::\d{12}:role\/.+$/, {
      error: 'write the ARN of a role, arn:aws:iam::…:role/…',
    }),
    externalId: z.string().min(8).optional(),
  }),
  /** People who sign in through a SAML provider, such as Entra ID. */
  z.strictObject({
    kind: z.literal('saml'),
    providerArn: z.string().regex(/^arn:[a-z-]+:iam::\d{12}:saml-provider\/.+$/, {
      error: 'write the ARN of a SAML provider, arn:aws:iam::…:saml-provider/…',
    }),
  }),
]);

const reader = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, { error: 'use lower case, digits and hyphens' }),
  grants: z.array(readerGrant).min(1, { error: 'give at least one grant, or leave the reader out' }),
  trust,
});

const environmentFile = z
  .strictObject({
    /** Names of everything begin with it. */
    prefix: z.string().regex(/^[a-z][a-z0-9-]{2,24}$/, { error: 'use lower case, digits and hyphens' }),
    /** Where it is missing, the account is that of the credentials. */
    account: z
      .string()
      .regex(/^\d{12}$/, { error: 'write the 12 digits of the account' })
      .optional(),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'write a region, such as us-east-1' }),
    architecture: z.enum(['arm64', 'x86_64']),
    production: z.boolean(),
    /** Whether a tear-down may take the data with it: only where the context says `destroyData=yes` as well. */
    destroyData: z.boolean().default(false),
    retention: z.strictObject({
      /** Extracts as they were dropped; landing keeps its own original. */
      inboxDays: z.int().min(7),
      /** Versions that were replaced or deleted. */
      oldVersionDays: z.int().min(1),
      /** Unfinished parts of large files, and tables between two refreshes. */
      workingDays: z.int().min(2),
      accessLogDays: z.int().min(30),
      logDays,
    }),
    landing: z.strictObject({
      memoryMb: z.int().min(512).max(10_240),
      diskMb: z.int().min(512).max(10_240),
      timeoutMinutes: z.int().min(1).max(15),
      /** How many extracts land at a time. */
      concurrency: z.int().min(2).max(100),
    }),
    refresh: z.strictObject({
      schedule: cron,
      /** When old files of the tables are compacted and dropped: a time at which no refresh runs. */
      maintenanceSchedule: cron,
      timeZone: z.string().regex(/^[A-Za-z_]+\/[A-Za-z_/]+$/, { error: 'write it as America/New_York' }),
      timeoutMinutes: z.int().min(10).max(1440),
      /** Without a publish for so long, someone is told. */
      staleAfterHours: z.int().min(1).max(168),
    }),
    athena: z.strictObject({
      /** A query that reads more is stopped. */
      bytesPerQuery: z.int().min(10_000_000).max(2_147_483_647),
    }),
    /** Who may take on the role that erases a student; without it there is no such role. */
    eraser: trust.optional(),
    monthlyBudgetDollars: z.number().positive(),
    alarmEmails: z.array(z.email()),
    readers: z
      .array(reader)
      .refine((readers) => new Set(readers.map(({ name }) => name)).size === readers.length, {
        error: 'two readers have one name',
      }),
  })
  .refine((file) => !(file.production && file.destroyData), {
    path: ['destroyData'],
    error: 'data of production is never destroyed with its stacks: leave it false',
  })
  .refine((file) => !file.production || file.alarmEmails.length > 0, {
    path: ['alarmEmails'],
    error: 'someone must be told when production fails: name at least one address',
  });

export type EnvironmentFile = z.infer<typeof environmentFile>;
export type Reader = z.infer<typeof reader>;

/** Where and how the tower is deployed: one file of infra/environments. */
export interface Environment extends EnvironmentFile {
  /** The file's name. */
  readonly name: string;
}

/** An environment cannot be used; the message names the file, the field and the cure. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads one named environment.
 * @throws EnvironmentError
 */
export async function readEnvironment(name: string, folder: string = FOLDER): Promise<Environment> {
  const known = (await readdir(folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
  if (!known.includes(name)) {
    throw new EnvironmentError(
      `there is no environment "${name}": choose one with -c environment=NAME, of ${known.join(', ')}, or add infra/environments/${name}.json`,
    );
  }
  const file = `infra/environments/${name}.json`;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(`${file} is not JSON: ${reason}`, { cause: error });
  }
  const { data, error } = environmentFile.safeParse(content);
  if (data) return { ...data, name };
  const issues = error.issues.map(({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`);
  throw new EnvironmentError(`${file} cannot be used:\n${issues.join('\n')}`);
}
