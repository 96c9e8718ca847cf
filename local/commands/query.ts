import type { Command } from 'commander';
import { say, sayJson, table } from '../terminal.ts';
import { isoDay, openTables, type ReadOptions } from './show.ts';

export function addQuery(program: Command): void {
  program
    .command('query')
    .description('ask the workspace in SQL: curated tables as they stand, models, landings')
    .argument('<sql>', 'one select')
    .option('--as <principal>', 'the curated tables alone, as this reader is shown them')
    .option('--as-of <date>', 'the rows that stood at the end of a day', isoDay)
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
      const { workspace, as, asOf, json } = command.optsWithGlobals<ReadOptions & { json?: boolean }>();
      const published = await openTables(workspace, { as, asOf });
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
