import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { renderPage } from '../page/page.ts';
import { say } from '../terminal.ts';
import { isoDay, type ReadOptions, scorecardOf } from './show.ts';

export function addPage(program: Command): void {
  program
    .command('page')
    .description('write the scorecard as one page that opens without a server')
    .option('--as <principal>', 'what this reader is shown')
    .option('--as-of <date>', 'the figures that stood at the end of a day', isoDay)
    .option('-o, --out <file>', 'the page', 'control-tower.html')
    .action(async (_, command: Command) => {
      const { workspace, as, asOf, out } = command.optsWithGlobals<ReadOptions & { out: string }>();
      await writeFile(
        out,
        renderPage(await scorecardOf(workspace, { as, asOf }), { generatedAt: new Date().toISOString() }),
      );
      say(`wrote ${out}`);
    });
}
