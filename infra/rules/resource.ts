import { type CfnResource, Stack } from 'aws-cdk-lib';

/** A resource as it stands in the template: overrides applied, references as CloudFormation writes them. */
export interface Resource {
  readonly type: string;
  readonly properties: Record<string, unknown>;
}

/** One thing that every resource of this project keeps to. */
export interface Rule {
  readonly name: string;
  readonly says: string;
  readonly why: string;
  /** What breaks the rule, in short words that an acknowledgement can name; none when it is kept. */
  readonly findings: (resource: Resource) => readonly string[];
}

/** The resource of a construct as the template will have it. */
export function resourceOf(node: CfnResource): Resource {
  // Not in the types of CDK, yet the only place where property overrides have been applied.
  const { Resources } = Stack.of(node).resolve(
    (node as unknown as { _toCloudFormation(): object })._toCloudFormation(),
  ) as { Resources: Record<string, { Properties?: Record<string, unknown> }> };
  const [written] = Object.values(Resources);
  // As text and back: constructs name each property that could be, undefined where it is not.
  const properties = JSON.parse(JSON.stringify(written?.Properties ?? {})) as Record<string, unknown>;
  return { type: node.cfnResourceType, properties };
}
