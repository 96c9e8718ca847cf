import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import type { Feed } from '../../feeds/contract/feed.ts';
import { openSession } from '../../functions/engines/trino-session.ts';
import { duckdbWarehouse } from '../../functions/erase/duckdb-warehouse.ts';
import {
  type EraseRequest,
  type EraseTools,
  eraseStudent,
  searchStudent,
} from '../../functions/erase/erase.ts';
import { trinoDialect } from '../../functions/erase/iceberg-dialects.ts';
import { icebergWarehouse } from '../../functions/erase/iceberg-warehouse.ts';
import type { ErasureReceipt } from '../../functions/erase/receipt.ts';
import { keyedHash, NotAnIdentifier, studentOf } from '../../functions/erase/student.ts';
import { NO_VERSIONS } from '../../functions/erase/versions.ts';
import { identifierColumns, together, type Warehouse } from '../../functions/erase/warehouse.ts';
import { withoutRefresh } from '../../functions/refresh/alone.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { EXIT, endProgress, progress, say, sayJson, table, WrongUse } from '../terminal.ts';
import { openWorkspace, WAREHOUSE } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';

interface EraseOptions {
  readonly workspace: string;
  readonly idFile?: string;
  readonly secretFile?: string;
  readonly askedBy: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly trino?: string;
  readonly bucket?: string;
  readonly inbox?: string;
  readonly curatedBucket?: string;
  readonly workgroup?: string;
  readonly modelDatabase?: string;
  readonly curatedDatabase?: string;
}

const SECRET = 'TOWER_ERASURE_SECRET';

export function addErase(program: Command): void {
  program
    .command('erase')
    .description('erase one student wherever their data is; without --yes it only says where that is')
    .requiredOption('--asked-by <text>', 'who asked for it, as the district files it; never a name')
    .option('--id-file <path>', "a file with the student's identifier; else it is read from standard input")
    .option('--secret-file <path>', `the secret under which receipts know students; else ${SECRET}`)
    .option('--yes', 'erase; there is no way back')
    .option('--json', 'print the receipt as JSON')
    .option('--trino <url>', 'a Trino that has tables in this workspace')
    .option('--bucket <name>', 'on AWS: the bucket of the store')
    .option('--inbox <name>', 'on AWS: the bucket in which extracts are dropped')
    .option('--curated-bucket <name>', 'on AWS: the bucket of the curated tables')
    .option('--workgroup <name>', 'on AWS: the Athena workgroup of refreshes')
    .option('--model-database <name>', 'on AWS: the Glue database of models')
    .option('--curated-database <name>', 'on AWS: the Glue database of curated tables')
    .addHelpText(
      'after',
      `
The identifier never stands on the command line, which shells remember:
  tower erase --asked-by request-17 --secret-file secret < id.txt          where their data is
  tower erase --asked-by request-17 --secret-file secret --yes < id.txt    erases it
  tower refresh                                                            figures without them

A file that still holds the student brings them back when it is landed again: correct the source too.

Exit status: 0 nothing is left, 3 something is left, 2 wrong use, 1 something broke.`,
    )
    .action(async (_, command: Command) => {
      process.exitCode = await erase(command.optsWithGlobals());
    });
}

async function erase(options: EraseOptions): Promise<number> {
  const feeds = await readFeeds();
  const request = await requestOf(options, feeds);
  const receipt =
    options.bucket === undefined
      ? await here(options, request, feeds)
      : await inDeployment(options, request, feeds);
  endProgress();
  if (options.json) sayJson(receipt);
  else for (const line of describe(receipt, options)) say(line);
  return receipt.left.length === 0 ? EXIT.ok : EXIT.notLanded;
}

async function requestOf(options: EraseOptions, feeds: ReadonlyMap<string, Feed>): Promise<EraseRequest> {
  const secret = (options.secretFile ? await readGiven(options.secretFile) : process.env[SECRET])?.trim();
  if (!secret || secret.length < 16) {
    const example = randomBytes(24).toString('base64url');
    throw new WrongUse(
      `give the secret under which receipts know students, of 16 characters at least: --secret-file or ${SECRET}. ` +
        `A new one, to be kept: ${example}`,
    );
  }
  const id = options.idFile ? await readGiven(options.idFile) : await readAll(process.stdin);
  try {
    return { student: studentOf(id, feeds), secret, askedBy: options.askedBy };
  } catch (error) {
    if (error instanceof NotAnIdentifier) throw new WrongUse(error.message);
    throw error;
  }
}

