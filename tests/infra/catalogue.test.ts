import { describe, expect, it } from 'vitest';
import { nameOf, propertiesOf, type Resource, readable, resourcesOf, synthesised } from './synthesised.ts';

const tower = await synthesised('dev');
const resources = resourcesOf(tower.catalogue);

/** All that a resource waits for, also by way of others. */
function waitsFor(name: string, seen = new Set<string>()): ReadonlySet<string> {
  const { DependsOn = [] } = resources[name] as Resource;
  for (const needed of [DependsOn].flat().map(nameOf)) {
    if (seen.has(needed)) continue;
    seen.add(needed);
    waitsFor(needed, seen);
  }
  return seen;
}

const grants = Object.entries(resources).filter(
  ([, { Type }]) => Type === 'AWS::LakeFormation::PrincipalPermissions',
);

describe('a deployment', () => {
  it('settles who decides about access before there is a database', () => {
    for (const database of ['ModelDatabase', 'CuratedDatabase'])
      expect([...waitsFor(database)]).toEqual(['LakeSettings']);
  });

  it('registers the location before it grants, and grants before it makes tables', () => {
    expect(grants.length).toBeGreaterThan(0);
    for (const [name] of grants) {
      expect(waitsFor(name)).toContain('CuratedLocation');
      expect(waitsFor('MakeTables')).toContain(name);
    }
    expect(waitsFor('MakeTables')).toContain('RefreshWorkgroup');
    expect(waitsFor('MakeTables')).toContain('TablesRoleDefaultPolicy');
  });

  it('gives one grant after the other', () => {
    const unordered = grants.flatMap(([one]) =>
      grants
        .filter(([other]) => one < other && !waitsFor(one).has(other) && !waitsFor(other).has(one))
        .map(([other]) => `${one} and ${other}`),
    );
    expect(unordered).toEqual([]);
  });

  it('makes the tables before the stacks that grant or filter them', () => {
    for (const later of [tower.refresh, tower.access]) expect(later.dependencies).toContain(tower.catalogue);
  });

  it('makes the tables again when code or models changed: the version called is named by what it holds', () => {
    expect(readable(propertiesOf(resources, 'MakeTables').HandlerArn)).toMatch(
      /^\{TablesCurrentVersion\w+\}$/,
    );
  });
});

describe('the data lake', () => {
  it('leaves the administrators of other teams as they are', () => {
    expect(propertiesOf(resources, 'LakeSettings')).toMatchObject({
      MutationType: 'APPEND',
      CreateDatabaseDefaultPermissions: [],
      CreateTableDefaultPermissions: [],
    });
  });

  it('lets the role that deploys give grants, and no one else', () => {
    const { Admins } = propertiesOf<{ Admins: { DataLakePrincipalIdentifier: object }[] }>(
      resources,
      'LakeSettings',
    );
    expect(Admins.map(({ DataLakePrincipalIdentifier }) => readable(DataLakePrincipalIdentifier))).toEqual([
      'arn:{Partition}:iam::{AccountId}:role/cdk-hnb659fds-cfn-exec-role-{AccountId}-us-east-1',
    ]);
  });

  it.each(['ModelDatabase', 'CuratedDatabase'])('opens no table of %s by IAM alone', (database) => {
    const { DatabaseInput } = propertiesOf<{ DatabaseInput: object }>(resources, database);
    expect(DatabaseInput).toMatchObject({ CreateTableDefaultPermissions: [] });
  });

  it('holds the curated bucket, wholly and with a role of its own', () => {
    const { ResourceArn, RoleArn, ...rest } = propertiesOf(resources, 'CuratedLocation');
    expect(readable(ResourceArn)).toBe('{Curated.Arn}');
    expect(readable(RoleArn)).toBe('{CuratedLocationRole.Arn}');
    expect(rest).toEqual({ HybridAccessEnabled: false, UseServiceLinkedRole: false });
  });

  it('does not hold the bucket of students: no grant can open it', () => {
    const locations = Object.values(resources).filter(({ Type }) => Type === 'AWS::LakeFormation::Resource');
    expect(locations).toHaveLength(1);
  });
});

describe('the workgroup of the refresh', () => {
  const { WorkGroupConfiguration } = propertiesOf<{
    WorkGroupConfiguration: Record<string, unknown>;
  }>(resources, 'RefreshWorkgroup');

  it('lets no client override its settings, and stops a query that reads too much', () => {
    expect(WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 2_000_000_000,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
    });
  });

  it('leaves results with Athena, encrypted by the key of students, and in no bucket', () => {
    expect(WorkGroupConfiguration).not.toHaveProperty('ResultConfiguration');
    const { Enabled, EncryptionConfiguration } = WorkGroupConfiguration.ManagedQueryResultsConfiguration as {
      Enabled: boolean;
      EncryptionConfiguration: { KmsKey: object };
    };
    expect(Enabled).toBe(true);
    expect(readable(EncryptionConfiguration.KmsKey)).toBe('{StudentKey.Arn}');
  });
});
