import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import { readModels } from '../../functions/refresh/models.ts';
import { planOf, type Step } from '../../functions/refresh/plan.ts';
import { costPage, monthlyCost, VOLUMES } from '../../infra/cost.ts';

it('docs/cost.md is what `npm run cost` writes', async () => {
  expect(await readFile('docs/cost.md', 'utf8')).toBe(costPage());
});

it('a month without landings and refreshes costs storage, keys and alarms alone', () => {
  const idle = monthlyCost({ ...VOLUMES, filesADay: 0, refreshes: 0, readers: 0 });
  const charged = idle.filter(({ dollars }) => dollars > 0).map(({ service }) => service);
  expect(charged).toEqual(['S3, storage', 'KMS', 'CloudWatch']);
});

it('what Athena reads for a refresh is billed by the terabyte', () => {
  const volumes = {
    ...VOLUMES,
    refreshes: 1000,
    billedStatements: 100,
    statementsOverAttendance: 0,
  };
  // 1,000 refreshes of 100 statements of 10 MB are 1 TB.
  const line = monthlyCost(volumes).find(({ service }) => service === 'Athena, refresh');
  expect(line?.dollars).toBeCloseTo(5);
});

it('the page counts at least the statements that a refresh has', async () => {
  const plan = planOf({
    feeds: await readFeeds(),
    models: await readModels('sql'),
    landed: [],
    today: '2025-11-03',
  });
  const statements: Record<Step['act'], { billed: number; free: number }> = {
    load: { billed: 2, free: 2 },
    expose: { billed: 0, free: 3 },
    view: { billed: 0, free: 1 },
    hold: { billed: 1, free: 0 },
    table: { billed: 2, free: 2 },
    suppress: { billed: 3 + VOLUMES.slices, free: 4 },
    count: { billed: 1, free: 0 },
    gate: { billed: 0, free: 0 },
    ensure: { billed: 0, free: 1 },
    publish: { billed: 1, free: 0 },
    record: { billed: 1, free: 0 },
  };
  const steps = plan.stepsTo(1, new Date('2025-11-03T05:00:00Z')).map(({ act }) => statements[act]);
  const total = (kind: 'billed' | 'free') => steps.reduce((sum, step) => sum + step[kind], 0);
  expect(total('billed')).toBeLessThanOrEqual(VOLUMES.billedStatements);
  expect(total('free')).toBeLessThanOrEqual(VOLUMES.freeStatements);
});
