import type { CfnResource } from 'aws-cdk-lib';
import { NagMessageLevel, NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { FILTERED_SELECT, NO_HYBRID_ACCESS, NO_IAM_ALLOWED, SELECT_ALONE } from './lake-formation.ts';
import { FUNCTION_LOG_GROUP, LOG_RETENTION } from './logs.ts';
import { ENCRYPTED_QUEUE, ENCRYPTED_TOPIC } from './messages.ts';
import { NAMED_PRINCIPAL, NAMED_RESOURCE } from './policies.ts';
import { type Rule, resourceOf } from './resource.ts';
import { BOUNDED_WORKGROUP } from './workgroups.ts';

export const RULES: readonly Rule[] = [
  BOUNDED_WORKGROUP,
  NO_HYBRID_ACCESS,
  NO_IAM_ALLOWED,
  FILTERED_SELECT,
  SELECT_ALONE,
  LOG_RETENTION,
  FUNCTION_LOG_GROUP,
  ENCRYPTED_QUEUE,
  ENCRYPTED_TOPIC,
  NAMED_RESOURCE,
  NAMED_PRINCIPAL,
];

/** The rules of this project that no public pack has: `ControlTower-<rule>[<finding>]`. */
export class ControlTowerRules extends NagPack {
  override readonly name = 'ControlTower';

  constructor(scope?: IConstruct) {
    super(scope, { verbose: true });
    this.packName = 'ControlTower';
  }

  protected override checkResource(node: CfnResource): void {
    const resource = resourceOf(node);
    for (const { name, says, why, findings } of RULES) {
      this.applyRule({
        node,
        ruleSuffixOverride: name,
        info: says,
        explanation: why,
        level: NagMessageLevel.ERROR,
        rule: () => [...findings(resource)],
      });
    }
  }
}
