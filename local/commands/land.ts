import { type Command, Option } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { type Landing, land } from '../../functions/land/land.ts';
import { findExtracts } from '../extracts.ts';
import { EXIT, endProgress, progress, say, sayJson, WrongUse } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';

export interface LandOptions {
  readonly workspace: string;
  readonly feed?: string;
  readonly encoding?: 'windows-1252';
  readonly source?: string;
  readonly madeUp?: boolean;
  readonly acceptSmaller?: boolean;
  readonly again?: boolean;
  readonly json?: boolean;
}

export function addLand(program: Command): void {
  program
    .command('land')
    .description('land extracts: files, or folders with all that is in them')
    .argument('<paths...>', 'CSV files or folders; feeds that others refer to are landed first')
    .option('--feed <name>', 'the feed, where neither the header nor the file name tells')
    .addOption(
      new Option('--encoding <name>', 'of files that are neither UTF-8 nor UTF-16').choices(['windows-1252']),
    )
    .option('--source <text>', 'where the rows come from; instead of the extract.json of the folder')
    .option('--made-up', 'the rows are made up')
    .option(
      '--accept-smaller',
      'land a file that was held back because it is much smaller than what it replaces',
    )
    .option('--again', 'land a file that was landed before, so that it counts as the newest')
    .option('--json', 'print the receipts as JSON')
    .addHelpText(
      'after',
      `
Every record ends up landed or in quarantine, or the file is rejected whole and changes nothing.
Landing the same file twice is harmless. A later file replaces what an earlier one said of the same scope.

Examples:
  tower land extracts/                       a folder, feeds in the right order
  tower land attendance_2025.csv             one file; its name or its header tells the feed
  tower quarantine attendance                what did not land, and why

Exit status: 0 all landed, 3 a file was rejected or held back, 2 wrong use, 1 something broke.`,
    )
    .action(async (paths: string[], _, command: Command) => {
      process.exitCode = await landFiles(paths, command.optsWithGlobals());
    });
}

/** Lands files one after the other and says what became of each. @returns the exit status */
export async function landFiles(paths: readonly string[], options: LandOptions): Promise<number> {
  const feeds = await readFeeds();
  if (options.feed !== undefined && !feeds.has(options.feed)) {
    throw new WrongUse(`there is no feed "${options.feed}"; feeds are ${[...feeds.keys()].join(', ')}`);
  }
  const extracts = await findExtracts(paths, feeds);
  const { store, workFolder } = await openWorkspace(options.workspace);
  const landings: Landing[] = [];
  for (const [at, extract] of extracts.entries()) {
    const name = extract.path.split('/').at(-1);
    const encoding = options.encoding ?? extract.encoding;
    const landing = await land(
      {
        path: extract.path,
        source: options.source ?? extract.source,
        isMadeUp: options.madeUp ?? extract.isMadeUp,
        ...(options.feed === undefined ? {} : { feed: options.feed }),
        ...(encoding === undefined ? {} : { encoding }),
        acceptSmaller: options.acceptSmaller ?? false,
        again: options.again ?? false,
      },
      {
        store,
        feeds,
        workFolder,
        clock: () => new Date(),
        onStep: (step) => progress(`landing ${at + 1} of ${extracts.length}: ${name}: ${step}`),
      },
    );
    endProgress();
    landings.push(landing);
    if (!options.json) say(describe(landing));
  }
  if (options.json) sayJson(landings.map(({ receipt, ...landing }) => ({ ...receipt, ...landing })));
  return landings.some(({ outcome }) => outcome === 'rejected' || outcome === 'held')
    ? EXIT.notLanded
    : EXIT.ok;
}

function describe(landing: Landing): string {
  const { receipt } = landing;
  if (receipt.outcome !== 'landed') {
    const how = receipt.outcome === 'held' ? ' (--accept-smaller)' : '';
    return lines(`${receipt.outcome.padEnd(9)} ${receipt.file}: ${receipt.reason}`, `${receipt.hint}${how}`);
  }
  const { file, feed, landed, records, quarantined, endsWithNewline, at } = receipt;
  const what = `${file}: ${feed}, ${landed} of ${records} records`;
  if (landing.outcome === 'landed_before') {
    const isReplaced = landing.isReplaced && 'Later files replaced all of it; --again makes it the newest.';
    return lines(`known     ${what}, landed at ${at}`, isReplaced);
  }
  return lines(
    `landed    ${what}${quarantined > 0 ? `, ${quarantined} in quarantine` : ''}`,
    !endsWithNewline && 'Its last line has no end: if the file was cut off there, land it again whole.',
  );
}

/** A line, and under it what there is to say about it. */
function lines(first: string, ...others: readonly (string | false)[]): string {
  return [first, ...others.filter((line) => line !== false).map((line) => `          ${line}`)].join('\n');
}
