import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readModels } from '../functions/refresh/models.ts';
import { AwsRefused, awsCli } from './aws-cli.ts';
import { EnvironmentError, readEnvironment } from './environment.ts';
import { SmokeFailed, smoke } from './smoke-checks.ts';

const ROOT = join(import.meta.dirname, '..');
const SECONDS_BETWEEN = 10;
/** What the samples land as, in the order in which they can be waited for. */
const FEEDS = ['schools', 'published_results', 'measures', 'targets', 'plan_items', 'plan_readings'];

async function samples(): Promise<{ path: string; key: string }[]> {
  const folder = join(ROOT, 'samples');
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path, key: `smoke/${path.slice(folder.length + 1)}` };
    });
}

// npm run smoke -- --env NAME
const { values } = parseArgs({ options: { env: { type: 'string', default: 'dev' } } });
try {
  const environment = await readEnvironment(values.env);
  if (environment.production)
    throw new EnvironmentError(`${values.env} is production: samples are not dropped there`);
  await smoke({
    environment,
    models: await readModels(join(ROOT, 'sql')),
    aws: awsCli(environment.region),
    samples: await samples(),
    feeds: FEEDS,
    wait: () => setTimeout(SECONDS_BETWEEN * 1000),
    say: (line) => process.stdout.write(`${line}\n`),
  });
} catch (error) {
  const isExpected = [EnvironmentError, SmokeFailed, AwsRefused].some((kind) => error instanceof kind);
  if (!isExpected) throw error;
  process.stderr.write(`FAILED: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
