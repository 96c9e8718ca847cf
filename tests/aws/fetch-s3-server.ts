import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, exists } from '../../local/trino/fetch.ts';
import { MissingTool } from '../../local/trino/java.ts';

const run = promisify(execFile);

const VERSION = 'v1.8.0';
const PROGRAM = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;

/**
 * Builds versitygw, a server of the S3 protocol whose conditional writes are atomic, into the user's cache folder, once.
 * @returns the program.
 * @throws MissingTool when it is not there yet and Go is not installed.
 */
export async function fetchS3Server(say: (line: string) => void = () => {}): Promise<string> {
  const cache = cacheFolder();
  const program = join(cache, `versitygw-${VERSION}`);
  if (await exists(program)) return program;

  say(`building versitygw ${VERSION} with Go: about 2 minutes, once`);
  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(join(cache, 'building-'));
  try {
    await install(aside);
    await rename(join(aside, 'versitygw'), program);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return program;
}

async function install(folder: string): Promise<void> {
  try {
    await run('go', ['install', PROGRAM], { cwd: folder, env: { ...process.env, GOBIN: folder } });
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT' || /requires go |invalid go version|toolchain not available/i.test(stderr)) {
      const found = code === 'ENOENT' ? 'none is installed here' : stderr.trim();
      throw new MissingTool(
        `the S3 server of the tests is built with Go 1.25 or newer (go.dev/dl); ${found}. ` +
          'Install it so that `go` is on the path.',
      );
    }
    throw new Error(`Go could not build ${PROGRAM}: ${stderr.trim() || String(error)}`);
  }
}
