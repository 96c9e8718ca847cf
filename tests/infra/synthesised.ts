import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { readModels } from '../../functions/refresh/models.ts';
import { type Environment, readEnvironment } from '../../infra/environment.ts';
import { controlTower, type Tower, type TowerProps } from '../../infra/tower.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** An app with the feature flags of this project, which the command line would take from cdk.json. */
export function newApp(outdir?: string): App {
  return new App({ context, ...(outdir === undefined ? {} : { outdir }) });
}

/** The tower of an environment, with a stand-in for the handlers' code: tests of templates need no bundles. */
export async function synthesised(
  environment: string | Environment = 'dev',
  options: Partial<TowerProps> & { readonly app?: App } = {},
): Promise<Tower> {
  const { app = newApp(), ...props } = options;
  return controlTower(app, {
    environment: typeof environment === 'string' ? await readEnvironment(environment) : environment,
    models: await readModels(join(ROOT, 'sql')),
    bundles: () => Code.fromInline('export const handler = () => {};'),
    ...props,
  });
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
}

/** The resources of a stack by the names that its file gives them, and everything that refers to them. */
export function resourcesOf(stack: Stack): Readonly<Record<string, Resource>> {
  const resources = Template.fromStack(stack).toJSON().Resources as Record<string, Resource>;
  return Object.fromEntries(Object.entries(resources).map(([id, resource]) => [nameOf(id), resource]));
}

/** The properties of a resource that must be there. */
export function propertiesOf<Properties = Record<string, unknown>>(
  resources: Readonly<Record<string, Resource>>,
  name: string,
): Properties {
  const resource = resources[name];
  if (!resource) throw new Error(`there is no resource ${name}`);
  return resource.Properties as Properties;
}

/** A logical id without the hash at its end, and without "Resource". */
export function nameOf(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '').replace(/Resource$/, '');
}

/** A value of a template as one text: `{Store.Arn}/raw/*`. */
export function readable(value: unknown): string {
  if (Array.isArray(value)) return value.map(readable).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return `{${nameOf(String(argument)).replace('AWS::AccountId', 'account')}}`;
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(readable).join('');
  if (name === 'Fn::GetAtt') {
    const [id = '', attribute] = argument as string[];
    return `{${nameOf(id)}.${attribute}}`;
  }
  if (name === 'Fn::Sub') return String(argument).replaceAll(/\$\{AWS::(\w+)\}/g, '{$1}');
  if (name === 'Fn::ImportValue') {
    const [, id = '', attribute] =
      /:ExportsOutput(?:Ref|FnGetAtt)(\w+?)[0-9A-F]{8}(Arn)?/.exec(String(argument)) ?? [];
    return attribute ? `{${id}.${attribute}}` : `{${id}}`;
  }
  return JSON.stringify(value);
}

/** What a role may do by its policies, one line for each set of resources: `what: actions on resources`. */
export function reachOf(resources: Readonly<Record<string, Resource>>, role: string): string[] {
  const policy = resources[`${role}DefaultPolicy`];
  if (!policy) throw new Error(`the stack has no policy of ${role}`);
  const { Statement } = policy.Properties.PolicyDocument as { Statement: Statement[] };
  return Statement.map(({ Action, Resource: reached, Condition }) => {
    const actions = [Action].flat().join(' ');
    const where = [reached].flat().map(readable).join(' ');
    return `${actions} on ${where}${Condition ? ` if ${conditionOf(Condition)}` : ''}`;
  });
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function conditionOf(condition: NonNullable<Statement['Condition']>): string {
  return Object.values(condition)
    .flatMap((tests) => Object.entries(tests))
    .map(([key, value]) => `${key} = ${[value].flat().map(readable).join(' | ')}`)
    .join(' and ');
}
