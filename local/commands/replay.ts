import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Command, InvalidArgumentError } from 'commander';
import { readLanded, readRefused } from '../../functions/land/live.ts';
import { type Chosen, replayOf } from '../../functions/land/replay.ts';
import { send } from '../../functions/land/sqs-queue.ts';
import { openS3Client, s3Store } from '../../functions/stores/s3.ts';
import { say, WrongUse } from '../terminal.ts';

interface ReplayOptions {
  readonly bucket: string;
  readonly queue: string;
  readonly day?: string;
  readonly receipt?: string;
  readonly dryRun?: boolean;
}

export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('on AWS: land files again, from the originals that were kept')
    .requiredOption('--bucket <name>', 'the bucket of the store')
    .requiredOption('--queue <url>', 'the queue of landing')
    .option('--day <yyyy-mm-dd>', 'every file that was dropped on this day (UTC)', day)
    .option('--receipt <key>', 'the file of one receipt: receipts/landed/… or receipts/refused/…')
    .option('--dry-run', 'say what would be landed again, and send nothing')
    .addHelpText(
      'after',
      `
What was landed by the contract of today stays as it is; what it would judge otherwise is landed anew, and counts from
when it counted before. docs/replay-a-day.md says when that helps.`,
    )
    .action(async (options: ReplayOptions) => replay(options));
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('Write the day as 2025-09-01.');
  return text;
}

async function replay({ bucket, queue, day, receipt, dryRun }: ReplayOptions): Promise<void> {
  if ((day === undefined) === (receipt === undefined)) throw new WrongUse('give either --day or --receipt');
  const chosen: Chosen = day === undefined ? { receipt: receipt ?? '' } : { day };
  const workFolder = await mkdtemp(join(tmpdir(), 'tower-replay-'));
  try {
    const store = s3Store({ client: openS3Client(), bucket, workFolder });
    const { messages, without } = replayOf(
      [...(await readLanded(store)), ...(await readRefused(store))],
      chosen,
    );
    for (const message of messages) say(`again     ${message.receipt}`);
    for (const file of without) say(`skipped   ${file}: its original was not kept, drop it again`);
    if (messages.length + without.length === 0) say('nothing came in that this names');
    if (!dryRun) await send(new SQSClient({}), queue, messages);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}
