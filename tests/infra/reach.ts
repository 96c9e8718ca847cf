import type { App } from 'aws-cdk-lib';
import { textOf } from '../../infra/rules/intrinsics.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** What a role reaches, as the templates of a whole app have it. */
export interface Reach {
  /** `action on resource`, of every policy that is the role's own or attached to it. */
  readonly actions: readonly string[];
  /** `permission on what`, of every grant of Lake Formation to the role. */
  readonly granted: readonly string[];
  /** Policies of other resources that name the role. */
  readonly namedBy: readonly string[];
}

/** Everything that a role can do by IAM and by Lake Formation, found in the templates and nowhere else. */
export function reachOf(app: App, roleName: string): Reach {
  const resources = app
    .synth()
    .stacks.flatMap(({ template }) => Object.entries(template.Resources as Record<string, Resource>));
  const [roleId, role] = resources.find(([, { Properties }]) => Properties.RoleName === roleName) ?? [];
  if (!role || !roleId) throw new Error(`no role ${roleName}`);
  const isNamedIn = (value: unknown) => JSON.stringify(value ?? null).includes(roleId);

  const attached = resources.filter(
    ([, { Type, Properties }]) =>
      ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'].includes(Type) && isNamedIn(Properties.Roles),
  );
  const documents = attached.map(([, { Properties }]) => Properties.PolicyDocument);
  const inline = (role.Properties.Policies as { PolicyDocument: unknown }[] | undefined) ?? [];
  const elsewhere = (role.Properties.ManagedPolicyArns as unknown[] | undefined) ?? [];
  const grants = resources.filter(
    ([, { Type, Properties }]) =>
      Type.startsWith('AWS::LakeFormation::') &&
      isNamedIn(Properties.Principal ?? Properties.DataLakePrincipal),
  );
  const known = new Set([roleId, ...attached.map(([id]) => id), ...grants.map(([id]) => id)]);
  return {
    actions: [
      ...[...documents, ...inline.map(({ PolicyDocument }) => PolicyDocument)].flatMap(allowedBy),
      ...elsewhere.map((arn) => `whatever ${textOf(arn)} allows`),
    ].sort(),
    granted: grants.flatMap(([, { Properties }]) => grantsOf(Properties)).sort(),
    namedBy: resources.filter(([id, resource]) => !known.has(id) && isNamedIn(resource)).map(([id]) => id),
  };
}

function allowedBy(document: unknown): string[] {
  const { Statement: statements } = document as { Statement: Statement[] };
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource, Condition }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => {
          const on = `${action} on ${textOf(resource)}`;
          return Condition === undefined ? on : `${on} if ${conditionText(Condition)}`;
        }),
      ),
    );
}

function conditionText(condition: unknown): string {
  return Object.entries(condition as Record<string, Record<string, unknown>>)
    .flatMap(([test, keys]) =>
      Object.entries(keys).map(([key, value]) => `${test} ${key} ${[value].flat().map(textOf).join('|')}`),
    )
    .join(' and ');
}

function grantsOf(properties: Record<string, unknown>): string[] {
  const [[kind, resource] = ['nothing', {}]] = Object.entries(properties.Resource as Record<string, object>);
  const { DatabaseName, TableName, Name } = resource as Record<string, string | undefined>;
  const on = [kind, DatabaseName, TableName, Name].filter((part) => part !== undefined).join(' ');
  return (properties.Permissions as string[]).map((permission) => `${permission} on ${on}`);
}
