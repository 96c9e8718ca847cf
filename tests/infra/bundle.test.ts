import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feedFiles } from '../../feeds/contract/catalogue.ts';
import { bundle } from '../../infra/bundle.ts';
import { HANDLERS, type HandlerName } from '../../infra/handler.ts';

const run = promisify(execFile);
const names = Object.keys(HANDLERS) as HandlerName[];
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const MOST_UNZIPPED = 250 * 2 ** 20;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  await bundle({ architecture, folder });
});
afterAll(() => rm(folder, { recursive: true }));

/** Imports a bundle in a process of its own, which has nothing but the bundle, and says what the code prints. */
async function inBundle(name: HandlerName, code: string): Promise<string> {
  const task = join(folder, name);
  const url = pathToFileURL(join(task, 'handler.mjs')).href;
  const environment = { AWS_REGION: 'us-east-1', HOME: '/nowhere', LAMBDA_TASK_ROOT: task };
  const program = `const bundle = await import(${JSON.stringify(url)}); ${code}`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
    cwd: task,
    env: environment,
  });
  return stdout.trim();
}

async function bytesOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => stat(join(parentPath, name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

describe.each(names)('the bundle of %s', (name) => {
  it('is a handler that loads with nothing around it', async () => {
    expect(await inBundle(name, 'console.log(Object.keys(bundle), typeof bundle.handler)')).toBe(
      "[ 'handler' ] function",
    );
  });

  it('fits into a function', async () => {
    expect(await bytesOf(join(folder, name))).toBeLessThan(MOST_UNZIPPED);
  });

  it('holds nothing of the app that deploys it, and no path of this checkout', async () => {
    const text = await readFile(join(folder, name, 'handler.mjs'), 'utf8');
    const { sources } = JSON.parse(await readFile(join(folder, name, 'handler.mjs.map'), 'utf8')) as {
      sources: string[];
    };
    expect(sources.filter((source) => /aws-cdk-lib|\/infra\/|\/local\//.test(source))).toEqual([]);
    expect(sources.filter((source) => !/^(\.\.\/\.\.\/|<define:)/.test(source))).toEqual([]);
    expect(text).not.toContain(process.cwd());
  });
});

it('every feed of the checkout is in the bundles that read feeds', async () => {
  const files = (await feedFiles()).map((file) => `../../feeds/${file}`);
  expect(files.length).toBeGreaterThan(10);
  for (const name of ['land', 'begin'] as const) {
    const { sources } = JSON.parse(await readFile(join(folder, name, 'handler.mjs.map'), 'utf8')) as {
      sources: string[];
    };
    expect(sources, name).toEqual(expect.arrayContaining(files));
  }
});

describe('what lies beside the code', () => {
  it('is the models for those that read them, DuckDB for the one that lands', async () => {
    const beside = async (name: HandlerName) =>
      (await readdir(join(folder, name))).filter((file) => !file.startsWith('handler.mjs'));
    expect(
      Object.fromEntries(await Promise.all(names.map(async (name) => [name, await beside(name)]))),
    ).toEqual({
      land: ['node_modules'],
      begin: ['sql'],
      next: [],
      suppress: [],
      end: [],
      tables: ['sql'],
    });
  });

  it('is DuckDB for the architecture asked for alone', async () => {
    const packages = await readdir(join(folder, 'land', 'node_modules', '@duckdb'));
    const npm = architecture === 'arm64' ? 'arm64' : 'x64';
    expect(packages.sort()).toEqual(['node-api', 'node-bindings', `node-bindings-linux-${npm}`]);
  });

  it('is a DuckDB that runs', async () => {
    const code = `
      const { DuckDBInstance } = await import(${JSON.stringify('@duckdb/node-api')});
      const connection = await (await DuckDBInstance.create()).connect();
      const answer = await connection.runAndReadAll('select 40 + 2 as answer');
      console.log(String(answer.getRows()[0][0]));`;
    expect(await inBundle('land', code)).toBe('42');
  });
});

it('the same checkout gives the same bundle', async () => {
  const again = await mkdtemp(join(tmpdir(), 'bundles-again-'));
  try {
    await bundle({ architecture, folder: again, handlers: ['end'] });
    for (const file of ['handler.mjs', 'handler.mjs.map'])
      expect(await readFile(join(again, 'end', file), 'utf8')).toBe(
        await readFile(join(folder, 'end', file), 'utf8'),
      );
  } finally {
    await rm(again, { recursive: true });
  }
});
