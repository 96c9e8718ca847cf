import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { duckdbBinding, MissingBinding } from '../../infra/duckdb-binding.ts';

const NAME = '@duckdb/node-bindings-linux-arm64';
const VERSION = '1.0.0';
const INTEGRITY = 'sha512-right';
const ARM = 0xb7;
const X86 = 0x3e;

let root: string;
let cache: string;
const path = process.env.PATH;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'checkout-'));
  cache = join(root, 'cache');
  const packages = { [`node_modules/${NAME}`]: { version: VERSION, integrity: INTEGRITY } };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }));
});

afterEach(async () => {
  process.env.PATH = path;
  await rm(root, { recursive: true });
});

/** The head of a library for a machine. */
function elf(machine: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head.writeUInt16LE(machine, 18);
  return head;
}

async function install(folder: string, machine: number): Promise<string> {
  const into = join(folder, 'node_modules', NAME);
  await mkdir(into, { recursive: true });
  for (const file of ['duckdb.node', 'libduckdb.so']) await writeFile(join(into, file), elf(machine));
  return into;
}

/** Puts a program in npm's place. */
async function npmIs(script: string): Promise<void> {
  await writeFile(join(root, 'npm'), `#!/bin/sh\n${script}\n`);
  await chmod(join(root, 'npm'), 0o755);
  process.env.PATH = `${root}${delimiter}${path}`;
}

const find = () => duckdbBinding('arm64', { root, cache });

describe('the native part of DuckDB', () => {
  it('is the installed one where it is for this machine', async () => {
    const installed = await install(root, ARM);
    expect(await find()).toBe(installed);
  });

  it('is fetched once where it is for another, and then needs no network', async () => {
    const prepared = join(root, 'prepared');
    await install(prepared, ARM);
    const lock = JSON.stringify({ packages: { [`node_modules/${NAME}`]: { integrity: INTEGRITY } } });
    await writeFile(join(prepared, 'node_modules', '.package-lock.json'), lock);
    await npmIs(`cp -r ${prepared}/node_modules "$3"`);
    const fetched = await find();
    expect(fetched).toBe(join(cache, `duckdb-${VERSION}-linux-arm64`, 'node_modules', NAME));
    await npmIs('exit 1');
    expect(await find()).toBe(fetched);
  });

  it('is missed with what to do where npm reaches nothing, and nothing half-done stays', async () => {
    await npmIs('echo "npm error code ENOTFOUND" >&2; exit 1');
    await expect(find()).rejects.toThrow(
      `${NAME} ${VERSION} could not be fetched with npm (ENOTFOUND). Synthesise once where npm reaches its registry`,
    );
    expect(await readdir(cache)).toEqual([]);
  });

  it('is refused when it is not what the lock file names', async () => {
    const prepared = join(root, 'prepared');
    await install(prepared, ARM);
    const lock = JSON.stringify({ packages: { [`node_modules/${NAME}`]: { integrity: 'sha512-other' } } });
    await writeFile(join(prepared, 'node_modules', '.package-lock.json'), lock);
    await npmIs(`cp -r ${prepared}/node_modules "$3"`);
    await expect(find()).rejects.toThrow('it is not what package-lock.json names');
    expect(await readdir(cache)).toEqual([]);
  });

  it('is refused when it is for another machine than its folder says', async () => {
    await install(root, X86);
    await expect(find()).rejects.toThrow(MissingBinding);
  });
});
