import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

const measure = z.object({
  measure_code: z.string(),
  measure_name: z.string(),
  denominator_rule: z.string(),
  rule_source: z.string(),
  of_measure: z.string(),
});

/** A measure of the catalogue, as the dictionary names it: what it counts, and where that rule comes from. */
export type DictionaryMeasure = z.infer<typeof measure>;

const CATALOGUE = join(import.meta.dirname, '..', '..', 'samples', 'measures', 'measures.csv');

export async function readMeasures(file = CATALOGUE): Promise<DictionaryMeasure[]> {
  return z.array(measure).parse(parse(await readFile(file), { columns: true }));
}
