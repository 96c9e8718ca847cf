import { Command, InvalidArgumentError } from 'commander';
import { MissingTool } from './java.ts';
import { type RunningTrino, startTrino } from './server.ts';

const command = new Command('npm run trino --')
  .description('Starts a real Trino over a workspace, on this machine alone, until Ctrl-C.')
  .option('--workspace <folder>', 'where the landed files lie', 'workspace')
  .option('--port <number>', 'port on the loopback address (default: a free one)', portNumber)
  .option('--heap <size>', "Java's heap", '2G');
command.parse();

const { workspace, port, heap } = command.opts<{ workspace: string; port?: number; heap: string }>();
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
    folder: workspace,
    heap,
    ...(port !== undefined && { port }),
    say: (line) => console.error(line),
  });
  console.log(running.url);
  console.error(`Trino answers. In another terminal: tower refresh --engine trino --trino ${running.url}`);
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

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new InvalidArgumentError('a port is 1 to 65535');
  return port;
}
