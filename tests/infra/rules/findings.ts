import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { ControlTowerRules } from '../../../infra/rules/pack.ts';

/** What the project's rules find in one resource, written as CloudFormation has it. */
export function findingsIn(type: string, properties: object): string[] {
  const stack = new Stack(new App(), 'Stack');
  new CfnResource(stack, 'Example', { type, properties: { ...properties } });
  return findingsOf(stack);
}

/** What the project's rules find in a stack. */
export function findingsOf(stack: Stack): string[] {
  const { violations } = new ControlTowerRules().validateScope(stack);
  return violations.map(({ ruleName }) => ruleName.replace('ControlTower-', '')).sort();
}
