import { z } from 'zod';
import { textOf } from './intrinsics.ts';
import type { Resource, Rule } from './resource.ts';

const oneOrMany = z.unknown().transform((value) => (Array.isArray(value) ? value : [value]));

const statement = z.object({
  Effect: z.string(),
  Action: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  Principal: z.unknown().optional(),
});

const document = z.object({ Statement: oneOrMany });
type Statement = z.infer<typeof statement>;

/** Kinds of resource whose name stands behind the word, as in `workgroup/<name>`. */
const KINDS =
  /^(table|database|workgroup|function|log-group|role|stateMachine|execution|key|alias|rule|schedule|catalog|datacatalog|userDefinedFunction)[/:]/;

export const NAMED_RESOURCE: Rule = {
  name: 'NamedResource',
  says: 'A policy allows an action on resources that it names.',
  why: 'A wildcard reaches what other teams of the account own. Where AWS knows no resource, the action is acknowledged.',
  findings: (resource) =>
    allowed(resource)
      .filter(({ Resource: resources }) => resources?.some((named) => isNameless(textOf(named))))
      .flatMap(({ Action: actions = [] }) => actions.map((action) => `Action::${textOf(action)}`)),
};

export const NAMED_PRINCIPAL: Rule = {
  name: 'NamedPrincipal',
  says: 'Whoever a policy lets in is named.',
  why: 'A principal of everyone opens the resource to any account.',
  findings: (resource) =>
    allowed(resource)
      .filter(({ Principal: principal }) => isEveryone(principal))
      .map(() => 'Principal::*'),
};

/** The statements that allow something, of a policy or of a resource that carries policies. */
function allowed({ type, properties }: Resource): Statement[] {
  // In the policy of a key `*` is the key itself.
  const own = type === 'AWS::KMS::Key' ? [] : [properties.PolicyDocument];
  const inline = Array.isArray(properties.Policies)
    ? properties.Policies.map((policy: { PolicyDocument?: unknown }) => policy.PolicyDocument)
    : [];
  return [...own, ...inline, properties.AssumeRolePolicyDocument]
    .filter((policy) => policy !== undefined)
    .flatMap((policy) => document.parse(policy).Statement)
    .map((one) => statement.parse(one))
    .filter(({ Effect }) => Effect === 'Allow');
}

function isNameless(arn: string): boolean {
  const name = arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn;
  return name.replace(KINDS, '').startsWith('*');
}

function isEveryone(principal: unknown): boolean {
  if (principal === '*') return true;
  const named = (principal as { AWS?: unknown } | undefined)?.AWS;
  return (Array.isArray(named) ? named : [named]).includes('*');
}
