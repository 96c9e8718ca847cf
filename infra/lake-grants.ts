import type { CfnResource } from 'aws-cdk-lib';
import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import type { Construct } from 'constructs';
import { acknowledge } from './rules/acknowledge.ts';

/** What a grant of Lake Formation is about. */
export type LakeResource = CfnPrincipalPermissions.ResourceProperty;

/**
 * Grants of Lake Formation, one after the other: given ten at a time it answers that something changed meanwhile.
 * Each permission is a grant of its own, because a grant cannot be changed in place: when it is replaced, the old one
 * is taken back last, and takes with it whatever both of them gave.
 */
export class LakeGrants {
  readonly #scope: Construct;
  #last: CfnResource;

  /** @param after what must stand before the first grant, such as the settings of the data lake */
  constructor(scope: Construct, after: CfnResource) {
    this.#scope = scope;
    this.#last = after;
  }

  /** The grant given last: what must wait for all of them waits for it. */
  get last(): CfnResource {
    return this.#last;
  }

  /**
   * @param id of the grants; each permission's own name is added
   * @param whyUnfiltered reason for a principal that reads whole tables; readers have none
   */
  give(
    id: string,
    principalArn: string,
    resource: LakeResource,
    permissions: readonly string[],
    whyUnfiltered?: string,
  ): void {
    for (const permission of permissions) {
      const name = permission
        .toLowerCase()
        .replaceAll(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
      const grant = new CfnPrincipalPermissions(this.#scope, `${id}${name}`, {
        principal: { dataLakePrincipalIdentifier: principalArn },
        resource,
        permissions: [permission],
        permissionsWithGrantOption: [],
      });
      if (whyUnfiltered && permission === 'SELECT')
        acknowledge(grant, { 'ControlTower-FilteredSelect[SELECT]': whyUnfiltered });
      grant.addResourceDependency(this.#last);
      this.#last = grant;
    }
  }
}

/** All tables of a database, those to come as well. */
export function allTables(catalogId: string, databaseName: string): LakeResource {
  return { table: { catalogId, databaseName, tableWildcard: {} } };
}

export function oneTable(catalogId: string, databaseName: string, name: string): LakeResource {
  return { table: { catalogId, databaseName, name } };
}

export function database(catalogId: string, name: string): LakeResource {
  return { database: { catalogId, name } };
}