async function readGiven(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => {
    throw new WrongUse(`${path} cannot be read`);
  });
}

/** In a workspace of this machine. */
async function here(options: EraseOptions, request: EraseRequest, feeds: ReadonlyMap<string, Feed>) {
  const { folder, store, workFolder } = await openWorkspace(options.workspace);
  const columns = identifierColumns(feeds, await readModels(MODELS_FOLDER));
  const warehouses: Warehouse[] = [];
  if (await store.exists(WAREHOUSE)) warehouses.push(duckdbWarehouse(join(folder, WAREHOUSE), columns));
  if (options.trino) warehouses.push(trinoWarehouse(options.trino, columns));
  else if ((await store.list('trino/')).length > 0) {
    throw new WrongUse('a Trino has tables in this workspace: start it and give its address with --trino');
  }
  const receipt = await run(options, request, { store, warehouse: together(warehouses), feeds, workFolder });
  // What did not fit into memory, of a program that was killed.
  if (options.yes) await rm(join(folder, '.spill'), { recursive: true, force: true });
  return receipt;
}

function trinoWarehouse(url: string, columns: readonly string[]): Warehouse {
  const session = openSession({ url, user: 'control-tower', catalog: 'landed', schema: 'tower' });
  return icebergWarehouse({
    dialect: trinoDialect(session, { landedCatalog: 'landed', curatedCatalog: 'curated', schema: 'tower' }),
    columns,
    curatedObjects: NO_VERSIONS,
    prefixOf: () => '',
  });
}

async function inDeployment(options: EraseOptions, request: EraseRequest, feeds: ReadonlyMap<string, Feed>) {
  const { bucket, inbox, curatedBucket, workgroup, modelDatabase, curatedDatabase } = options;
  if (!bucket || !inbox || !curatedBucket || !workgroup || !modelDatabase || !curatedDatabase) {
    throw new WrongUse(
      'on AWS give all of --bucket, --inbox, --curated-bucket, --workgroup, --model-database and --curated-database',
    );
  }
  // Its SDK takes a while to load, for which no other command should wait.
  const { onAws } = await import('./erase-on-aws.ts');
  const places = { bucket, inbox, curatedBucket, workgroup, modelDatabase, curatedDatabase };
  const columns = identifierColumns(feeds, await readModels(MODELS_FOLDER));
  return await onAws(places, feeds, columns, async (tools) => {
    if (!options.yes) return await run(options, request, tools);
    const name = `erase-${keyedHash(request.student, request.secret)}`;
    const act = () => run(options, request, tools);
    return await withoutRefresh(name, tools.store, () => new Date(), act);
  });
}

async function run(
  options: EraseOptions,
  request: EraseRequest,
  tools: Omit<EraseTools, 'clock' | 'onStep'>,
): Promise<ErasureReceipt> {
  const act = options.yes ? eraseStudent : searchStudent;
  return await act(request, { ...tools, clock: () => new Date(), onStep: progress });
}

function describe(receipt: ErasureReceipt, { yes }: EraseOptions): string[] {
  const { rows, objects, left, expires } = receipt;
  const what = `${rows} ${rows === 1 ? 'row' : 'rows'} in ${objects.length} ${objects.length === 1 ? 'place' : 'places'}`;
  return [
    ...(objects.length > 0 ? [table(objects)] : []),
    yes ? `erased ${what}` : `found ${what}; nothing was touched (--yes erases)`,
    ...left.map(({ place, name, why }) => `left: ${place}: ${name}: ${why}`),
    ...expires.map((line) => `goes by itself: ${line}`),
    ...(yes ? ['run `tower refresh`, so that no figure counts the student any more'] : []),
  ];
}
