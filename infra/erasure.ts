import { CfnOutput, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment, Reader } from './environment.ts';
import { allTables, type LakeGrants } from './lake-grants.ts';
import type { Names } from './names.ts';
import { trusted } from './reader-role.ts';
import { allowStatements } from './statements.ts';
import type { StorageStack } from './storage.ts';

export interface EraserProps {
  readonly environment: Environment & { readonly eraser: Reader['trust'] };
  readonly names: Names;
  readonly storage: StorageStack;
  /** The chain of grants that the eraser's are added to. */
  readonly grants: LakeGrants;
}

/**
 * The role with which one student is erased: it reaches every version of every object, and every table, and it can
 * remove what it reaches. It is there only where the environment says who may take it on.
 */
export class Eraser extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { environment, names, storage, grants }: EraserProps) {
    super(scope, id);
    const { store, inbox, curated, studentKey } = storage;
    this.role = new Role(this, 'Role', {
      roleName: `${environment.prefix}-eraser`,
      description: 'Erases one student: docs/erase-a-student.md.',
      assumedBy: trusted(this, environment.eraser),
    });
    allowStatements(this.role, { names, storage, models: 'make', curated: 'change' });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'EraseObjects',
        actions: [
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:GetObjectVersion',
          's3:DeleteObjectVersion',
          's3:AbortMultipartUpload',
        ],
        resources: [store, inbox, curated].map((bucket) => bucket.arnForObjects('*')),
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'FindObjects',
        actions: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
        resources: [store, inbox, curated].map((bucket) => bucket.bucketArn),
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'UseStudentKey',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [studentKey.keyArn],
      }),
    );
    const { account } = Stack.of(this);
    for (const name of [names.modelDatabase, names.curatedDatabase]) {
      grants.give(
        `Eraser${name === names.modelDatabase ? 'Models' : 'Curated'}`,
        this.role.roleArn,
        allTables(account, name),
        ['ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'],
        'It removes a student from every table; who may take on the role is in the environment.',
      );
    }
    new CfnOutput(this, 'RoleArn', { value: this.role.roleArn });
  }
}
