import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { propertiesOf, readable, resourcesOf, synthesised } from './synthesised.ts';

const tower = await synthesised('dev');
const resources = resourcesOf(tower.refresh);

/** What a role was granted by Lake Formation: `permission on resource`. */
function grantsOf(role: string): string[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::LakeFormation::PrincipalPermissions')
    .map(({ Properties }) => Properties as unknown as Grant)
    .filter(({ Principal }) => readable(Principal.DataLakePrincipalIdentifier) === `{${role}.Arn}`)
    .map(({ Permissions, Resource }) => `${Permissions} on ${aimOf(Resource)}`)
    .sort();
}

interface Grant {
  readonly Principal: { readonly DataLakePrincipalIdentifier: object };
  readonly Permissions: string[];
  readonly Resource: {
    readonly Database?: { readonly Name: string };
    readonly Table?: { readonly DatabaseName: string; readonly Name?: string };
  };
}

function aimOf({ Database, Table }: Grant['Resource']): string {
  return Database ? Database.Name : `${Table?.DatabaseName}.${Table?.Name ?? '*'}`;
}

const definitionOf = (machine: string) => readable(propertiesOf(resources, machine).DefinitionString);

describe('a refresh', () => {
  it('calls its four functions and runs statements in its own workgroup', () => {
    const definition = definitionOf('RefreshMachine');
    for (const name of ['Begin', 'Next', 'Suppress', 'End'])
      expect(definition).toContain(`"Resource":"{${name}.Arn}"`);
    expect(definition).toContain('"WorkGroup":"control-tower-dev-refresh"');
    expect(definition).toContain('"Database":"control_tower_dev_model"');
    expect(JSON.parse(definition)).toMatchObject({ TimeoutSeconds: 120 * 60 });
  });

  it('begins by the clock of the district', () => {
    const { ScheduleExpression, ScheduleExpressionTimezone, Target } = propertiesOf<{
      ScheduleExpression: string;
      ScheduleExpressionTimezone: string;
      Target: { Arn: object };
    }>(resources, 'RefreshSchedule');
    expect([ScheduleExpression, ScheduleExpressionTimezone]).toEqual([
      'cron(0 5 ? * MON-FRI *)',
      'America/New_York',
    ]);
    expect(readable(Target.Arn)).toBe('{RefreshMachine}');
  });

  it('begins when a receipt of a landing is written, and tells the sequence nothing of it', () => {
    const { EventPattern, Targets } = propertiesOf<{
      EventPattern: { detail: { bucket: { name: object[] }; object: { key: object[] } } };
      Targets: { Arn: object; Input: string }[];
    }>(resources, 'Landed');
    expect(readable(EventPattern.detail.bucket.name)).toBe('{Store}');
    expect(EventPattern.detail.object.key).toEqual([{ prefix: 'receipts/landed/' }]);
    expect(Targets.map(({ Arn, Input }) => `${readable(Arn)} ${Input}`)).toEqual(['{RefreshMachine} {}']);
  });

  it('is ended by the function that ends it also where it was stopped from outside', () => {
    const { EventPattern, Targets } = propertiesOf<{
      EventPattern: { detail: { status: string[]; stateMachineArn: object[] } };
      Targets: { Arn: object }[];
    }>(resources, 'Stopped');
    expect(EventPattern.detail.status).toEqual(['ABORTED', 'TIMED_OUT']);
    expect(readable(EventPattern.detail.stateMachineArn)).toBe('{RefreshMachine}');
    expect(Targets.map(({ Arn }) => readable(Arn))).toEqual(['{End.Arn}']);
  });
});

describe('the function that suppresses', () => {
  const { MemorySize, Timeout, Environment } = propertiesOf<{
    MemorySize: number;
    Timeout: number;
    Environment: { Variables: Record<string, string> };
  }>(resources, 'Suppress');

  it('has the longest time that there is, and lets its program have most of its memory', () => {
    expect([MemorySize, Timeout]).toEqual([3008, 15 * 60]);
    const megabytes = Number(
      /--max-old-space-size=(\d+)/.exec(Environment.Variables.NODE_OPTIONS ?? '')?.[1],
    );
    expect(megabytes / MemorySize).toBeGreaterThan(0.8);
    expect(megabytes).toBeLessThan(MemorySize - 400);
  });

  it('is tried again where Lambda could not run it, and fails the run where it fails', () => {
    const { Suppress } = JSON.parse(definitionOf('RefreshMachine')).States;
    expect(Suppress.Retry[0].ErrorEquals).toContain('Lambda.TooManyRequestsException');
    expect(Suppress.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Fail the run' },
    ]);
  });
});

