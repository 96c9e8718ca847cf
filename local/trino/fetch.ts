import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MissingTool } from './java.ts';

const run = promisify(execFile);

export const TRINO_VERSION = '476';
const NAME = `trino-server-${TRINO_VERSION}`;
const ARTIFACT = `io.trino:trino-server:${TRINO_VERSION}:tar.gz`;

/** Where what was fetched once stays. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'control-tower');
}

/**
 * Fetches Trino with Maven and unpacks it into the user's cache folder, once.
 * @returns the folder in which it lies.
 * @throws MissingTool when it is not there yet and Maven is not installed.
 */
export async function fetchTrino(say: (line: string) => void = () => {}): Promise<string> {
  const cache = cacheFolder();
  const folder = join(cache, NAME);
  if (await exists(folder)) return folder;

  say(`fetching Trino ${TRINO_VERSION} with Maven: 820 MB, once`);
  await maven('dependency:get', `-Dartifact=${ARTIFACT}`, '-Dtransitive=false');

  say(`unpacking it into ${folder}`);
  await mkdir(cache, { recursive: true });
  // Unpacked aside and moved in whole, so that a run that died half-way leaves nothing that looks finished.
  const aside = await mkdtemp(join(cache, 'unpacking-'));
  try {
    await run('tar', ['-xzf', await archiveIn(aside), '-C', aside]);
    await rename(join(aside, NAME), folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return folder;
}

/** Where Maven keeps the archive: it writes the folder of its cache into a file, as it colours what it prints. */
async function archiveIn(scratch: string): Promise<string> {
  const answer = join(scratch, 'repository.txt');
  await maven('help:evaluate', '-Dexpression=settings.localRepository', `-Doutput=${answer}`);
  const repository = (await readFile(answer, 'utf8')).trim();
  return join(repository, 'io/trino/trino-server', TRINO_VERSION, `${NAME}.tar.gz`);
}

async function maven(...goal: string[]): Promise<void> {
  try {
    await run('mvn', ['--batch-mode', '--quiet', ...goal], { cwd: homedir() });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new MissingTool(
        'Trino is fetched with Maven: install Maven 3.8 or newer so that `mvn` is on the path.',
      );
    }
    const { stdout = '' } = error as { stdout?: string };
    const reason = stdout.split('\n').find((line) => line.startsWith('[ERROR]')) ?? String(error);
    throw new Error(`Maven could not fetch ${ARTIFACT}: ${reason}`);
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
