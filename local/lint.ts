import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DUCKDB_PRELUDE } from '../functions/engines/duckdb-prelude.ts';
import { type Finding, lintModel } from '../functions/refresh/lint/lint.ts';

/** What is wrong in the models of a folder and the folders in it, file by file. */
export async function lintFolder(folder: string): Promise<Finding[]> {
  const prelude = new Set(Object.keys(DUCKDB_PRELUDE));
  const entries = await readdir(folder, { recursive: true });
  const findings: Finding[] = [];
  for (const entry of entries.filter((name) => name.endsWith('.sql')).sort()) {
    const file = join(folder, entry);
    findings.push(...lintModel(file, await readFile(file, 'utf8'), prelude));
  }
  return findings;
}

/** Refuses in the models what does not mean the same on both engines; ends with 1 when there is any. */
if (import.meta.main) {
  const folder = process.argv[2] ?? 'sql';
  const findings = await lintFolder(folder);
  for (const { file, line, column, rule, message, cure } of findings) {
    process.stdout.write(`${file}:${line}:${column}  ${rule}: ${message}; ${cure}\n`);
  }
  if (findings.length > 0) process.exitCode = 1;
  else process.stdout.write(`the models of ${folder} say the same on both engines\n`);
}
