import { join } from 'node:path';
import { z } from 'zod';
import { PRICES, VOLUMES } from '../infra/cost.ts';
import { findJava, MissingTool } from '../local/trino/java.ts';
import { landDistrict } from './district.ts';
import { run } from './measure.ts';
import { type Bench, count, ratio } from './page.ts';

/** What bench/refresh-on-trino.ts says. */
const told = z.object({
  wall: z.number(),
  compared: z.int().positive(),
  models: z.int(),
  differing: z.array(z.string()),
  read: z.object({ statements: z.int(), bytes: z.number(), sizes: z.array(z.number()) }),
});

/** A school year on a Trino: the same rows as on DuckDB, and what an Athena would bill for them. */
export async function benchTrino({ folder, students, years, say }: Bench): Promise<void> {
  try {
    await findJava();
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    say(`## On a Trino\n\nNot measured. ${error.message}`);
    return;
  }
  const place = join(folder, 'on-trino');
  const records = await landDistrict(place, students, years.slice(-1));
  const { wall, compared, models, differing, read } = told.parse(
    JSON.parse(run('refresh-on-trino', place).said),
  );
  if (differing.length > 0) throw new Error(`other rows on Trino: ${differing.join(', ')}`);
  const least = PRICES.athenaLeastMegabytes * 1e6;
  const billed = read.sizes.reduce((sum, size) => sum + Math.max(size, least), 0);
  const dollars = (bytes: number) => (bytes / 1e12) * PRICES.athenaTerabyte;
  const aYear = (dollars(billed) * VOLUMES.refreshes * 12) / students;
  say(`## One school year on a Trino: ${count(students)} students, ${count(records)} attendance rows\n`);
  say(
    `\`bench/refresh-on-trino.ts\` refreshes on both engines: ${count(compared)} rows of ${models} models are the same on both. An Athena`,
  );
  say(
    'bills what its statements read, each at the least that it bills. Prices, and refreshes in a month: `infra/cost.ts`.\n',
  );
  say('| of a refresh | is |');
  say('|---|---|');
  say(`| wall on a Trino of this machine, in s | ${Math.round(wall)} |`);
  say(`| statements that are billed | ${read.statements} |`);
  say(`| read, in MB | ${count(read.bytes / 1e6)} |`);
  say(`| its price, in dollars | ${dollars(read.bytes).toFixed(4)} |`);
  say(`| billed, in MB | ${count(billed / 1e6)} |`);
  say(`| its price, in dollars | ${dollars(billed).toFixed(3)} |`);
  say(
    `| per student and year, at ${VOLUMES.refreshes} refreshes a month, in dollars | ${aYear.toFixed(5)} |`,
  );
  say(`| billed to read | ${ratio(billed / read.bytes)} |`);
}
