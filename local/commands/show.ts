import type { Command } from 'commander';
import { z } from 'zod';
import type { Access } from '../../functions/access/access.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { openPublished, type Published } from '../published.ts';
import { openPublishedTo, type PublishedTo } from '../published-to.ts';
import type { Audience } from '../scorecard/organisations.ts';
import { readScorecard, type Scorecard } from '../scorecard/scorecard.ts';
import { screenOf } from '../scorecard/screen.ts';
import { renderTerminal } from '../scorecard/terminal.ts';
import { say, sayJson, WrongUse } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';

export interface ReadOptions {
  readonly workspace: string;
  /** The principal as whom to read. */
  readonly as?: string | undefined;
  /** The day whose figures to read, ISO. */
  readonly asOf?: string | undefined;
}

/** What of the published tables is opened. */
interface Opening extends Omit<ReadOptions, 'workspace'> {
  /** Tables of which every version is opened too, as `<table>_versions` with publish_from and publish_to. */
  readonly versionsOf?: readonly string[];
}

export function addShow(program: Command): void {
  program
    .command('show')
    .description('the scorecard: goals and guardrails, then the wildly important goals of the plan')
    .option('--as <principal>', 'what this reader is shown')
    .option('--as-of <date>', 'the figures that stood at the end of a day, such as 2025-05-13', isoDay)
    .option('--json', 'print the scorecard as JSON')
    .action(async (_, command: Command) => {
      const { workspace, json, ...reading } = command.optsWithGlobals<ReadOptions & { json?: boolean }>();
      const scorecard = await scorecardOf(workspace, reading);
      if (json) sayJson(scorecard);
      else showScorecard(scorecard);
    });
}

/** The scorecard of what is published in a workspace, as a whole or as a principal is shown it. */
export async function scorecardOf(
  workspace: string,
  reading: Omit<ReadOptions, 'workspace'> = {},
): Promise<Scorecard> {
  const published = await openTables(workspace, reading);
  try {
    return await readScorecard(published.query, audienceOf(published.access));
  } finally {
    await published.close();
  }
}

/** The published tables of a workspace, whole or as a principal is shown them. */
export async function openTables(
  folder: string,
  { as: principal, asOf, versionsOf }: Opening = {},
): Promise<Published & Partial<Pick<PublishedTo, 'access'>>> {
  const workspace = await openWorkspace(folder);
  const models = await readModels(MODELS_FOLDER);
  return principal === undefined
    ? await openPublished(workspace, models, asOf, versionsOf)
    : await openPublishedTo(principal, workspace, models, new Date(), asOf, versionsOf);
}

/** @throws WrongUse for what is no day of the calendar */
export function isoDay(text: string): string {
  if (z.iso.date().safeParse(text).success) return text;
  throw new WrongUse(`"${text}" is no day: write it as 2025-05-13`);
}

function audienceOf(access: Access | undefined): Audience {
  if (access === undefined || access.grants.some(({ scope_kind }) => scope_kind === 'district'))
    return 'district';
  return access.grants.length > 0 ? 'part' : 'nobody';
}

export function showScorecard(scorecard: Scorecard): void {
  say(renderTerminal(scorecard, screenOf(process.stdout, process.env)));
}
