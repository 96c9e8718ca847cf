import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSession } from '../../functions/engines/trino-session.ts';
import { fetchTrino } from './fetch.ts';
import { findJava } from './java.ts';

export interface TrinoOptions {
  /** The workspace: what Trino sees as `local:///`. Its own tables lie in the folder `trino` of it. */
  readonly folder: string;
  /** @default a free one */
  readonly port?: number;
  /** Java's heap, as -Xmx takes it. @default '2G' */
  readonly heap?: string;
  readonly say?: (line: string) => void;
}

export interface RunningTrino {
  readonly url: string;
  /** The Java process. */
  readonly pid: number;
  /** Settles when Java has ended, by stop() or by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

// Where half-written tables lie, inside the workspace: rows that a killed server left there are cleared away.
const STAGING = 'trino/staging';
const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 15_000;

/** Starts a Trino over a folder, on the loopback address alone, and waits until it answers. */
export async function startTrino(options: TrinoOptions): Promise<RunningTrino> {
  const java = await findJava();
  const home = await fetchTrino(options.say);
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });
  await rm(join(folder, STAGING), { recursive: true, force: true });
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const scratch = await mkdtemp(join(tmpdir(), 'control-tower-trino-'));
  await writeConfiguration({ scratch, home, folder, port });

  const log = join(scratch, 'trino.log');
  const server = spawn(join(java.home, 'bin/java'), javaArguments(home, scratch, options.heap ?? '2G'), {
    cwd: scratch,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = createWriteStream(log);
  server.stdout.pipe(output, { end: false });
  server.stderr.pipe(output, { end: false });
  // A program that ends without stop() must not leave Java behind.
  const killServer = () => server.kill('SIGKILL');
  process.on('exit', killServer);

  async function stop(): Promise<void> {
    await end(server);
    process.off('exit', killServer);
    await rm(scratch, { recursive: true, force: true });
  }
  try {
    await once(server, 'spawn');
    await answers(url, server);
  } catch (error) {
    const lastLines = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-15).join('\n');
    await stop();
    throw new Error(`Trino did not start: ${(error as Error).message}\n${lastLines}`);
  }
  return { url, pid: server.pid ?? 0, stop };
}

async function writeConfiguration(at: { scratch: string; home: string; folder: string; port: number }) {
  const plugins = join(at.scratch, 'plugins');
  const catalogs = join(at.scratch, 'catalog');
  await mkdir(plugins);
  await mkdir(catalogs);
  // Of 50 plugins these two are used: with its own plugin folder the server starts in half the time.
  for (const plugin of ['hive', 'iceberg'])
    await symlink(join(at.home, 'plugin', plugin), join(plugins, plugin));
  const files = ['fs.native-local.enabled=true', `local.location=${at.folder}`];
  await writeFile(
    join(at.scratch, 'config.properties'),
    lines([
      'coordinator=true',
      'node-scheduler.include-coordinator=true',
      `http-server.http.port=${at.port}`,
      `discovery.uri=http://127.0.0.1:${at.port}`,
      'query.max-memory=1GB',
      'query.max-memory-per-node=1GB',
      'memory.heap-headroom-per-node=300MB',
      'catalog.management=static',
      `catalog.config-dir=${catalogs}`,
    ]),
  );
  // Two metastores: a view and the curated table that it fills have the same name.
  await writeFile(
    join(catalogs, 'landed.properties'),
    lines([
      'connector.name=hive',
      'hive.metastore=file',
      'hive.metastore.catalog.dir=local:///trino/landed',
      'hive.non-managed-table-writes-enabled=true',
      'hive.ignore-absent-partitions=true',
      `hive.temporary-staging-directory-path=local:///${STAGING}`,
      ...files,
    ]),
  );
  await writeFile(
    join(catalogs, 'curated.properties'),
    lines([
      'connector.name=iceberg',
      'iceberg.catalog.type=TESTING_FILE_METASTORE',
      'hive.metastore.catalog.dir=local:///trino/curated',
      ...files,
    ]),
  );
}

/** What bin/launcher would run, without the launcher: so the process that is started is the one to stop. */
function javaArguments(home: string, scratch: string, heap: string): string[] {
  return [
    '-cp',
    join(home, 'lib/*'),
    `-Xmx${heap}`,
    '-XX:+ExitOnOutOfMemoryError',
    '--enable-native-access=ALL-UNNAMED',
    '--sun-misc-unsafe-memory-access=allow',
    '-Dnode.environment=local',
    '-Dnode.id=one',
    '-Dnode.bind-ip=127.0.0.1',
    '-Dnode.internal-address=127.0.0.1',
    `-Dnode.data-dir=${join(scratch, 'data')}`,
    `-Dplugin.dir=${join(scratch, 'plugins')}`,
    `-Dconfig=${join(scratch, 'config.properties')}`,
    'io.trino.server.TrinoServer',
  ];
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const session = openSession({ url, user: 'control-tower' });
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error('Java ended');
    try {
      // A statement with work for a worker: one about the server itself is answered before there is one.
      await session.run('select count(*) from unnest(sequence(1, 2)) as numbers (number)');
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
    await wait(250);
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string')
    throw new Error('no free port on the loopback address');
  return address.port;
}

function lines(entries: readonly string[]): string {
  return `${entries.join('\n')}\n`;
}
