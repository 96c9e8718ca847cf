import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnDataCellsFilter } from 'aws-cdk-lib/aws-lakeformation';
import type { Construct } from 'constructs';
import { type DataCellsFilter, filtersOf } from '../functions/access/lake-formation.ts';
import type { Model } from '../functions/refresh/models.ts';
import type { CatalogueStack } from './catalogue.ts';
import type { Environment, Reader } from './environment.ts';
import { database, LakeGrants } from './lake-grants.ts';
import { namesOf } from './names.ts';
import { ReaderRole } from './reader-role.ts';
import type { StorageStack } from './storage.ts';
import { workgroup } from './workgroup.ts';

export interface AccessProps extends StackProps {
  readonly environment: Environment;
  readonly storage: StorageStack;
  /** Its deployment makes the tables that filters are put on. */
  readonly catalogue: CatalogueStack;
  /** The models: which of them are curated, and whom each is open to. */
  readonly models: readonly Model[];
}

/** Who reads what: for each reader a role, a workgroup, and filters on the curated tables; nothing else is granted. */
export class AccessStack extends Stack {
  readonly #curatedDatabase: string;
  readonly #grants: LakeGrants;

  constructor(
    scope: Construct,
    id: string,
    { environment, storage, catalogue, models, ...props }: AccessProps,
  ) {
    super(scope, id, props);
    this.addStackDependency(catalogue, 'a filter is put on a table that exists');
    this.#curatedDatabase = namesOf(environment.prefix).curatedDatabase;
    this.#grants = new LakeGrants(this, catalogue.lakeSettings);

    for (const reader of environment.readers) {
      const id = idOf(reader.name);
      const { role, workgroupName } = new ReaderRole(this, `${id}Reader`, {
        prefix: environment.prefix,
        reader,
        key: storage.curatedKey,
      });
      workgroup(this, `${id}Workgroup`, {
        name: workgroupName,
        description: `The queries of ${reader.name}.`,
        key: storage.curatedKey,
        bytesPerQuery: environment.athena.bytesPerQuery,
      });
      this.#grant(id, reader, role.roleArn, models);
      new CfnOutput(this, `${id}RoleArn`, { value: role.roleArn });
    }
  }

  /** Lets a role see what its filters show, and that there is a database. */
  #grant(id: string, reader: Reader, roleArn: string, models: readonly Model[]): void {
    for (const name of [this.#curatedDatabase, 'default'])
      this.#grants.give(`${id}Database${idOf(name)}`, roleArn, database(this.account, name), ['DESCRIBE']);
    for (const filter of filtersOf(reader, models)) {
      // The id carries the hash as the name does: what changes is made anew before the old one goes.
      const made = this.#filter(`${idOf(filter.name)}Filter`, filter);
      this.#grants.give(
        `${idOf(filter.name)}Rows`,
        roleArn,
        {
          dataCellsFilter: {
            tableCatalogId: this.account,
            databaseName: this.#curatedDatabase,
            tableName: filter.table,
            name: filter.name,
          },
        },
        ['SELECT'],
      );
      this.#grants.last.addResourceDependency(made);
    }
  }

  #filter(id: string, { name, table, rowFilter, columns }: DataCellsFilter): CfnDataCellsFilter {
    const filter = new CfnDataCellsFilter(this, id, {
      tableCatalogId: this.account,
      databaseName: this.#curatedDatabase,
      tableName: table,
      name,
      rowFilter: rowFilter === undefined ? { allRowsWildcard: {} } : { filterExpression: rowFilter },
      ...(columns === 'all'
        ? { columnWildcard: { excludedColumnNames: [] } }
        : { columnNames: [...columns] }),
    });
    filter.addResourceDependency(this.#grants.last);
    return filter;
  }
}

/** A name as an id of a construct: `elementary-1` becomes `Elementary1`. */
function idOf(name: string): string {
  return name.replaceAll(/(?:^|[-_])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
