import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { NIST80053R5Checks } from 'cdk-nag';
import { expect, it, onTestFinished } from 'vitest';
import { ControlTowerRules } from '../../../infra/rules/pack.ts';
import { holdToRules } from '../../../infra/rules/packs.ts';
import { Solutions } from '../../../infra/rules/solutions.ts';
import { complaintsAbout } from '../../../infra/validate.ts';
import { newApp, synthesised } from '../synthesised.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rules-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it.each(['dev', 'production'])(
  'every resource of %s keeps the rules of AWS, of NIST 800-53 and of this project, and is what CloudFormation knows',
  async (environment) => {
    const folder = await temporaryFolder();
    const app = newApp(folder);
    await synthesised(environment, { app });
    const { stacks } = app.synth();
    const packs = [new Solutions(), new NIST80053R5Checks(), new ControlTowerRules()];
    const violations = packs.flatMap((pack) => pack.validateScope(app).violations);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
    expect(complaintsAbout(stacks.map(({ templateFullPath }) => templateFullPath))).toEqual([]);
    expect(stacks.length).toBe(6);
  },
  // Packs and validator go over every resource of six stacks.
  240_000,
);

it('every acknowledgement gives a reason', async () => {
  const app = newApp();
  await synthesised('dev', { app });
  const reasons = app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.values(data as Record<string, string>));
  expect(reasons.length).toBeGreaterThan(10);
  expect(reasons.filter((reason) => reason.split(' ').length < 8)).toEqual([]);
});

it('synth stops where a resource breaks a rule, and names both', async () => {
  const app = newApp(await temporaryFolder());
  holdToRules(app);
  const { access } = await synthesised('dev', { app });
  new ManagedPolicy(access, 'Everything', {
    statements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })],
  });
  expect(() => app.synth()).toThrow(/validation/i);
});
