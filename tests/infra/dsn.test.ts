import { expect, it } from 'vitest';
import { connectionsOf, pageOf } from '../../infra/dsn.ts';
import { areaReader, environmentOf } from './readers.ts';

const role = 'arn:aws:iam::000000000000:role/control-tower-dev-reader-west';
const outputs = { 'control-tower-dev-access': { WestRoleArn: role } };
const environment = await environmentOf(areaReader('west', 'West'));

it('the settings of a reader are ready to be pasted', () => {
  const [west] = connectionsOf(environment, outputs);
  expect(west?.profile).toBe(`[profile control-tower-dev-west]
role_arn = ${role}
credential_source = Ec2InstanceMetadata
region = us-east-1`);
  expect(west?.addDsn).toBe(
    `Add-OdbcDsn -Name 'control-tower-dev-west' -DriverName 'Amazon Athena ODBC (x64)' -DsnType System -Platform '64-bit' -SetPropertyValue @(
    'AwsRegion=us-east-1',
    'Catalog=AwsDataCatalog',
    'Schema=control_tower_dev_curated',
    'Workgroup=control-tower-dev-reader-west',
    'AuthenticationType=IAM Profile',
    'AWSProfile=control-tower-dev-west'
)`,
  );
});

it('Power Query reads what stood after the last completed publish', () => {
  const [west] = connectionsOf(environment, outputs);
  expect(west?.powerQuery).toContain('AmazonAthena.Databases("control-tower-dev-west", null, [])');
  expect(west?.powerQuery).toContain('[Name = "control_tower_dev_curated", Kind = "Schema"]');
  expect(west?.powerQuery).toContain(
    'List.Max(Curated{[Name = "publishes", Kind = "Table"]}[Data][publish_id])',
  );
  expect(west?.powerQuery).toContain(
    '[publish_from] <= Publish and ([publish_to] = null or [publish_to] > Publish)',
  );
});

it('readers who sign in themselves need no profile on the gateway', async () => {
  const trust = { kind: 'saml', providerArn: 'arn:aws:iam::000000000000:saml-provider/entra' } as const;
  const [west] = connectionsOf(await environmentOf(areaReader('west', 'West', { trust })), outputs);
  expect(west?.profile).toBeUndefined();
  expect(west?.addDsn).toContain(`'preferred_role=${role}'`);
  expect(west && pageOf(west)).not.toContain('profiles');
});

it('an external id is part of the profile', async () => {
  const trust = {
    kind: 'role',
    arn: 'arn:aws:iam::111111111111:role/gateway',
    externalId: 'a-long-secret',
  } as const;
  const [west] = connectionsOf(await environmentOf(areaReader('west', 'West', { trust })), outputs);
  expect(west?.profile).toContain('external_id = a-long-secret');
});

it('without outputs the account of the environment makes the role', () => {
  const [west] = connectionsOf({ ...environment, account: '222222222222' }, {});
  expect(west?.profile).toContain('arn:aws:iam::222222222222:role/control-tower-dev-reader-west');
});

it('where the account is not known, the message says how to make it known', () => {
  expect(() => connectionsOf(environment, {})).toThrow(/--outputs-file .* --outputs/);
});
