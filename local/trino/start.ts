import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { MissingTool } from './java.ts';
import { type RunningTrino, startTrino } from './server.ts';
import type { S3Storage } from './storage.ts';

const command = new Command('npm run trino --')
  .description('Starts a real Trino over a workspace, on this machine alone, until Ctrl-C.')
  .option('--workspace <folder>', 'where the landed files lie', 'workspace')
  .option('--s3 <uri>', 'where they lie in S3, instead of a folder: s3://bucket/prefix', s3Uri)
  .option('--port <number>', 'port on the loopback address (default: a free one)', portNumber)
  .option('--heap <size>', "Java's heap", '2G')
  .option('--rules <file>', 'who reads what, from: tower access --trino-rules');
command.parse();

const { workspace, s3, port, heap, rules } = command.opts<{
  workspace: string;
  s3?: string;
  port?: number;
  heap: string;
  rules?: string;
}>();
let running: RunningTrino | undefined;
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isStopping = true;
    if (!running) process.exit(130);
    console.error('stopping Trino');
    void running.stop();
  });
}
try {
  running = await startTrino({
    ...(s3 === undefined ? { folder: workspace } : { s3: s3OfEnvironment(s3) }),
    heap,
    ...(port !== undefined && { port }),
    ...(rules !== undefined && { rules: resolve(rules) }),
    say: (line) => console.error(line),
  });
  console.log(running.url);
  const location = s3 === undefined ? '' : ` --location ${s3}`;
  console.error(
    `Trino answers. In another terminal: tower refresh --engine trino --trino ${running.url}${location}`,
  );
  console.error('Ctrl-C stops it.');
  await running.ended;
  if (!isStopping) {
    await running.stop();
    throw new Error('Trino ended by itself: start it again, with a larger --heap if it ran out of memory.');
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = error instanceof MissingTool ? 2 : 1;
}

/** Region and endpoint as any AWS tool takes them; Trino finds the credentials as they do. */
function s3OfEnvironment(location: string): S3Storage {
  const { AWS_REGION: region = 'us-east-1', AWS_ENDPOINT_URL_S3: endpoint } = process.env;
  return { location, region, ...(endpoint && { endpoint }) };
}

function s3Uri(text: string): string {
  if (!/^s3:\/\/[a-z0-9.-]+(\/|$)/.test(text)) throw new InvalidArgumentError('such as s3://bucket/prefix');
  return text;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new InvalidArgumentError('a port is 1 to 65535');
  return port;
}
