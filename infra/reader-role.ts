import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  ArnPrincipal,
  type IPrincipal,
  ManagedPolicy,
  PolicyStatement,
  Role,
  SamlPrincipal,
  SamlProvider,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Reader } from './environment.ts';
import { glueArns, namesOf } from './names.ts';
import { acknowledgeNameless } from './rules/acknowledge.ts';
import { workgroupArn } from './statements.ts';

/** Where a sign-in may come back to: the driver's own listener on the reader's machine, or AWS's page. */
const SAML_AUDIENCES = [
  'http://localhost/athena',
  'http://localhost:7890/athena',
  'https://signin.aws.amazon.com/saml',
];

export interface ReaderRoleProps {
  readonly prefix: string;
  readonly reader: Reader;
  /** Encrypts the results of the reader's queries. */
  readonly key: IKey;
}

/**
 * The role with which one kind of reader asks. IAM lets it run queries in its own workgroup and look at the curated
 * database; which rows come back is Lake Formation's answer alone. It has no right in S3 at all.
 */
export class ReaderRole extends Construct {
  readonly role: Role;
  readonly workgroupName: string;

  constructor(scope: Construct, id: string, { prefix, reader, key }: ReaderRoleProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const names = namesOf(prefix);
    this.workgroupName = names.reader(reader.name);
    const workgroup = workgroupArn(stack, this.workgroupName);

    this.role = new Role(this, 'Role', {
      roleName: names.reader(reader.name),
      description: `Reads the curated tables as ${reader.name}.`,
      assumedBy: trusted(this, reader.trust),
    });
    const policy = new ManagedPolicy(this, 'Reads', {
      description: `What ${reader.name} may ask.`,
      roles: [this.role],
      statements: [
        new PolicyStatement({
          sid: 'AskInOwnWorkgroup',
          actions: [
            'athena:BatchGetQueryExecution',
            'athena:GetQueryExecution',
            'athena:GetQueryResults',
            'athena:GetQueryResultsStream',
            'athena:GetWorkGroup',
            'athena:StartQueryExecution',
            'athena:StopQueryExecution',
          ],
          resources: [workgroup],
        }),
        new PolicyStatement({
          sid: 'BrowseCatalogue',
          actions: [
            'athena:GetDataCatalog',
            'athena:GetDatabase',
            'athena:GetTableMetadata',
            'athena:ListDatabases',
            'athena:ListTableMetadata',
          ],
          resources: [
            stack.formatArn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' }),
          ],
        }),
        new PolicyStatement({
          sid: 'DescribeCuratedTables',
          actions: ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables'],
          resources: glueArns(stack, names.curatedDatabase),
        }),
        new PolicyStatement({
          // Athena asks for it before any query, whatever the query names.
          sid: 'DescribeDefaultDatabase',
          actions: ['glue:GetDatabase'],
          resources: [
            stack.formatArn({ service: 'glue', resource: 'catalog', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
            stack.formatArn({ service: 'glue', resource: 'database', resourceName: 'default' }),
          ],
        }),
        new PolicyStatement({
          sid: 'ReadWhatLakeFormationGrants',
          actions: ['lakeformation:GetDataAccess'],
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'ListCatalogues',
          actions: ['athena:ListDataCatalogs'],
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'DecryptOwnResults',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [key.keyArn],
          conditions: { StringEquals: { 'kms:EncryptionContext:aws:athena:arn': workgroup } },
        }),
        new PolicyStatement({ sid: 'KnowKey', actions: ['kms:DescribeKey'], resources: [key.keyArn] }),
      ],
    });
    acknowledgeNameless(
      policy,
      ['lakeformation:GetDataAccess', 'athena:ListDataCatalogs'],
      'Neither knows a resource: one gives credentials for what Lake Formation granted, the other lists catalogues.',
    );
  }
}

/** Who may take on a role. */
export function trusted(scope: Construct, trust: Reader['trust']): IPrincipal {
  switch (trust.kind) {
    case 'role': {
      const principal = new ArnPrincipal(trust.arn);
      return trust.externalId === undefined
        ? principal
        : principal.withConditions({ StringEquals: { 'sts:ExternalId': trust.externalId } });
    }
    case 'saml':
      return new SamlPrincipal(SamlProvider.fromSamlProviderArn(scope, 'Provider', trust.providerArn), {
        StringEquals: { 'SAML:aud': SAML_AUDIENCES },
      });
  }
}
