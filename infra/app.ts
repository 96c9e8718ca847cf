import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readModels } from '../functions/refresh/models.ts';
import { bundle } from './bundle.ts';
import { MissingBinding } from './duckdb-binding.ts';
import { EnvironmentError, readEnvironment } from './environment.ts';
import { holdToRules } from './rules/packs.ts';
import { controlTower } from './tower.ts';

const app = new App();
holdToRules(app);
const say = (line: string) => process.stderr.write(`${line}\n`);

// The stacks take copies; what was bundled goes with the process.
const bundles = mkdtempSync(join(tmpdir(), 'control-tower-bundles-'));
process.on('exit', () => rmSync(bundles, { recursive: true, force: true }));

try {
  const environment = await readEnvironment(app.node.tryGetContext('environment') ?? 'dev');
  controlTower(app, {
    environment,
    models: await readModels(join(import.meta.dirname, '..', 'sql')),
    bundles: await bundle({ architecture: environment.architecture, folder: bundles, say }),
    mayDestroyData: app.node.tryGetContext('destroyData') === 'yes',
  });
} catch (error) {
  if (!(error instanceof EnvironmentError) && !(error instanceof MissingBinding)) throw error;
  say(error.message);
  process.exit(1);
}
