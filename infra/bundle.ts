import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { build } from 'esbuild';
import { feedFiles } from '../feeds/contract/catalogue.ts';
import { type Architecture, duckdbBinding } from './duckdb-binding.ts';
import { type Bundles, HANDLERS, type HandlerName } from './handler.ts';

const ROOT = join(import.meta.dirname, '..');

/** Handlers that read models: the SQL lies beside them. */
const READS_MODELS: readonly HandlerName[] = ['begin', 'tables'];
/** Handlers that run DuckDB, which cannot be bundled. */
const RUNS_DUCKDB: readonly HandlerName[] = ['land'];

// Packages that are not ES modules ask for Node's own with require().
const BANNER = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`;

export interface BundleOptions {
  readonly architecture: Architecture;
  /** Where they are written; whoever names it clears it. */
  readonly folder: string;
  /** @default all of them */
  readonly handlers?: readonly HandlerName[];
  readonly say?: (line: string) => void;
}

/**
 * Bundles the handlers, each into a folder as Lambda unpacks it: handler.mjs, and what it reads beside it.
 * Needs no container, and no network once DuckDB's native part for the architecture is there.
 */
export async function bundle(options: BundleOptions): Promise<Bundles> {
  const { folder, handlers = Object.keys(HANDLERS) as HandlerName[] } = options;
  const codes = new Map<HandlerName, Code>();
  for (const handler of handlers) {
    const into = join(folder, handler);
    await bundleHandler(handler, into, options);
    codes.set(handler, Code.fromAsset(into));
  }
  return (handler) => {
    const code = codes.get(handler);
    if (!code) throw new Error(`the handler ${handler} was not bundled`);
    return code;
  };
}

async function bundleHandler(handler: HandlerName, into: string, options: BundleOptions): Promise<void> {
  await mkdir(into, { recursive: true });
  const runsDuckdb = RUNS_DUCKDB.includes(handler);
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [HANDLERS[handler]],
    // Only named, not written there: paths in the source map, and so the asset's hash, are the same in any checkout.
    outfile: join(ROOT, 'cdk.out', 'bundle', 'handler.mjs'),
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    keepNames: true,
    sourcemap: true,
    banner: { js: BANNER },
    define: { FEED_FILES: JSON.stringify(await feedFiles()) },
    external: runsDuckdb ? ['@duckdb/*'] : [],
    logLevel: 'silent',
  });
  for (const { path, contents } of outputFiles) await writeFile(join(into, basename(path)), contents);
  if (READS_MODELS.includes(handler)) await cp(join(ROOT, 'sql'), join(into, 'sql'), { recursive: true });
  if (runsDuckdb) await copyDuckdb(into, options);
}

async function copyDuckdb(into: string, { architecture, say }: BundleOptions): Promise<void> {
  const installed = join(ROOT, 'node_modules', '@duckdb');
  const binding = await duckdbBinding(architecture, { root: ROOT, ...(say && { say }) });
  for (const source of [join(installed, 'node-api'), join(installed, 'node-bindings'), binding]) {
    await cp(source, join(into, 'node_modules', '@duckdb', basename(source)), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|md|map)$/.test(path),
    });
  }
}
