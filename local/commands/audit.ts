import type { Command } from 'commander';
import { audit } from '../../functions/suppress/audit/audit.ts';
import { openSolver } from '../../functions/suppress/audit/solver.ts';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { type AuditedSlice, describeAudits, describeBetween } from '../audit-report.ts';
import { betweenPublishes, COMPARED } from '../between-publishes.ts';
import { givenAway } from '../given-away.ts';
import { publishedCells } from '../published-cells.ts';
import { suppressionCosts } from '../suppression-cost.ts';
import { EXIT, endProgress, progress, say, sayJson } from '../terminal.ts';
import { openTables, type ReadOptions } from './show.ts';

export function addAudit(program: Command): void {
  program
    .command('audit')
    .description('attack the suppressed tables as their readers could: is any hidden figure to be found out?')
    .option('--as <principal>', 'with what this reader is shown')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Takes fct_measure_suppressed and the dimensions as they are published, and nothing else, sets up all sums that they
imply, and asks a solver for the least and the greatest that each hidden figure can be.

It also holds the publishes against each other, figure by figure: of what is hidden now, what did an earlier one show,
and which counts differ by a few students between two of them? This is a warning, and does not alter the exit status:
publish suppressed figures when results are final, not daily.

Exit status: 0 nothing can be found out of the last publish, 5 something can, or could not be attacked.`,
    )
    .action(async (_, command: Command) => {
      const { workspace, as, json } = command.optsWithGlobals<ReadOptions & { json?: boolean }>();
      process.exitCode = await auditWorkspace(workspace, as, json === true);
    });
}

/** @returns the exit status */
async function auditWorkspace(
  workspace: string,
  principal: string | undefined,
  isJson: boolean,
): Promise<number> {
  const published = await openTables(workspace, { as: principal, versionsOf: [COMPARED] });
  try {
    const solver = await openSolver();
    const audits: AuditedSlice[] = [];
    for await (const { slice, cells } of publishedCells(published)) {
      progress(`auditing ${slice}`);
      audits.push({ slice, ...audit(cells, PARAMETERS, solver) });
    }
    endProgress();
    const given = await givenAway(published);
    // Whoever sees suppressed tables alone sees no row of the others, and is told no cost.
    const costs = await suppressionCosts(published, PARAMETERS);
    const between = await betweenPublishes(published, PARAMETERS);
    if (isJson) sayJson({ audits, givenAway: given, costs, betweenPublishes: between });
    else {
      const lines = [...describeAudits(audits, given, costs), ...describeBetween(between, PARAMETERS)];
      for (const line of lines) say(line);
    }
    // What could not be attacked is not proven either.
    const isProven = audits.every(({ recovered, contradictory }) => recovered.length + contradictory === 0);
    return isProven && given.length === 0 ? EXIT.ok : EXIT.recovered;
  } finally {
    endProgress();
    await published.close();
  }
}
