import { ArnFormat, type Stack } from 'aws-cdk-lib';

/** Names that more than one stack must know, before or without the resource that bears them. */
export interface Names {
  /** External tables over what has landed, views and working tables: rows of students. */
  readonly modelDatabase: string;
  /** The tables that readers see. */
  readonly curatedDatabase: string;
  readonly refreshWorkgroup: string;
  readonly refreshMachine: string;
  readonly maintenanceMachine: string;
  /** Log groups begin with it. */
  readonly logs: string;
  /** Name of a reader's role and workgroup. */
  readonly reader: (name: string) => string;
}

/** @param prefix of the environment, such as control-tower-dev */
export function namesOf(prefix: string): Names {
  const database = prefix.replaceAll('-', '_');
  return {
    modelDatabase: `${database}_model`,
    curatedDatabase: `${database}_curated`,
    refreshWorkgroup: `${prefix}-refresh`,
    refreshMachine: `${prefix}-refresh`,
    maintenanceMachine: `${prefix}-maintenance`,
    logs: `/control-tower/${prefix}`,
    reader: (name) => `${prefix}-reader-${name}`,
  };
}

/** The ARNs under which Glue checks access to databases and their tables. */
export function glueArns(stack: Stack, ...databases: readonly string[]): string[] {
  const arn = (resource: string, resourceName?: string) =>
    stack.formatArn({
      service: 'glue',
      resource,
      ...(resourceName === undefined ? { arnFormat: ArnFormat.NO_RESOURCE_NAME } : { resourceName }),
    });
  return [
    arn('catalog'),
    ...databases.flatMap((database) => [arn('database', database), arn('table', `${database}/*`)]),
  ];
}
