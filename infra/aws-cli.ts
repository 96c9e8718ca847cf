import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Of a role that was taken on, as AWS's command line reads them from its environment. */
export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
}

/** Runs one command of AWS and gives its answer. @throws AwsRefused */
export type Aws = (args: readonly string[], credentials?: Credentials) => Promise<unknown>;

/** AWS did not do what it was asked; the code is its own, such as AccessDeniedException. */
export class AwsRefused extends Error {
  override readonly name = 'AwsRefused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const run = promisify(execFile);

/** AWS's own command line, version 2, as it is installed on this machine. */
export function awsCli(region: string): Aws {
  return async (args, credentials) => {
    try {
      const { stdout } = await run(
        'aws',
        [...args, '--region', region, '--output', 'json', '--no-cli-pager'],
        {
          maxBuffer: 64 * 2 ** 20,
          env: credentials
            ? {
                PATH: process.env.PATH,
                AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
                AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
                AWS_SESSION_TOKEN: credentials.SessionToken,
              }
            : process.env,
        },
      );
      return stdout.trim() === '' ? {} : JSON.parse(stdout);
    } catch (error) {
      const text = (error as { stderr?: string }).stderr ?? String(error);
      throw new AwsRefused(/\((\w+)\)/.exec(text)?.[1] ?? 'Unknown', text.trim());
    }
  };
}
