import type { Command } from 'commander';
import type { Access } from '../../functions/access/access.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { openPublished, type Published } from '../published.ts';
import { openPublishedTo, type PublishedTo } from '../published-to.ts';
import type { Audience } from '../scorecard/organisations.ts';
import { readScorecard, type Scorecard } from '../scorecard/scorecard.ts';
import { screenOf } from '../scorecard/screen.ts';
import { renderTerminal } from '../scorecard/terminal.ts';
import { say, sayJson } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';

export interface ReadOptions {
  readonly workspace: string;
  /** The principal as whom to read. */
  readonly as?: string;
}

export function addShow(program: Command): void {
  program
    .command('show')
    .description('the scorecard: goals and guardrails, then the wildly important goals of the plan')
    .option('--as <principal>', 'what this reader is shown')
    .option('--json', 'print the scorecard as JSON')
    .action(async (_, command: Command) => {
      const { workspace, as, json } = command.optsWithGlobals<ReadOptions & { json?: boolean }>();
      const scorecard = await scorecardOf(workspace, as);
      if (json) sayJson(scorecard);
      else showScorecard(scorecard);
    });
}

/** The scorecard of what is published in a workspace, as a whole or as a principal is shown it. */
export async function scorecardOf(workspace: string, principal?: string): Promise<Scorecard> {
  const published = await openTables(workspace, principal);
  try {
    return await readScorecard(published.query, audienceOf(published.access));
  } finally {
    await published.close();
  }
}

/** The published tables of a workspace, whole or as a principal is shown them. */
export async function openTables(
  folder: string,
  principal?: string,
): Promise<Published & Partial<Pick<PublishedTo, 'access'>>> {
  const workspace = await openWorkspace(folder);
  const models = await readModels(MODELS_FOLDER);
  return principal === undefined
    ? await openPublished(workspace, models)
    : await openPublishedTo(principal, workspace, models, new Date());
}

function audienceOf(access: Access | undefined): Audience {
  if (access === undefined || access.grants.some(({ scope_kind }) => scope_kind === 'district'))
    return 'district';
  return access.grants.length > 0 ? 'part' : 'nobody';
}

export function showScorecard(scorecard: Scorecard): void {
  say(renderTerminal(scorecard, screenOf(process.stdout, process.env)));
}
