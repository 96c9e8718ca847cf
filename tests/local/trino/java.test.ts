import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findJava, MissingTool } from '../../../local/trino/java.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'control-tower-java-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function install(name: string, version: string): Promise<string> {
  const home = join(folder, name);
  await mkdir(join(home, 'bin'), { recursive: true });
  await writeFile(join(home, 'bin', 'java'), '');
  await writeFile(join(home, 'release'), `IMPLEMENTOR="Someone"\nJAVA_VERSION="${version}"\nLIBC="gnu"\n`);
  return home;
}

test('the first Java that is new enough is taken', async () => {
  const homes = [
    await install('old', '17.0.15'),
    await install('new', '25.0.3'),
    await install('newer', '26'),
  ];
  expect(await findJava(homes)).toEqual({ home: homes[1], version: '25.0.3' });
});

test('a java on the path is followed to the JDK that it belongs to', async () => {
  const home = await install('jdk', '24.0.1');
  await symlink(join(home, 'bin', 'java'), join(folder, 'java'));
  expect(await findJava([join(folder, 'java')])).toEqual({ home, version: '24.0.1' });
});

test('without one that is new enough it says which version is needed and which are there', async () => {
  const homes = [await install('old', '17.0.15'), await install('older', '1.8.0_452')];
  const error = await findJava(homes).catch((thrown: unknown) => thrown as Error);
  expect(error).toBeInstanceOf(MissingTool);
  expect(error).toHaveProperty('message', expect.stringMatching(/Java 24 or newer.*17\.0\.15, 1\.8\.0_452/));
});

test('without any Java it says so', async () => {
  await expect(findJava([join(folder, 'nowhere')])).rejects.toThrow(/Java 24 or newer; none is installed/);
});
