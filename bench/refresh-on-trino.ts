import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { readFeeds } from '../feeds/contract/catalogue.ts';
import type { Engine, Row } from '../functions/engines/engine.ts';
import { openTrino } from '../functions/engines/trino.ts';
import { type Model, readModels } from '../functions/refresh/models.ts';
import { refresh } from '../functions/refresh/refresh.ts';
import { startTrino } from '../local/trino/server.ts';
import { openWorkspace } from '../local/workspace.ts';
import { sayCost } from './measure.ts';

/** Refreshes a workspace on DuckDB and on a Trino, compares the rows of every model, and says what the Trino read. */
const [folder = '', heap = '5G'] = process.argv.slice(2);
const workspace = await openWorkspace(folder);
const feeds = await readFeeds();
const models = await readModels('sql');
const clock = () => new Date();
const duckdb = await workspace.openWarehouse();
await refreshOn(duckdb);

const trino = await startTrino({ folder, heap });
const ran = new Map<string, { readonly statement: string; readonly bytes: number }>();
let isRunning = true;
const watching = watch();
const engine = await openTrino({ url: trino.url });
const startedAt = performance.now();
await refreshOn(engine);
const wall = (performance.now() - startedAt) / 1000;
isRunning = false;
await watching;

const differing: string[] = [];
let compared = 0;
for (const model of models) {
  const rows = await rowsOf(duckdb, model);
  compared += rows.length;
  const others = await rowsOf(engine, model);
  if (rows.length !== others.length || rows.some((row, at) => row !== others[at])) differing.push(model.name);
}
await engine.close();
await trino.stop();
await duckdb.close();
process.stdout.write(
  `${JSON.stringify({ wall, compared, models: models.length, differing, read: read() })}\n`,
);
sayCost();

async function refreshOn(on: Engine): Promise<void> {
  const { outcome } = await refresh({ store: workspace.store, engine: on, feeds, models, clock });
  if (outcome !== 'published') throw new Error(outcome);
}

/** Keeps what Trino tells of each statement: it forgets them after a while. */
async function watch(): Promise<void> {
  const query = z.object({
    queryId: z.string(),
    query: z.string(),
    queryStats: z.object({ physicalInputDataSize: z.string() }),
  });
  for (let isLast = false; !isLast; ) {
    isLast = !isRunning;
    const answer = await fetch(`${trino.url}/v1/query`, { headers: { 'X-Trino-User': 'control-tower' } });
    for (const told of z.array(query).parse(await answer.json())) {
      ran.set(told.queryId, { statement: told.query, bytes: bytesOf(told.queryStats.physicalInputDataSize) });
    }
    await wait(1000);
  }
}

/** A size as Trino prints it, such as 1234B. */
function bytesOf(size: string): number {
  const [, digits, unit] = /^([\d.]+)(B|kB|MB|GB|TB)$/.exec(size) ?? [];
  const scale = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }[unit ?? ''];
  if (scale === undefined) throw new Error(`Trino says it read ${size}`);
  return Number(digits) * scale;
}

/** What statements read that an Athena would bill: none that define, none about the names of tables. */
function read(): { statements: number; bytes: number; sizes: number[] } {
  const billed = [...ran.values()].filter(
    ({ statement }) =>
      /^\s*(select|with|insert|merge|delete|update|create table \S+ with .* as select)\b/is.test(statement) &&
      !statement.includes('information_schema') &&
      !/limit 0\s*$/.test(statement),
  );
  const sizes = billed.map(({ bytes }) => bytes);
  return { statements: billed.length, bytes: sizes.reduce((sum, size) => sum + size, 0), sizes };
}

async function rowsOf(on: Engine, { name, columns }: Model): Promise<string[]> {
  const rows = await on.rows(`select ${columns.map((column) => column.name).join(', ')} from ${name}`);
  return rows.map(textOf).sort();
}

function textOf(row: Row): string {
  return JSON.stringify(Object.values(row), (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}
