import { parseArgs } from 'node:util';
import { audit } from '../functions/suppress/audit/audit.ts';
import { publishedOf } from '../functions/suppress/audit/published.ts';
import { openSolver } from '../functions/suppress/audit/solver.ts';
import type { Cell } from '../functions/suppress/cell.ts';
import { PARAMETERS } from '../functions/suppress/parameters.ts';
import { cellsOf, figuresSelect, SLICES_SELECT, slicesOf } from '../functions/suppress/shown-cells.ts';
import { suppress } from '../functions/suppress/suppress.ts';
import { openWorkspace } from '../local/workspace.ts';
import { sayCost } from './measure.ts';

/**
 * Suppresses the figures of a refreshed workspace once more, slice by slice as a refresh does, and attacks them.
 * --no-audit leaves the attack out, --no-complementary what small groups could be told by.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    audit: { type: 'boolean', default: true },
    complementary: { type: 'boolean', default: true },
    size: { type: 'string', default: String(PARAMETERS.narrowest.size) },
  },
});

const parameters = { ...PARAMETERS, narrowest: { ...PARAMETERS.narrowest, size: Number(values.size) } };
const highs = await openSolver();
const { openWarehouse } = await openWorkspace(positionals[0] ?? 'workspace');
const engine = await openWarehouse({ readOnly: true });
const totals = {
  cells: 0,
  primary: 0,
  complementary: 0,
  figureHidden: 0,
  bands: 0,
  families: 0,
  attacked: 0,
  recovered: 0,
  contradictory: 0,
};
for (const slice of slicesOf(await engine.rows(SLICES_SELECT))) {
  const cells = cellsOf(await engine.rows(figuresSelect(slice)));
  const startedAt = performance.now();
  const verdicts = suppress(cells, { parameters, isComplementary: values.complementary });
  const suppressed = performance.now();
  const found = values.audit ? audit(verdicts.map(publishedOf), parameters, highs) : undefined;
  const count = (is: (verdict: (typeof verdicts)[number]) => boolean) => verdicts.filter(is).length;
  const told = {
    cells: cells.length,
    primary: count(({ shows, reason }) => shows === 'nothing' && reason === 'primary'),
    complementary: count(({ shows, reason }) => shows === 'nothing' && reason === 'complementary'),
    figureHidden: count(({ shows, reason }) => shows === 'size' && reason !== null),
    bands: count(({ shows }) => shows === 'band'),
    families: wholeFamilies(cells),
    attacked: found?.secrets ?? 0,
    recovered: found?.recovered.length ?? 0,
    contradictory: found?.contradictory ?? 0,
  };
  for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += told[key];
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  process.stdout.write(
    `${slice.school_year} ${slice.window_code}: ${JSON.stringify(told)} ${seconds(startedAt, suppressed)} s, audit ${seconds(suppressed, performance.now())} s\n`,
  );
  for (const { cell, what, lowest, highest } of found?.recovered.slice(0, 5) ?? [])
    process.stdout.write(`  ${what} of ${cell.measure}, ${cell.level}: ${lowest} to ${highest}\n`);
}
await engine.close();
process.stdout.write(`${JSON.stringify(totals)}\n`);
sayCost();

/** How many cells are hidden when a small group takes its whole family with it. */
function wholeFamilies(cells: readonly Cell[]): number {
  const families = Map.groupBy(cells, ({ measure, level, organisation, grade, family, source }) =>
    [measure, level, organisation, grade, family, source].join('|'),
  );
  const isSmall = ({ denominator, students }: Cell) =>
    denominator > 0 && (students ?? denominator) < parameters.smallestGroup;
  return [...families.values()].filter((family) => family.some(isSmall)).flat().length;
}
