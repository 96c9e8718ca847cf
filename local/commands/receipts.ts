import type { Command } from 'commander';
import { readLanded, readRefused } from '../../functions/land/live.ts';
import { say, sayJson, table } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';

export function addReceipts(program: Command): void {
  program
    .command('receipts')
    .description('what came in: one receipt per landing, and the files that were rejected or held back')
    .option('--json', 'print the receipts as JSON')
    .action(async (_, command: Command) => {
      const { workspace, json } = command.optsWithGlobals<{ workspace: string; json?: boolean }>();
      const { store } = await openWorkspace(workspace);
      const landed = await readLanded(store);
      const refused = await readRefused(store);
      if (json) return sayJson([...landed, ...refused]);
      if (landed.length + refused.length === 0) return say('nothing has come in yet');
      if (landed.length > 0) {
        const rows = landed.map(({ at, feed, file, records, landed, quarantined, landingId }) => {
          return { at, feed, file, records, landed, quarantined, landing: landingId };
        });
        say(table(rows));
      }
      for (const { at, outcome, file, reason, hint } of refused)
        say(`${at}  ${outcome}: ${file}: ${reason}. ${hint}`);
    });
}
