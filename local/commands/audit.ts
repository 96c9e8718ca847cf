import type { Command } from 'commander';
import { type Audit, audit, type Recovered } from '../../functions/suppress/audit/audit.ts';
import { openSolver } from '../../functions/suppress/audit/solver.ts';
import { PARAMETERS } from '../../functions/suppress/parameters.ts';
import { publishedCells } from '../published-cells.ts';
import { type SuppressionCost, suppressionCosts } from '../suppression-cost.ts';
import { EXIT, endProgress, progress, say, sayJson, table } from '../terminal.ts';
import { openTables, type ReadOptions } from './show.ts';

const MOST_SHOWN = 20;

type AuditedSlice = Audit & { readonly slice: string };

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

Exit status: 0 nothing can be found out, 5 something can, or could not be attacked.`,
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
  const published = await openTables(workspace, { as: principal });
  try {
    const solver = await openSolver();
    const audits: AuditedSlice[] = [];
    for await (const { slice, cells } of publishedCells(published)) {
      progress(`auditing ${slice}`);
      audits.push({ slice, ...audit(cells, PARAMETERS, solver) });
    }
    endProgress();
    // Whoever sees suppressed tables alone sees no row of the others, and is told no cost.
    const costs = await suppressionCosts(published, PARAMETERS);
    if (isJson) sayJson({ audits, costs });
    else for (const line of describe(audits, costs)) say(line);
    // What could not be attacked is not proven either.
    const isProven = audits.every(({ recovered, contradictory }) => recovered.length + contradictory === 0);
    return isProven ? EXIT.ok : EXIT.recovered;
  } finally {
    endProgress();
    await published.close();
  }
}

function describe(audits: readonly AuditedSlice[], costs: readonly SuppressionCost[]): string[] {
  const recovered = audits.flatMap((one) => one.recovered);
  const unproven = audits.reduce((sum, { contradictory }) => sum + contradictory, 0);
  const lines = audits.map(({ slice, cells, secrets, recovered, contradictory }) => ({
    'year and window': slice,
    cells,
    attacked: secrets,
    recovered: recovered.length,
    contradictory,
  }));
  if (lines.length === 0) return ['no suppressed figure is published'];
  return [
    ...(costs.length > 0 ? ['What suppression costs, in cells:', table(costs.map(costLine)), ''] : []),
    'What readers can find out:',
    table(lines),
    ...recovered.slice(0, MOST_SHOWN).map(describeOne),
    recovered.length === 0
      ? `nothing ${unproven === 0 ? '' : 'that was attacked and is '}hidden can be found out within a measure`
      : `${recovered.length} hidden figures can be found out`,
    ...(unproven === 0
      ? []
      : [
          `${unproven} could not be attacked: the rows of their measures do not add up, so nothing is proven of them`,
        ]),
  ];
}

function costLine({ slice, cells, primary, complementary, figures, bands, families }: SuppressionCost) {
  const share = (count: number) => `${((100 * count) / cells).toFixed(1)} %`;
  return {
    'year and window': slice,
    cells,
    primary,
    complementary,
    'figure alone hidden': figures,
    bands,
    hidden: share(primary + complementary),
    'whole families': `${families} (${share(families)})`,
  };
}

function describeOne({ cell, what, lowest, highest }: Recovered): string {
  const { measure, level, organisation, grade, subgroup } = cell;
  return `    ${what} of ${[measure, level, organisation, grade, subgroup].join(' ')}: ${lowest} to ${highest}`;
}
