import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readModels } from '../../functions/refresh/models.ts';
import type { Reader } from '../../infra/environment.ts';
import { areaReader, DISTRICT, environmentOf } from './readers.ts';
import { synthesised } from './synthesised.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: readonly string[];
}

type Resources = Readonly<Record<string, Resource>>;

const FILTER = 'AWS::LakeFormation::DataCellsFilter';
const GRANT = 'AWS::LakeFormation::PrincipalPermissions';

/** Models with three curated tables: one for everyone, one by area, one for the district. */
const TABLES = ['dim_measure', 'fct_measure', 'fct_landing'];
const models = (await readModels('sql')).filter(
  ({ layer, name }) => layer !== 'curated' || TABLES.includes(name),
);

async function accessStack(...readers: readonly Reader[]): Promise<Stack> {
  return (await synthesised(await environmentOf(...readers), { models })).access;
}

async function resourcesFor(...readers: readonly Reader[]): Promise<Resources> {
  return Template.fromStack(await accessStack(...readers)).toJSON().Resources as Resources;
}

function ofType(resources: Resources, type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

const west = areaReader('west', 'West');
const resources = await resourcesFor(DISTRICT, west);
/** The same environment after the area has got another name. */
const later = await resourcesFor(DISTRICT, areaReader('west', 'North West'));

/** What a reader's filters say, by table. */
function filtersOf(reader: string): Record<string, unknown> {
  const own = ofType(resources, FILTER).filter(
    ([
      ,
      {
        Properties: { Name },
      },
    ]) => `${Name}`.startsWith(`${reader}-`),
  );
  return Object.fromEntries(
    own.map(
      ([
        ,
        {
          Properties: { TableName, RowFilter },
        },
      ]) => [TableName, RowFilter],
    ),
  );
}

const ALL_ROWS = { AllRowsWildcard: {} };
const WEST_AND_TOTALS = { FilterExpression: "performance_area in ('All', 'West')" };

it('the reader of an area has a filter on each table that its grant opens, and on figures one for its area', () => {
  expect(filtersOf('west')).toEqual({
    dim_measure: ALL_ROWS,
    fct_measure: WEST_AND_TOTALS,
    publishes: ALL_ROWS,
  });
});

it('the reader of the district sees all rows, and the landings', () => {
  expect(filtersOf('district')).toEqual({
    dim_measure: ALL_ROWS,
    fct_measure: ALL_ROWS,
    fct_landing: ALL_ROWS,
    publishes: ALL_ROWS,
  });
});

describe('the order of a deployment', () => {
  it('comes after that of the tables', async () => {
    const { access, catalogue } = await synthesised(await environmentOf(west), { models });
    expect(access.dependencies).toContain(catalogue);
  });

  it('gives one grant after the other, and makes no filter meanwhile', () => {
    const changes = [...ofType(resources, FILTER), ...ofType(resources, GRANT)].map(([id]) => id);
    const unordered = changes.flatMap((one) =>
      changes.filter((other) => one < other && !waitsFor(one, other) && !waitsFor(other, one)),
    );
    expect(changes.length).toBe(2 * 2 + 2 * (3 + 4));
    expect(unordered).toEqual([]);
  });

  it('makes each filter before it is granted', () => {
    const rows = ofType(resources, GRANT).filter(
      ([, { Properties }]) => 'DataCellsFilter' in (Properties.Resource as object),
    );
    for (const [id, { Properties }] of rows) {
      const name = (Properties.Resource as { DataCellsFilter: { Name: string } }).DataCellsFilter.Name;
      const [filter] = ofType(resources, FILTER).find(([, made]) => made.Properties.Name === name) ?? [];
      expect(waitsFor(id, filter ?? 'no such filter'), name).toBe(true);
    }
    expect(rows.length).toBe(ofType(resources, FILTER).length);
  });
});

function waitsFor(id: string, other: string): boolean {
  return allBefore(id).has(other);
}

const before = new Map<string, ReadonlySet<string>>();

/** Every resource that a resource waits for. */
function allBefore(id: string): ReadonlySet<string> {
  const direct = resources[id]?.DependsOn ?? [];
  const known = before.get(id) ?? new Set(direct.flatMap((one) => [one, ...allBefore(one)]));
  before.set(id, known);
  return known;
}

describe('a later deployment', () => {
  const withoutHash = (name: string) => name.replace(/-[0-9a-f]{8}$/, '');
  const names = (of: Resources) => ofType(of, FILTER).map(([, { Properties }]) => String(Properties.Name));

  it('makes a filter that changed under another name, so that old and new can stand side by side', () => {
    const changed = names(later).filter((name) => !names(resources).includes(name));
    const gone = names(resources).filter((name) => !names(later).includes(name));
    expect(changed.map(withoutHash)).toEqual(['west-fct_measure']);
    expect(gone.map(withoutHash)).toEqual(['west-fct_measure']);
  });

  it('leaves every resource of what did not change as it is', () => {
    const changed = Object.entries(later).filter(
      ([id, { Properties }]) => JSON.stringify(Properties) !== JSON.stringify(resources[id]?.Properties),
    );
    expect(changed.map(([, { Type }]) => Type).sort()).toEqual([FILTER, GRANT]);
  });

  it('takes everything back from a reader who is left out', async () => {
    const without = await resourcesFor(DISTRICT);
    expect(JSON.stringify(without)).not.toContain('West');
    expect(names(without).filter((name) => name.startsWith('west'))).toEqual([]);
  });
});

describe('who may take on the role of a reader', () => {
  async function trustOf(trust: Reader['trust']): Promise<unknown> {
    const made = await resourcesFor(areaReader('west', 'West', { trust }));
    const [[, role] = []] = ofType(made, 'AWS::IAM::Role');
    return role?.Properties.AssumeRolePolicyDocument;
  }

  it('is the role that its environment names', async () => {
    expect(await trustOf({ kind: 'role', arn: 'arn:aws:iam::000000000000:role/gateway' })).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::000000000000:role/gateway' } }],
    });
  });

  it('is, of another account, only who knows the external id', async () => {
    const trust = {
      kind: 'role',
      arn: 'arn:aws:iam::111111111111:role/x',
      externalId: 'a-long-secret',
    } as const;
    expect(await trustOf(trust)).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'sts:ExternalId': 'a-long-secret' } } }],
    });
  });

  it('is whom the provider of sign-ins vouches for', async () => {
    const providerArn = 'arn:aws:iam::000000000000:saml-provider/entra';
    expect(await trustOf({ kind: 'saml', providerArn })).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRoleWithSAML',
          Principal: { Federated: providerArn },
          Condition: { StringEquals: { 'SAML:aud': expect.arrayContaining(['http://localhost/athena']) } },
        },
      ],
    });
  });
});

it('a reader of a part that there cannot be stops the deployment', async () => {
  await expect(accessStack(areaReader('west', 'All'))).rejects.toThrow(/cannot be granted/);
});
