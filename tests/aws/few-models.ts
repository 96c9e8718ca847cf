import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ALL_INDICATORS, LAYERS, readModels } from '../../functions/refresh/models.ts';

/** Enough of the project's models for one measure at every level. */
const OF_ONE_MEASURE = ['ind_early_literacy', 'fct_landing', 'fct_measure_suppressed'];

/**
 * Writes models, with those that they read or are checked against, as `sql` into a folder, as they lie in a bundle. Of
 * indicators only those that are named: all of the project's models would take longer, and show no more.
 * @returns the folder of the models
 */
export async function writeFewModels(
  folder: string,
  names: readonly string[] = OF_ONE_MEASURE,
): Promise<string> {
  const kept = await withThoseTheyNeed(names);
  for (const layer of LAYERS) {
    const target = join(folder, 'sql', layer);
    await mkdir(target, { recursive: true });
    for (const file of await readdir(join('sql', layer))) {
      const path = join('sql', layer, file);
      if (file.endsWith('.sql') && kept.has(basename(file, '.sql'))) await cp(path, join(target, file));
      if (!file.endsWith('.yml')) continue;
      const properties = parse(await readFile(path, 'utf8'));
      properties.models = properties.models.filter(({ name }: { name: string }) => kept.has(name));
      await writeFile(join(target, file), stringify(properties));
    }
  }
  return join(folder, 'sql');
}

async function withThoseTheyNeed(names: readonly string[]): Promise<Set<string>> {
  const models = new Map((await readModels('sql')).map((model) => [model.name, model]));
  const kept = new Set<string>();
  const keep = (name: string): void => {
    const model = models.get(name);
    if (!model || kept.has(name)) return;
    kept.add(name);
    const checkedAgainst = model.checks.flatMap((check) => ('other' in check ? (check.other ?? []) : []));
    const isUnited = (read: string) => models.get(read)?.layer === 'indicators' && !names.includes(read);
    for (const read of [...model.references, ...checkedAgainst])
      if (name !== ALL_INDICATORS || !isUnited(read)) keep(read);
  };
  for (const name of names) keep(name);
  return kept;
}
