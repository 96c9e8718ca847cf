import type { Command } from 'commander';
import { readErased } from '../../functions/erase/receipt.ts';
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
      const erasures = await readErased(store);
      if (json) return sayJson([...landed, ...refused, ...erasures]);
      if (landed.length + refused.length + erasures.length === 0) return say('nothing has come in yet');
      if (landed.length > 0) {
        const hasErased = landed.some(({ erased }) => erased !== undefined);
        const rows = landed.map(({ at, feed, file, records, landed, quarantined, erased, landingId }) => {
          const since = hasErased ? { erased: erased ?? 0 } : {};
          return { at, feed, file, records, landed, quarantined, ...since, landing: landingId };
        });
        say(table(rows));
      }
      for (const { at, outcome, file, reason, hint } of refused)
        say(`${at}  ${outcome}: ${file}: ${reason}. ${hint}`);
      for (const { at, outcome, askedBy, rows, left } of erasures) {
        const rest = left.length > 0 ? `, ${left.length} left` : '';
        say(`${at}  a student: ${outcome}, asked by ${askedBy}: ${rows} rows${rest}`);
      }
    });
}
