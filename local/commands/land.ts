import type { Command } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { type Landing, land } from '../../functions/land/land.ts';
import { findExtracts } from '../extracts.ts';
import { EXIT, endProgress, progress, say, sayJson } from '../terminal.ts';
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
    .option('--encoding <name>', 'windows-1252 for a file that is neither UTF-8 nor UTF-16')
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

Exit status: 0 all landed, 3 a file was rejected or held back, 1 something broke.`,
    )
    .action(async (paths: string[], _, command: Command) => {
      process.exitCode = await landFiles(paths, command.optsWithGlobals());
    });
}

/** Lands files one after the other and says what became of each. @returns the exit status */
export async function landFiles(paths: readonly string[], options: LandOptions): Promise<number> {
  const feeds = await readFeeds();
  const { store, workFolder } = await openWorkspace(options.workspace);
  const landings: Landing[] = [];
  const extracts = await findExtracts(paths, feeds);
  for (const [at, extract] of extracts.entries()) {
    const name = extract.path.split('/').at(-1);
    const landing = await land(
      {
        path: extract.path,
        source: options.source ?? extract.source,
        isMadeUp: options.madeUp ?? extract.isMadeUp,
        ...(options.feed === undefined ? {} : { feed: options.feed }),
        ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
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
  if (options.json) sayJson(landings.map(({ receipt }) => receipt));
  return landings.some(({ outcome }) => outcome === 'rejected' || outcome === 'held')
    ? EXIT.notLanded
    : EXIT.ok;
}

function describe(landing: Landing): string {
  const { receipt } = landing;
  if (receipt.outcome !== 'landed') {
    return `${landing.outcome.padEnd(9)} ${receipt.file}: ${receipt.reason}\n          ${receipt.hint}`;
  }
  const what = `${receipt.file}: ${receipt.feed}, ${receipt.landed} of ${receipt.records} records`;
  if (landing.outcome === 'landed_before') return `known     ${what}, landed at ${receipt.at}`;
  const bad = receipt.quarantined > 0 ? `, ${receipt.quarantined} in quarantine` : '';
  return `landed    ${what}${bad}`;
}
