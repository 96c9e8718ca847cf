import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Architecture = 'arm64' | 'x86_64';

/** What npm and ELF call an architecture. */
const SPELLINGS = {
  arm64: { npm: 'arm64', machine: 0xb7 },
  x86_64: { npm: 'x64', machine: 0x3e },
} as const;

/** DuckDB's native part for Lambda is not on this machine and cannot be fetched. */
export class MissingBinding extends Error {
  override readonly name = 'MissingBinding';
}

export interface BindingPlaces {
  /** The checkout, with its node_modules and package-lock.json. */
  readonly root: string;
  /** @default the user's cache folder */
  readonly cache?: string;
  readonly say?: (line: string) => void;
}

/**
 * The folder of DuckDB's native package for Lambda: the installed one where the architecture is this machine's, else
 * one that is fetched once with npm into the user's cache.
 * @throws MissingBinding when it is not there yet and npm cannot fetch it
 */
export async function duckdbBinding(architecture: Architecture, places: BindingPlaces): Promise<string> {
  const { root, cache = userCache(), say = () => {} } = places;
  const { npm, machine } = SPELLINGS[architecture];
  const name = `@duckdb/node-bindings-linux-${npm}`;
  const installed = join(root, 'node_modules', name);
  const { version, integrity } = await locked(root, name);
  const cached = join(cache, `duckdb-${version}-linux-${npm}`);
  let folder = installed;
  if (!(await exists(installed))) {
    if (!(await exists(cached))) await fetchInto(cached, { name, version, integrity, npm, cache, say });
    folder = join(cached, 'node_modules', name);
  }
  for (const file of ['duckdb.node', 'libduckdb.so']) await holdMachine(join(folder, file), machine);
  return folder;
}

interface Wanted {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly npm: string;
  readonly cache: string;
  readonly say: (line: string) => void;
}

/** Fetched aside and moved in whole, so that a run that died half-way leaves nothing that looks finished. */
async function fetchInto(
  folder: string,
  { name, version, integrity, npm, cache, say }: Wanted,
): Promise<void> {
  say(`fetching ${name} ${version} with npm: 25 MB, once`);
  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(join(cache, 'fetching-'));
  try {
    const platform = ['--os=linux', `--cpu=${npm}`, '--libc=glibc'];
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=1'];
    // By way of the package that names it as optional: npm refuses to install it by its own name on this machine.
    await run('npm', ['install', '--prefix', aside, ...platform, ...quiet, `@duckdb/node-api@${version}`]);
    const lock = JSON.parse(await readFile(join(aside, 'node_modules', '.package-lock.json'), 'utf8'));
    if (lock.packages[`node_modules/${name}`]?.integrity !== integrity)
      throw new Error('it is not what package-lock.json names');
    await rename(aside, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } catch (error) {
    const reason = reasonOf(error);
    throw new MissingBinding(
      `${name} ${version} could not be fetched with npm (${reason}). Synthesise once where npm reaches its registry; it is kept in ${folder}. Or give the environment the architecture of this machine.`,
      { cause: error },
    );
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
  return /npm error code (\S+)/.exec(stderr)?.[1] ?? message.split('\n', 1)[0] ?? '';
}

/** What package-lock.json holds of a package, also of one for another machine. */
async function locked(root: string, name: string): Promise<{ version: string; integrity: string }> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const found = lock.packages[`node_modules/${name}`];
  if (!found) throw new MissingBinding(`package-lock.json holds no ${name}: install the packages again`);
  return found;
}

/** A binding of the wrong machine deploys well and fails at the first file. */
async function holdMachine(path: string, machine: number): Promise<void> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(20), 0, 20, 0);
    const isElf = buffer.subarray(0, 4).equals(Buffer.from('\x7fELF', 'latin1'));
    if (!isElf || buffer.readUInt16LE(18) !== machine)
      throw new MissingBinding(`${path} is not for the architecture of the functions: delete its folder`);
  } finally {
    await file.close();
  }
}

function userCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'control-tower');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
