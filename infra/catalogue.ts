import { CfnOutput, DefaultStackSynthesizer, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDataLakeSettings, CfnResource as LakeLocation } from 'aws-cdk-lib/aws-lakeformation';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import type { Environment } from './environment.ts';
import { type Bundles, handlerFunction } from './handler.ts';
import { allTables, database, LakeGrants } from './lake-grants.ts';
import { type Names, namesOf } from './names.ts';
import { acknowledge } from './rules/acknowledge.ts';
import { allowStatements } from './statements.ts';
import type { StorageStack } from './storage.ts';
import { workgroup } from './workgroup.ts';

export interface CatalogueProps extends StackProps {
  readonly environment: Environment;
  readonly storage: StorageStack;
  readonly bundles: Bundles;
}

/** What tables there are, and who may define them: databases, Lake Formation, the refresh's workgroup. */
export class CatalogueStack extends Stack {
  readonly names: Names;
  readonly refreshWorkgroup: CfnWorkGroup;
  /** Lake Formation decides who reads what lies in it; nothing reaches it by IAM alone. */
  readonly curatedLocation: LakeLocation;
  /** The settings that make grants of this deployment possible: every grant waits for them. */
  readonly lakeSettings: CfnDataLakeSettings;
  /** Makes the curated tables on each deployment; filters and grants on them come after it. */
  readonly tables: Trigger;
  readonly tablesFunction: LambdaFunction;

  constructor(scope: Construct, id: string, { environment, storage, bundles, ...props }: CatalogueProps) {
    super(scope, id, props);
    this.names = namesOf(environment.prefix);
    const { modelDatabase, curatedDatabase } = this.names;

    this.lakeSettings = new CfnDataLakeSettings(this, 'LakeSettings', {
      // REPLACE would take away the administrators that other teams of the account have.
      mutationType: 'APPEND',
      admins: [{ dataLakePrincipalIdentifier: this.#deployingRole() }],
      createDatabaseDefaultPermissions: [],
      createTableDefaultPermissions: [],
    });
    const model = this.#database('ModelDatabase', modelDatabase, 'What landed, views and working tables.');
    const curated = this.#database('CuratedDatabase', curatedDatabase, 'The tables that readers see.');
    this.curatedLocation = this.#curatedLocation(storage);

    this.refreshWorkgroup = workgroup(this, 'RefreshWorkgroup', {
      name: this.names.refreshWorkgroup,
      description: 'The statements of the refresh; no reader runs here.',
      key: storage.studentKey,
      bytesPerQuery: environment.athena.bytesPerQuery,
    });

    this.tablesFunction = handlerFunction(this, 'Tables', {
      environment,
      handler: 'tables',
      bundles,
      description: 'Makes the curated tables, and adds the columns that they lack; run by each deployment.',
      key: storage.studentKey,
      timeout: Duration.minutes(14),
      variables: {
        STORE_BUCKET: storage.store.bucketName,
        CURATED_BUCKET: storage.curated.bucketName,
        MODEL_DATABASE: modelDatabase,
        CURATED_DATABASE: curatedDatabase,
        WORKGROUP: this.names.refreshWorkgroup,
      },
    });
    const { role } = this.tablesFunction;
    if (!role) throw new Error('the function that makes tables has no role');
    allowStatements(role, { names: this.names, storage, curated: 'make' });

    const grants = new LakeGrants(this, this.curatedLocation);
    grants.give('TablesMayUseDatabase', role.roleArn, database(this.account, curatedDatabase), [
      'CREATE_TABLE',
      'DESCRIBE',
    ]);
    grants.give(
      'TablesMayUseTables',
      role.roleArn,
      allTables(this.account, curatedDatabase),
      ['ALTER', 'DESCRIBE', 'SELECT'],
      'It asks tables for their columns, by selects without rows.',
    );
    grants.give(
      'TablesMayUseLocation',
      role.roleArn,
      { dataLocation: { catalogId: this.account, resourceArn: storage.curated.bucketArn } },
      ['DATA_LOCATION_ACCESS'],
    );
    for (const resource of [model, curated]) resource.addResourceDependency(this.lakeSettings);
    this.curatedLocation.addResourceDependency(curated);

    this.tables = new Trigger(this, 'MakeTables', {
      handler: this.tablesFunction,
      timeout: Duration.minutes(14),
    });
    acknowledge(this.node.findChild('AWSCDK.TriggerCustomResourceProviderCustomResourceProvider'), {
      'ControlTower-FunctionLogGroup[LoggingConfig]':
        "The function is the CDK's own, and logs no more than that it called ours and how that ended.",
    });
    this.tables.node.addDependency(grants.last, this.refreshWorkgroup, role);

    new CfnOutput(this, 'ModelDatabaseName', { value: modelDatabase });
    new CfnOutput(this, 'CuratedDatabaseName', { value: curatedDatabase });
    new CfnOutput(this, 'RefreshWorkgroupName', { value: this.names.refreshWorkgroup });
  }

  /** A database on whose tables nobody has permissions by IAM alone. */
  #database(id: string, name: string, description: string): CfnDatabase {
    return new CfnDatabase(this, id, {
      catalogId: this.account,
      databaseInput: { name, description, createTableDefaultPermissions: [] },
    });
  }

  /** Registered with a role of its own: the service's linked role cannot use a key of ours. */
  #curatedLocation({ curated, curatedKey }: StorageStack): LakeLocation {
    const role = new Role(this, 'CuratedLocationRole', {
      description: 'Reads and writes the curated tables for whom Lake Formation lets.',
      assumedBy: new ServicePrincipal('lakeformation.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [curated.arnForObjects('*')],
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [curated.bucketArn] }));
    role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [curatedKey.keyArn],
      }),
    );
    const location = new LakeLocation(this, 'CuratedLocation', {
      resourceArn: curated.bucketArn,
      roleArn: role.roleArn,
      useServiceLinkedRole: false,
      hybridAccessEnabled: false,
    });
    location.node.addDependency(role);
    return location;
  }

  /** CloudFormation's own role: it must be an administrator of the data lake to give grants. */
  #deployingRole(): string {
    const { synthesizer } = this;
    if (!(synthesizer instanceof DefaultStackSynthesizer))
      throw new Error('the catalogue is deployed by the default synthesizer, whose role may give grants');
    return Fn.sub(synthesizer.cloudFormationExecutionRoleArn);
  }
}
