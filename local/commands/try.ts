import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { generateDistrict } from '../generate/generate.ts';
import { renderPage } from '../page/page.ts';
import { endProgress, progress, say } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import { landFiles } from './land.ts';
import { refreshWorkspace } from './refresh.ts';
import { scorecardOf, showScorecard } from './show.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');

// Small enough for a first look; what has no public data comes from this district.
const MADE_UP = { students: 3000, seed: 1 };

export function addTry(program: Command): void {
  program
    .command('try')
    .description(
      'land the samples and a small made-up district, refresh, show the scorecard and write the page',
    )
    .option('-o, --out <file>', 'the page', 'control-tower.html')
    .action(async (_, command: Command) => {
      const { workspace, out } = command.optsWithGlobals<{ workspace: string; out: string }>();
      const { workFolder } = await openWorkspace(workspace);
      const madeUp = await mkdtemp(join(workFolder, 'made-up-'));
      try {
        await generateDistrict({ ...MADE_UP, outDir: madeUp }, (step, done, total) =>
          progress(`making up a district, ${done} of ${total}: ${step}`),
        );
        endProgress();
        await landFiles([SAMPLES, madeUp], { workspace });
      } finally {
        await rm(madeUp, { recursive: true, force: true });
      }
      const status = await refreshWorkspace({ workspace });
      if (status !== 0) {
        process.exitCode = status;
        return;
      }
      const scorecard = await scorecardOf(workspace);
      showScorecard(scorecard);
      await writeFile(out, renderPage(scorecard, { generatedAt: new Date().toISOString() }));
      say(`\nwrote ${out}: open it in a browser`);
    });
}
