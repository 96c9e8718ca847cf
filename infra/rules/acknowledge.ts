import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says why findings do not hold for a construct and what is in it; beside the construct, so that whoever changes it
 * reads the reason.
 * @param reasons by finding, such as `AwsSolutions-IAM5[Resource::*]`
 */
export function acknowledge(scope: IConstruct, reasons: Readonly<Record<string, string>>): void {
  Validations.of(scope).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
}

/** The same reason for several actions that a policy allows on no resource by name. */
export function acknowledgeNameless(scope: IConstruct, actions: readonly string[], reason: string): void {
  acknowledge(scope, {
    'AwsSolutions-IAM5[Resource::*]': reason,
    ...Object.fromEntries(actions.map((action) => [`ControlTower-NamedResource[Action::${action}]`, reason])),
  });
}
