import { parseArgs } from 'node:util';
import { audit } from '../functions/suppress/audit/audit.ts';
import { publishedOf } from '../functions/suppress/audit/published.ts';
import { openSolver } from '../functions/suppress/audit/solver.ts';
import type { Cell } from '../functions/suppress/cell.ts';
import { PARAMETERS } from '../functions/suppress/parameters.ts';
import { suppress } from '../functions/suppress/suppress.ts';
import { sayCost } from './measure.ts';
import { districtCells } from './suppress-cells.ts';

/** Suppresses a made-up district of full size, slice by slice as a refresh does, and says what it costs. */
const { values } = parseArgs({
  allowNegative: true,
  options: {
    years: { type: 'string', default: '1' },
    students: { type: 'string', default: '141000' },
    audit: { type: 'boolean', default: true },
    primary: { type: 'boolean', default: false },
    size: { type: 'string', default: String(PARAMETERS.narrowest.size) },
  },
});

const parameters = { ...PARAMETERS, narrowest: { ...PARAMETERS.narrowest, size: Number(values.size) } };
const highs = await openSolver();
const totals = { cells: 0, nothing: 0, size: 0, band: 0, primary: 0, complementary: 0, families: 0 };
for (let year = 2025; year > 2025 - Number(values.years); year -= 1) {
  for (const [slice, cells] of districtCells(Number(values.students), year)) {
    const startedAt = performance.now();
    const verdicts = suppress(cells, { parameters, isComplementary: !values.primary });
    const count = (is: (verdict: (typeof verdicts)[number]) => boolean) => verdicts.filter(is).length;
    const found = {
      cells: cells.length,
      nothing: count(({ shows }) => shows === 'nothing'),
      size: count(({ shows }) => shows === 'size'),
      band: count(({ shows }) => shows === 'band'),
      primary: count(({ reason }) => reason === 'primary'),
      complementary: count(({ reason }) => reason === 'complementary'),
      families: wholeFamilies(cells),
    };
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += found[key];
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${slice}: ${JSON.stringify(found)} ${seconds} s\n`);
    if (values.audit) {
      const begunAt = performance.now();
      const { secrets, recovered, contradictory } = audit(verdicts.map(publishedOf), parameters, highs);
      const took = ((performance.now() - begunAt) / 1000).toFixed(1);
      process.stdout.write(
        `  audit: ${secrets} attacked, ${recovered.length} recovered, ${contradictory} contradictory, ${took} s\n`,
      );
      for (const { cell, what, lowest, highest } of recovered.slice(0, 5))
        process.stdout.write(`    ${JSON.stringify({ ...cell, what, lowest, highest })}\n`);
    }
  }
}
process.stdout.write(`all: ${JSON.stringify(totals)}\n`);
sayCost();

/** How many cells are hidden when a small group takes its whole family with it. */
function wholeFamilies(cells: readonly Cell[]): number {
  const families = Map.groupBy(cells, ({ measure, level, organisation, grade, family, source }) =>
    [measure, level, organisation, grade, family, source].join('|'),
  );
  const isSmall = ({ denominator }: Cell) => denominator < parameters.smallestGroup;
  return [...families.values()].filter((family) => family.some(isSmall)).flat().length;
}
