import { type Command, InvalidArgumentError } from 'commander';
import { openTrino } from '../../functions/engines/trino.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { NoSuchPublish, rollBack } from '../../functions/refresh/roll-back.ts';
import { say, WrongUse } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';
import { type AwsPlaces, rollBackOnAws } from './roll-back-on-aws.ts';

interface RollBackOptions extends Partial<AwsPlaces> {
  readonly workspace: string;
  readonly to?: number;
  readonly trino?: string;
  readonly location?: string;
}

export function addRollBack(program: Command): void {
  program
    .command('roll-back')
    .description('publish once more what stood after an earlier publish')
    .option('--to <publish>', 'number of that publish (default: the one before the last)', wholeNumber)
    .option('--trino <url>', 'the Trino that has the published tables')
    .option('--location <uri>', 'where that Trino sees the workspace', 'local:///')
    .option('--bucket <name>', 'on AWS: the bucket of the store')
    .option('--curated-bucket <name>', 'on AWS: the bucket of the curated tables')
    .option('--workgroup <name>', 'on AWS: the Athena workgroup of refreshes')
    .option('--model-database <name>', 'on AWS: the Glue database of models')
    .option('--curated-database <name>', 'on AWS: the Glue database of curated tables')
    .addHelpText(
      'after',
      `
The history stays: what was shown in between can still be read with show --as-of. The next refresh publishes what it
computes: land the corrected file, or take back the changed model, before it runs.`,
    )
    .action(async (_, command: Command) => {
      const { publishId, to } = await rolledBack(command.optsWithGlobals<RollBackOptions>());
      say(`publish ${publishId} shows what stood after publish ${to}`);
    });
}

async function rolledBack(options: RollBackOptions) {
  const tools = { models: await readModels(MODELS_FOLDER), clock: () => new Date() };
  try {
    if (options.bucket !== undefined) return await rollBackOnAws(placesOf(options), tools, options.to);
    const workspace = await openWorkspace(options.workspace);
    const engine = options.trino
      ? await openTrino({ url: options.trino, ...(options.location && { location: options.location }) })
      : await workspace.openWarehouse();
    try {
      return await rollBack({ ...tools, engine }, options.to);
    } finally {
      await engine.close();
    }
  } catch (error) {
    if (error instanceof NoSuchPublish) throw new WrongUse(error.message);
    throw error;
  }
}

function placesOf({
  bucket,
  curatedBucket,
  workgroup,
  modelDatabase,
  curatedDatabase,
}: RollBackOptions): AwsPlaces {
  if (!bucket || !curatedBucket || !workgroup || !modelDatabase || !curatedDatabase) {
    throw new WrongUse(
      'on AWS name all of --bucket, --curated-bucket, --workgroup, --model-database and --curated-database',
    );
  }
  return { bucket, curatedBucket, workgroup, modelDatabase, curatedDatabase };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('write the number of a publish, such as 41.');
  return Number(text);
}
