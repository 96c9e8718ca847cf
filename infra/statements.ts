import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { glueArns, type Names } from './names.ts';
import { acknowledgeNameless } from './rules/acknowledge.ts';
import type { StorageStack } from './storage.ts';

export interface StatementsProps {
  readonly names: Names;
  readonly storage: StorageStack;
  /**
   * What they do with rows of students, and everything that is computed before it is published.
   * @default nothing
   */
  readonly models?: 'read' | 'change' | 'make';
  /**
   * What they do with the tables that readers see. Athena changes Iceberg tables in the role's own name, and reads
   * them in that of Lake Formation.
   * @default nothing
   */
  readonly curated?: 'read' | 'change' | 'make';
}

const READ_TABLES = ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'];
const TABLE_ACTIONS = {
  read: READ_TABLES,
  change: [...READ_TABLES, 'glue:UpdateTable'],
  make: [...READ_TABLES, 'glue:UpdateTable', 'glue:CreateTable'],
};
const READ_PARTITIONS = ['glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'];
const MAKE_OBJECTS = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'];
const CHANGE_OBJECTS = [...MAKE_OBJECTS, 's3:DeleteObject'];

/**
 * Lets a role run statements in the refresh's workgroup, and Athena do in its name what they ask for.
 * Lake Formation must grant it the tables as well.
 */
export function allowStatements(role: IRole, props: StatementsProps): void {
  const stack = Stack.of(role);
  const { names, storage, models, curated } = props;
  const allow: Allow = (sid, actions, resources, conditions = {}) =>
    role.addToPrincipalPolicy(new PolicyStatement({ sid, actions, resources, conditions }));

  allow(
    'RunStatements',
    [
      'athena:StartQueryExecution',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:StopQueryExecution',
    ],
    [workgroupArn(stack, names.refreshWorkgroup)],
  );
  allow(
    'NameTheCatalog',
    ['athena:GetDataCatalog'],
    [stack.formatArn({ service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' })],
  );
  // Athena asks for the database "default" whatever a statement names.
  allow('KnowDefaultDatabase', ['glue:GetDatabase'], glueArns(stack, 'default').slice(0, 2));
  allow('UseLakeFormationGrants', ['lakeformation:GetDataAccess'], ['*']);
  acknowledgeNameless(
    role,
    ['lakeformation:GetDataAccess'],
    'It gives credentials for what Lake Formation granted and for nothing else; it knows no resources.',
  );
  if (models) allowModels(stack, allow, props);
  if (curated) allow('UseCuratedTables', TABLE_ACTIONS[curated], glueArns(stack, names.curatedDatabase));
  if (curated === 'change' || curated === 'make') {
    const actions = curated === 'make' ? MAKE_OBJECTS : CHANGE_OBJECTS;
    allow('WriteCuratedFiles', actions, [storage.curated.arnForObjects('*')]);
    allow('ListCuratedFiles', ['s3:ListBucket', 's3:GetBucketLocation'], [storage.curated.bucketArn]);
    allow('UseCuratedKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [storage.curatedKey.keyArn]);
  }
  // The results of every statement of this workgroup are encrypted by it.
  allow('UseStudentKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [storage.studentKey.keyArn]);
}

type Allow = (
  sid: string,
  actions: string[],
  resources: string[],
  conditions?: Record<string, Record<string, string[]>>,
) => void;

function allowModels(stack: Stack, allow: Allow, props: StatementsProps): void {
  const { names, storage, models = 'read' } = props;
  const { store } = storage;
  const tables = glueArns(stack, names.modelDatabase);
  const folders = models === 'change' ? ['working'] : ['landed', 'working'];

  allow('UseModels', TABLE_ACTIONS[models], tables);
  if (models !== 'change') allow('ReadPartitions', READ_PARTITIONS, tables);
  if (models === 'make') allow('ReplaceModels', ['glue:DeleteTable', 'glue:BatchCreatePartition'], tables);
  allow(
    'ReadModelFiles',
    ['s3:GetObject'],
    folders.map((folder) => store.arnForObjects(`${folder}/*`)),
  );
  if (models !== 'read') allow('WriteWorkingFiles', CHANGE_OBJECTS, [store.arnForObjects('working/*')]);
  allow('ListModelFiles', ['s3:ListBucket'], [store.bucketArn], {
    StringLike: { 's3:prefix': folders.map((folder) => `${folder}/*`) },
  });
  allow('LocateStore', ['s3:GetBucketLocation'], [store.bucketArn]);
}

export function workgroupArn(stack: Stack, name: string): string {
  return stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: name });
}
