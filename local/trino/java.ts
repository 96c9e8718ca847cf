import { readdir, readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The oldest Java on which this Trino starts. */
export const OLDEST_JAVA = 24;

/** Something that must be installed by hand; the message says what, and which version. */
export class MissingTool extends Error {
  override readonly name = 'MissingTool';
}

export interface Java {
  readonly home: string;
  readonly version: string;
}

/**
 * Finds a Java that can run Trino: JAVA_HOME, then the one on the path, then the newest that is installed.
 * @throws MissingTool that names the versions that are there when none of them will do.
 */
export async function findJava(homes?: readonly string[]): Promise<Java> {
  const installed = await readJavas(homes ?? [...preferredHomes(), ...(await installedHomes())]);
  const found = installed.find((java) => major(java) >= OLDEST_JAVA);
  if (found) return found;
  const versions = [...new Set(installed.map((java) => java.version))];
  throw new MissingTool(
    `Trino needs Java ${OLDEST_JAVA} or newer; ` +
      `${versions.length > 0 ? `installed here: ${versions.join(', ')}` : 'none is installed here'}. ` +
      'Install a JDK (Temurin 25, say), or point JAVA_HOME at one.',
  );
}

function preferredHomes(): string[] {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'java'));
  return [...(process.env.JAVA_HOME ? [process.env.JAVA_HOME] : []), ...onPath];
}

async function installedHomes(): Promise<string[]> {
  const homes: string[] = [];
  for (const [folder, inside] of [
    ['/usr/lib/jvm', ''],
    ['/Library/Java/JavaVirtualMachines', 'Contents/Home'],
    [join(homedir(), '.sdkman/candidates/java'), ''],
  ] as const) {
    const names = await readdir(folder).catch(() => []);
    homes.push(...names.map((name) => join(folder, name, inside)));
  }
  const javas = await readJavas(homes);
  return javas.sort((one, other) => major(other) - major(one)).map((java) => java.home);
}

async function readJavas(homes: readonly string[]): Promise<Java[]> {
  const javas = await Promise.all(homes.map(readJava));
  return javas.filter((java) => java !== undefined);
}

/** A JDK says its version in a file `release`; a `java` on the path is a link into its bin folder. */
async function readJava(homeOrBinary: string): Promise<Java | undefined> {
  const real = await realpath(homeOrBinary).catch(() => undefined);
  if (!real) return undefined;
  const home = real.endsWith('/bin/java') ? dirname(dirname(real)) : real;
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  const version = /^JAVA_VERSION="(.+)"$/m.exec(release)?.[1];
  return version ? { home, version } : undefined;
}

function major(java: Java): number {
  return Number.parseInt(java.version, 10);
}
