import { readFeeds } from '../feeds/contract/catalogue.ts';
import { openDuckdb } from '../functions/engines/duckdb.ts';
import { readModels } from '../functions/refresh/models.ts';
import { refresh } from '../functions/refresh/refresh.ts';
import { SHOWN_CELLS } from '../functions/suppress/shown-cells.ts';
import { openWorkspace } from '../local/workspace.ts';
import { sayCost } from './measure.ts';

/** Refreshes a workspace; or with `scan` reads the one column of attendance that figures need, and nothing more. */
const [folder = '', what] = process.argv.slice(2);
const workspace = await openWorkspace(folder);
if (what === 'scan' || what === 'count') {
  const engine = await openDuckdb({ path: ':memory:', store: workspace.store });
  const condition = what === 'scan' ? ` filter (where status = 'absent')` : '';
  const [row] = await engine.rows(
    `select count(*)${condition} as found from read_parquet('${folder}/landed/attendance/*/rows.parquet', hive_partitioning = false)`,
  );
  process.stdout.write(`${row?.found}\n`);
} else {
  const engine = await workspace.openWarehouse();
  const models = await readModels('sql');
  let suppressing = 0;
  let begun: { step: string; at: number } | undefined;
  const { outcome } = await refresh({
    store: workspace.store,
    engine,
    feeds: await readFeeds(),
    models,
    clock: () => new Date(),
    onStep: (step) => {
      if (begun?.step === SHOWN_CELLS) suppressing += (performance.now() - begun.at) / 1000;
      begun = { step, at: performance.now() };
    },
  });
  const [row] = await engine.rows('select count(*) as figures from fct_measure');
  process.stdout.write(`${JSON.stringify({ outcome, suppressing, figures: Number(row?.figures) })}\n`);
  await engine.close();
}
sayCost();
