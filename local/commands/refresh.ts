import { join } from 'node:path';
import type { Command } from 'commander';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { openTrino } from '../../functions/engines/trino.ts';
import type { BrokenCheck } from '../../functions/refresh/audit.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { type RefreshResult, refresh } from '../../functions/refresh/refresh.ts';
import { EXIT, endProgress, progress, say, sayJson } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';

export const MODELS_FOLDER = join(import.meta.dirname, '..', '..', 'sql');

export interface RefreshOptions {
  readonly workspace: string;
  readonly engine?: 'duckdb' | 'trino';
  readonly trino?: string;
  readonly location?: string;
  readonly models?: string;
  readonly json?: boolean;
}

export function addRefresh(program: Command): void {
  program
    .command('refresh')
    .description('compute every model from what has landed, check it, and publish what passed')
    .option('--engine <name>', 'duckdb, in this process, or trino', 'duckdb')
    .option('--trino <url>', 'address of the Trino', 'http://127.0.0.1:8080')
    .option('--location <uri>', 'where that Trino sees the workspace', 'local:///')
    .option('--models <folder>', 'folder of the models', MODELS_FOLDER)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
A check of severity error that fails leaves the published tables as they were; the message names the model, the
rule and the rows. With nothing new since the last publish, nothing is computed.

Exit status: 0 published or nothing new, 4 refused by a check, 1 something broke.`,
    )
    .action(async (_, command: Command) => {
      process.exitCode = await refreshWorkspace(command.optsWithGlobals());
    });
}

/** Refreshes a workspace and says what came of it. @returns the exit status */
export async function refreshWorkspace(options: RefreshOptions): Promise<number> {
  const workspace = await openWorkspace(options.workspace);
  const feeds = await readFeeds();
  const models = await readModels(options.models ?? MODELS_FOLDER);
  const engine =
    options.engine === 'trino'
      ? await openTrino({
          url: options.trino ?? 'http://127.0.0.1:8080',
          ...(options.location ? { location: options.location } : {}),
        })
      : await workspace.openWarehouse();
  try {
    const result = await refresh({
      store: workspace.store,
      engine,
      feeds,
      models,
      clock: () => new Date(),
      onStep: (step, place, of) => progress(`refreshing ${place} of ${of}: ${step}`),
    });
    endProgress();
    if (options.json) sayJson(result);
    else for (const line of describe(result)) say(line);
    return result.outcome === 'refused' ? EXIT.refused : EXIT.ok;
  } finally {
    endProgress();
    await engine.close();
  }
}

function describe(result: RefreshResult): string[] {
  switch (result.outcome) {
    case 'unchanged':
      return [`nothing new: publish ${result.publishId} stands`];
    case 'published':
      return [...result.warnings.flatMap(describeCheck), `published as number ${result.publishId}`];
    case 'refused': {
      const stands =
        result.publishId === undefined ? 'nothing is published yet' : `publish ${result.publishId} stands`;
      return [...result.broken.flatMap(describeCheck), `not published: ${stands}`];
    }
  }
}

function describeCheck({ model, check, severity, rows, examples, select }: BrokenCheck): string[] {
  return [
    `${severity}: ${model}: ${rows} ${rows === 1 ? 'row breaks' : 'rows break'} ${check}`,
    ...examples.map((example) => `    ${example}`),
    `    all of them: tower query "${select.replaceAll(/\s+/g, ' ').replaceAll('"', '\\"')}"`,
  ];
}