describe.each(['Refresh', 'Maintenance'])('the state machine of %s', (name) => {
  const { LoggingConfiguration, TracingConfiguration, EncryptionConfiguration } = propertiesOf(
    resources,
    `${name}Machine`,
  ) as Record<string, Record<string, unknown>>;

  it('logs every step, without what goes from step to step', () => {
    expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(TracingConfiguration).toEqual({ Enabled: true });
  });

  it('is encrypted by the key of students, and so is its log', () => {
    expect(readable(EncryptionConfiguration?.KmsKeyId)).toBe('{StudentKey.Arn}');
    expect(readable(propertiesOf(resources, `${name}Log`).KmsKeyId)).toBe('{StudentKey.Arn}');
  });
});

describe('maintenance', () => {
  it('compacts every curated table and the record of publishes, and clears the working tables', async () => {
    const definition = definitionOf('MaintenanceMachine');
    const { statements } = JSON.parse(definition).States.Statements.Result as { statements: string[] };
    const files = await readdir(join(import.meta.dirname, '../../sql/curated'));
    const tables = files.filter((file) => file.endsWith('.sql')).map((file) => file.replace('.sql', ''));
    expect(statements.filter((statement) => statement.startsWith('optimize')).sort()).toEqual(
      [...tables, 'publishes']
        .map((table) => `optimize control_tower_dev_curated.${table} rewrite data using bin_pack`)
        .sort(),
    );
    const cleared = statements.filter((statement) => statement.startsWith('vacuum control_tower_dev_model.'));
    expect(cleared).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^vacuum control_tower_dev_model\.landings__[0-9a-f]{8}$/),
        expect.stringMatching(/^vacuum control_tower_dev_model\.shown_cells__[0-9a-f]{8}$/),
      ]),
    );
    expect(new Set(statements).size).toBe(statements.length);
  });
});

describe('Lake Formation grants', () => {
  const models = 'control_tower_dev_model';
  const curated = 'control_tower_dev_curated';
  const on = (aim: string, ...permissions: string[]) =>
    permissions.map((permission) => `${permission} on ${aim}`);

  it.each([
    ['BeginRole', [...on(curated, 'DESCRIBE'), ...on(`${curated}.publishes`, 'DESCRIBE', 'SELECT')]],
    ['NextRole', [...on(models, 'DESCRIBE'), ...on(`${models}.*`, 'DESCRIBE', 'SELECT')]],
    ['SuppressRole', []],
    ['EndRole', []],
    [
      'RefreshRole',
      [
        ...on(models, 'CREATE_TABLE', 'DESCRIBE'),
        ...on(`${models}.*`, 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'),
        ...on(curated, 'DESCRIBE'),
        ...on(`${curated}.*`, 'ALTER', 'DELETE', 'DESCRIBE', 'INSERT', 'SELECT'),
      ],
    ],
    [
      'MaintenanceRole',
      [
        ...on(models, 'DESCRIBE'),
        ...on(`${models}.*`, 'ALTER', 'DELETE', 'DESCRIBE', 'INSERT', 'SELECT'),
        ...on(curated, 'DESCRIBE'),
        ...on(`${curated}.*`, 'ALTER', 'DELETE', 'DESCRIBE', 'INSERT', 'SELECT'),
      ],
    ],
  ])('%s what it does, and no more', (role, permissions) => {
    expect(grantsOf(role)).toEqual([...permissions].sort());
  });

  it('none that could be passed on', () => {
    const passed = Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::LakeFormation::PrincipalPermissions')
      .flatMap(({ Properties }) => Properties.PermissionsWithGrantOption as string[]);
    expect(passed).toEqual([]);
  });
});
