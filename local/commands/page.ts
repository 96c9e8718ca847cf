import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { renderPage } from '../page/page.ts';
import { say } from '../terminal.ts';
import { type ReadOptions, scorecardOf } from './show.ts';

export function addPage(program: Command): void {
  program
    .command('page')
    .description('write the scorecard as one page that opens without a server')
    .option('--as <principal>', 'what this reader is shown')
    .option('-o, --out <file>', 'the page', 'control-tower.html')
    .action(async (_, command: Command) => {
      const { workspace, as, out } = command.optsWithGlobals<ReadOptions & { out: string }>();
      await writeFile(
        out,
        renderPage(await scorecardOf(workspace, as), { generatedAt: new Date().toISOString() }),
      );
      say(`wrote ${out}`);
    });
}
