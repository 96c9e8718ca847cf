import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Environment, EnvironmentError, readEnvironment } from './environment.ts';
import { namesOf } from './names.ts';
import { type Connection, connectionOf } from './power-bi.ts';

/** What `cdk deploy --outputs-file` writes: outputs by stack. */
const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * The connection of every reader of an environment. The account is in the outputs of its deployment; without them it
 * must be in the environment's file.
 * @throws EnvironmentError where the account is in neither
 */
export function connectionsOf(environment: Environment, outputs: unknown): Connection[] {
  const { prefix, region, account } = environment;
  const known = Object.values(outputsFile.parse(outputs)[`${prefix}-access`] ?? {});
  return environment.readers.map((reader) => {
    const role = namesOf(prefix).reader(reader.name);
    const deployed = known.find((arn) => arn.endsWith(`:role/${role}`));
    if (deployed === undefined && account === undefined) {
      throw new EnvironmentError(
        `the role of ${reader.name} is not known: deploy with --outputs-file and name that file with --outputs, or give the environment its account`,
      );
    }
    const roleArn = deployed ?? `arn:aws:iam::${account}:role/${role}`;
    return connectionOf({ prefix, region, reader, roleArn });
  });
}

/** One reader's settings as a page of text. */
export function pageOf({ reader, dsn, profile, addDsn, powerQuery }: Connection): string {
  return [
    `# ${reader}: data source "${dsn}"`,
    ...(profile === undefined ? [] : ['## On the gateway, in the file of AWS profiles', profile]),
    '## On the gateway and on developers’ machines, in PowerShell as administrator',
    addDsn,
    '## In Power Query: the last publish that was completed',
    powerQuery,
  ].join('\n\n');
}

/** `npm run dsn -- --env NAME --outputs FILE`: prints what to paste for every reader. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      env: { type: 'string', default: 'dev' },
      outputs: { type: 'string' },
    },
  });
  const outputs = values.outputs === undefined ? {} : JSON.parse(await readFile(values.outputs, 'utf8'));
  const connections = connectionsOf(await readEnvironment(values.env), outputs);
  process.stdout.write(`${connections.map(pageOf).join('\n\n')}\n`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
