import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';

/** What AWS's own validator has against a template: who, where, what. */
export interface Complaint {
  readonly resource: string;
  readonly rule: string;
  readonly severity: 'WARN' | 'ERROR' | 'FATAL';
  readonly message: string;
}

// W3005: a dependency is written down that a reference makes anyway; CDK itself writes such.
const HARMLESS = ['W3005'];

/**
 * Holds synthesised templates to the schemas and rules that CloudFormation ships, without a network.
 * Hints of severity INFO, such as which properties are create-only, are left out.
 */
export function complaintsAbout(templates: readonly string[]): Complaint[] {
  const engine = new CelEngine();
  try {
    return templates.flatMap((path) => complaintsOf(engine, path));
  } finally {
    engine.free();
  }
}

function complaintsOf(engine: InstanceType<typeof CelEngine>, path: string): Complaint[] {
  return engine
    .validateStandard(new TemplateFile(path))
    .diagnostics.flatMap(({ severity, ruleId, message, entity, propertyPath }) =>
      severity === 'INFO' || severity === 'DEBUG' || HARMLESS.includes(ruleId)
        ? []
        : [{ resource: `${entity?.logicalId} ${propertyPath}`, rule: ruleId, severity, message }],
    );
}
