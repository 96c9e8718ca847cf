import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** Enough of the project's models for one measure at every level; all of them would only take longer. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  staging: [
    'stg_district',
    'stg_school_areas',
    'stg_student_traits',
    'stg_student_subgroups',
    'stg_student_pairs',
  ],
  indicators: ['ind_early_literacy', 'all_indicators'],
  metrics: ['met_measure_counts', 'met_derived_counts', 'met_projections', 'met_targets'],
  curated: [
    'dim_measure',
    'dim_organisation',
    'dim_school_year',
    'dim_subgroup',
    'dim_window',
    'fct_landing',
    'fct_measure',
    'fct_measure_suppressed',
  ],
};

/** Writes them as `sql` into a folder, as they lie in a bundle. @returns the folder of the models */
export async function writeFewModels(folder: string): Promise<string> {
  for (const [layer, names] of Object.entries(KEPT)) {
    const target = join(folder, 'sql', layer);
    await mkdir(target, { recursive: true });
    for (const name of names.filter((name) => name !== 'all_indicators'))
      await cp(join('sql', layer, `${name}.sql`), join(target, `${name}.sql`));
    for (const file of (await readdir(join('sql', layer))).filter((name) => name.endsWith('.yml'))) {
      const properties = parse(await readFile(join('sql', layer, file), 'utf8'));
      properties.models = properties.models.filter(({ name }: { name: string }) => names.includes(name));
      await writeFile(join(target, file), stringify(properties));
    }
  }
  return join(folder, 'sql');
}
