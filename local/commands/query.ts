import type { Command } from 'commander';
import { readModels } from '../../functions/refresh/models.ts';
import { openPublished } from '../published.ts';
import { say, sayJson, table } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';

export function addQuery(program: Command): void {
  program
    .command('query')
    .description('ask the workspace in SQL: curated tables as they stand, models, landings')
    .argument('<sql>', 'one select')
    .option('--json', 'print the rows as JSON')
    .addHelpText(
      'after',
      `
Curated tables (fct_measure, dim_organisation, …) show the last publish. Models in between (met_…, ind_…, stg_…)
show the last refresh, also one that a check refused.

Example:
  tower query "select organisation_code, numerator, denominator from fct_measure where measure_code = 'chronic_absence'"`,
    )
    .action(async (sql: string, _, command: Command) => {
      const { workspace, json } = command.optsWithGlobals<{ workspace: string; json?: boolean }>();
      const published = await openPublished(await openWorkspace(workspace), await readModels(MODELS_FOLDER));
      try {
        const rows = await published.query(sql);
        if (json) sayJson(rows);
        else
          say(
            rows.length === 0
              ? 'no rows'
              : `${table(rows)}\n${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`,
          );
      } finally {
        await published.close();
      }
    });
}
