import { z } from 'zod';
import { issuesOf } from './issues.ts';
import type { Resource, Rule } from './resource.ts';

const LEGACY = 'AWS::LakeFormation::Permissions';
const GRANT = 'AWS::LakeFormation::PrincipalPermissions';
const EVERYONE = 'IAM_ALLOWED_PRINCIPALS';

const granted = z.object({
  Permissions: z.array(z.string()).default([]),
  PermissionsWithGrantOption: z.array(z.string()).default([]),
  Resource: z.record(z.string(), z.unknown()).default({}),
});

const registered = z.object({
  HybridAccessEnabled: z.literal(false),
  UseServiceLinkedRole: z.literal(false),
  RoleArn: z.unknown().refine((role) => role !== undefined),
});

export const NO_HYBRID_ACCESS: Rule = {
  name: 'NoHybridAccess',
  says: 'A location is registered with a role of its own and without hybrid access.',
  why: 'With hybrid access IAM alone opens a table to whoever did not opt in; the service-linked role cannot use our keys.',
  findings: ({ type, properties }) =>
    type === 'AWS::LakeFormation::Resource' ? issuesOf(registered, properties) : [],
};

export const NO_IAM_ALLOWED: Rule = {
  name: 'NoIamAllowedPrincipals',
  says: 'Nothing is granted to IAMAllowedPrincipals, by a grant or by default for what is created later.',
  why: 'It hands a table to everyone whom IAM lets call Glue, and row filters then filter nobody.',
  findings: ({ type, properties }) => {
    switch (type) {
      case LEGACY:
      case GRANT:
        return JSON.stringify(properties).includes(EVERYONE) ? ['grant'] : [];
      // A setting that is left out is AWS's default: everyone.
      case 'AWS::LakeFormation::DataLakeSettings':
        return ['CreateDatabaseDefaultPermissions', 'CreateTableDefaultPermissions'].filter(
          (name) => !isEmptyList(properties[name]),
        );
      case 'AWS::Glue::Database': {
        const input = properties.DatabaseInput as Record<string, unknown> | undefined;
        return isEmptyList(input?.CreateTableDefaultPermissions) ? [] : ['CreateTableDefaultPermissions'];
      }
      default:
        return [];
    }
  },
};

export const FILTERED_SELECT: Rule = {
  name: 'FilteredSelect',
  says: 'Rows are granted through a data cells filter, never on a table, a database or all tables.',
  why: 'A grant past the filter shows every row. Whoever computes the tables is acknowledged by name.',
  findings: (resource) => {
    if (resource.type === LEGACY) return ['legacy'];
    const grant = grantOf(resource);
    if (!grant || 'DataCellsFilter' in grant.Resource) return [];
    const reads = [...grant.Permissions, ...grant.PermissionsWithGrantOption].filter((permission) =>
      ['SELECT', 'ALL', 'SUPER', 'SUPER_USER'].includes(permission),
    );
    return [...new Set(reads)];
  },
};

export const SELECT_ALONE: Rule = {
  name: 'FilterGrantsSelectAlone',
  says: 'A grant through a data cells filter is SELECT, for its holder alone.',
  why: 'With INSERT, DELETE or ALTER beside it the filter has no effect; with the grant option its holder passes it on.',
  findings: (resource) => {
    const grant = grantOf(resource);
    if (!grant || !('DataCellsFilter' in grant.Resource)) return [];
    const surplus = grant.Permissions.filter((permission) => permission !== 'SELECT');
    return grant.PermissionsWithGrantOption.length > 0 ? [...surplus, 'grant option'] : surplus;
  },
};

function grantOf({ type, properties }: Resource): z.infer<typeof granted> | undefined {
  return type === GRANT ? granted.parse(properties) : undefined;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
