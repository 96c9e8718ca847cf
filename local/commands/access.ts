import type { Command } from 'commander';
import type { Access } from '../../functions/access/access.ts';
import { trinoRules } from '../../functions/access/trino-rules.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { everyAccess, openPublishedTo } from '../published-to.ts';
import { say, sayJson, table, WrongUse } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';
import { MODELS_FOLDER } from './refresh.ts';

// What `tower refresh --engine trino` writes to, and as whom.
const TRINO = { publisher: 'control-tower', catalog: 'curated', schema: 'tower' };

interface AccessOptions {
  readonly workspace: string;
  readonly as?: string;
  readonly trinoRules?: boolean;
  readonly json?: boolean;
}

export function addAccess(program: Command): void {
  program
    .command('access')
    .description('what a reader sees today, and by which grants')
    .option('--as <principal>', 'the reader')
    .option(
      '--trino-rules',
      'print what every reader sees as rules of a Trino: npm run trino -- --rules FILE',
    )
    .option('--json', 'print it as JSON')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<AccessOptions>();
      const workspace = await openWorkspace(options.workspace);
      const models = await readModels(MODELS_FOLDER);
      if (options.trinoRules)
        return sayJson(trinoRules(await everyAccess(workspace, models, new Date()), TRINO));
      if (options.as === undefined) throw new WrongUse('say whose access: --as PRINCIPAL, or --trino-rules');
      const { access, close } = await openPublishedTo(options.as, workspace, models, new Date());
      await close();
      if (options.json) sayJson(access);
      else for (const line of describe(access)) say(line);
    });
}

/** The same for one who is not known and for one whose grant has ended. */
function describe({ grants, tables }: Access): string[] {
  if (grants.length === 0) return ['no grant holds today: every table is closed'];
  const holds = grants.map(
    ({ scope_kind, scope_code, detail, sees_district_totals, from_date, to_date }) => ({
      grant: `${scope_kind} ${scope_code}`,
      detail,
      'district totals': sees_district_totals ? 'yes' : 'no',
      from: from_date,
      to: to_date,
    }),
  );
  const sees = tables.map((access) =>
    access.outcome === 'open'
      ? {
          table: access.table,
          rows: access.filter,
          'closed columns': access.closedColumns.join(', ') || 'none',
        }
      : { table: access.table, rows: `closed: ${access.reason}`, 'closed columns': 'all' },
  );
  return [table(holds), '', table(sees)];
}
