import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DUCKDB_PRELUDE } from '../functions/engines/duckdb-prelude.ts';
import { lintModel } from '../functions/refresh/lint.ts';

/** Refuses in the models what does not mean the same on both engines; ends with 1 when there is any. */
const folder = process.argv[2] ?? 'sql';
const prelude = new Set(Object.keys(DUCKDB_PRELUDE));
let found = 0;
for (const entry of await readdir(folder, { recursive: true })) {
  if (!entry.endsWith('.sql')) continue;
  const file = join(folder, entry);
  for (const finding of lintModel(file, await readFile(file, 'utf8'), prelude)) {
    process.stdout.write(`${file}:${finding.line}:${finding.column}  ${finding.rule}: ${finding.message}\n`);
    found += 1;
  }
}
if (found > 0) process.exitCode = 1;
else process.stdout.write(`the models of ${folder} say the same on both engines\n`);
