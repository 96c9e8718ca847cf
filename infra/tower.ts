import { type App, Tags } from 'aws-cdk-lib';
import type { Model } from '../functions/refresh/models.ts';
import { AccessStack } from './access.ts';
import { CatalogueStack } from './catalogue.ts';
import type { Environment } from './environment.ts';
import type { Bundles } from './handler.ts';
import { LandingStack } from './landing.ts';
import { MonitoringStack } from './monitoring.ts';
import { RefreshStack } from './refresh.ts';
import { acknowledge } from './rules/acknowledge.ts';
import { StorageStack } from './storage.ts';

export interface TowerProps {
  readonly environment: Environment;
  readonly models: readonly Model[];
  readonly bundles: Bundles;
  /**
   * Whether a tear-down may take the data with it, where the environment's file allows it as well.
   * @default false
   */
  readonly mayDestroyData?: boolean;
}

export interface Tower {
  readonly storage: StorageStack;
  readonly catalogue: CatalogueStack;
  readonly landing: LandingStack;
  readonly refresh: RefreshStack;
  readonly access: AccessStack;
  readonly monitoring: MonitoringStack;
}

/** Every stack of one environment. */
export function controlTower(app: App, props: TowerProps): Tower {
  const { environment, models, bundles, mayDestroyData = false } = props;
  const { prefix, account, region, production } = environment;
  const stack = (concern: string, description: string) => ({
    stackName: `${prefix}-${concern}`,
    description: `Control Tower: ${description}`,
    env: { region, ...(account && { account }) },
    terminationProtection: production,
    environment,
  });
  Tags.of(app).add('application', 'control-tower');
  Tags.of(app).add('environment', environment.name);
  acknowledge(app, {
    'NIST.800.53.R5-IAMNoInlinePolicy':
      'A policy belongs to one role and goes with it; none is to be attached to a second.',
  });

  const storage = new StorageStack(app, 'storage', {
    ...stack('storage', 'buckets and keys'),
    mayDestroyData,
  });
  const catalogue = new CatalogueStack(app, 'catalogue', {
    ...stack('catalogue', 'databases, Lake Formation, curated tables'),
    storage,
    bundles,
  });
  const landing = new LandingStack(app, 'landing', {
    ...stack('landing', 'from the inbox to landed rows'),
    storage,
    bundles,
  });
  const refresh = new RefreshStack(app, 'refresh', {
    ...stack('refresh', 'from landed rows to published tables'),
    storage,
    catalogue,
    bundles,
    models,
  });
  refresh.addStackDependency(catalogue, 'grants name tables that it makes');
  const access = new AccessStack(app, 'access', {
    ...stack('access', 'who reads what'),
    storage,
    catalogue,
    models,
  });
  const monitoring = new MonitoringStack(app, 'monitoring', {
    ...stack('monitoring', 'alarms, dashboard, budget'),
    catalogue,
    landing,
    refresh,
  });
  return { storage, catalogue, landing, refresh, access, monitoring };
}
