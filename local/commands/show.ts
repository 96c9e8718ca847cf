import type { Command } from 'commander';
import { readModels } from '../../functions/refresh/models.ts';
import { openPublished } from '../published.ts';
import { readScorecard, type Scorecard } from '../scorecard/scorecard.ts';
import { screenOf } from '../scorecard/screen.ts';
import { renderTerminal } from '../scorecard/terminal.ts';
import { say, sayJson } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';

export function addShow(program: Command): void {
  program
    .command('show')
    .description('the scorecard: goals and guardrails, then the wildly important goals of the plan')
    .option('--json', 'print the scorecard as JSON')
    .action(async (_, command: Command) => {
      const { workspace, json } = command.optsWithGlobals<{ workspace: string; json?: boolean }>();
      const scorecard = await scorecardOf(workspace);
      if (json) sayJson(scorecard);
      else showScorecard(scorecard);
    });
}

/** The scorecard of what is published in a workspace. */
export async function scorecardOf(workspace: string): Promise<Scorecard> {
  const published = await openPublished(await openWorkspace(workspace), await readModels(MODELS_FOLDER));
  try {
    return await readScorecard(published.query);
  } finally {
    await published.close();
  }
}

export function showScorecard(scorecard: Scorecard): void {
  say(renderTerminal(scorecard, screenOf(process.stdout, process.env)));
}
