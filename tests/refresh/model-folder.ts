import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAYERS, type Model, readModels } from '../../functions/refresh/models.ts';

const SHARED = `version: 2
models:
  - name: all_indicators
    columns:
      - { name: measure_code, data_type: varchar, description: The measure. }
`;

/** Reads models from files in a folder of their own, by their path in it. */
export async function modelsOf(files: Readonly<Record<string, string>>): Promise<Model[]> {
  const folder = await mkdtemp(join(tmpdir(), 'models-'));
  try {
    for (const layer of LAYERS) await mkdir(join(folder, layer));
    for (const [name, text] of Object.entries({ 'indicators/indicators.yml': SHARED, ...files })) {
      await writeFile(join(folder, name), text);
    }
    return await readModels(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without indicators there is nothing to unite. */
export async function modelsWithoutIndicators(files: Readonly<Record<string, string>>): Promise<Model[]> {
  return (await modelsOf(files)).filter(({ layer }) => layer !== 'indicators');
}
