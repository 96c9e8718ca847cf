import type { Reader } from './environment.ts';
import { namesOf } from './names.ts';

/** What Power BI needs to ask as one reader. */
export interface Connection {
  readonly reader: string;
  /** Name of the data source: the same on the gateway and on every developer's machine. */
  readonly dsn: string;
  /** For the file of AWS profiles on the gateway's host; undefined where readers sign in themselves. */
  readonly profile: string | undefined;
  /** PowerShell that makes the data source. */
  readonly addDsn: string;
  /** Power Query: the number of the publish to read, and a function that reads one table of it. */
  readonly powerQuery: string;
}

export interface ConnectionProps {
  readonly prefix: string;
  readonly region: string;
  readonly reader: Reader;
  readonly roleArn: string;
}

// As the driver's installer registers it.
const DRIVER = 'Amazon Athena ODBC (x64)';

/** The settings of one reader, ready to be pasted. */
export function connectionOf({ prefix, region, reader, roleArn }: ConnectionProps): Connection {
  const names = namesOf(prefix);
  const dsn = `${prefix}-${reader.name}`;
  const isOwnSignIn = reader.trust.kind === 'saml';
  const settings = {
    AwsRegion: region,
    Catalog: 'AwsDataCatalog',
    Schema: names.curatedDatabase,
    Workgroup: names.reader(reader.name),
    ...(isOwnSignIn
      ? {
          AuthenticationType: 'BrowserAzureAD',
          preferred_role: roleArn,
          idp_tenant: '<tenant>',
          client_id: '<application>',
        }
      : { AuthenticationType: 'IAM Profile', AWSProfile: dsn }),
  };
  return {
    reader: reader.name,
    dsn,
    profile: isOwnSignIn ? undefined : profileOf(dsn, region, reader, roleArn),
    addDsn: addDsnOf(dsn, settings),
    powerQuery: powerQueryOf(dsn, names.curatedDatabase),
  };
}

function profileOf(dsn: string, region: string, { trust }: Reader, roleArn: string): string {
  const externalId = trust.kind === 'role' ? trust.externalId : undefined;
  return [
    `[profile ${dsn}]`,
    `role_arn = ${roleArn}`,
    'credential_source = Ec2InstanceMetadata',
    ...(externalId === undefined ? [] : [`external_id = ${externalId}`]),
    `region = ${region}`,
  ].join('\n');
}

function addDsnOf(dsn: string, settings: Readonly<Record<string, string>>): string {
  const values = Object.entries(settings).map(([name, value]) => `    '${name}=${value}'`);
  return [
    `Add-OdbcDsn -Name '${dsn}' -DriverName '${DRIVER}' -DsnType System -Platform '64-bit' -SetPropertyValue @(`,
    values.join(',\n'),
    ')',
  ].join('\n');
}

/**
 * Reads what stood after the last completed publish: rows of one that is under way, or that died, have a number
 * without a record and are passed over.
 */
function powerQueryOf(dsn: string, database: string): string {
  return `// Query "Curated"
let
    Source = AmazonAthena.Databases("${dsn}", null, []),
    Catalog = Source{[Name = "AwsDataCatalog", Kind = "Database"]}[Data]
in
    Catalog{[Name = "${database}", Kind = "Schema"]}[Data]

// Query "Publish"
List.Max(Curated{[Name = "publishes", Kind = "Table"]}[Data][publish_id])

// Query "Standing", a function: for a table write = Standing("fct_measure")
(table as text) as table =>
    let
        Rows = Curated{[Name = table, Kind = "Table"]}[Data],
        Stood = Table.SelectRows(
            Rows,
            each [publish_from] <= Publish and ([publish_to] = null or [publish_to] > Publish)
        )
    in
        Table.RemoveColumns(Stood, {"publish_from", "publish_to"})`;
}
