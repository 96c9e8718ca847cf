import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Feed } from '../../feeds/contract/feed.ts';
import type { FieldType } from '../../feeds/contract/field.ts';

export const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');

export type Cells = Readonly<Record<string, string>>;

/** The records of a sample file, as text; a cell that is missing or too many fails. */
export async function readSample(path: string): Promise<Cells[]> {
  return parse(await readFile(join(SAMPLES, path), 'utf8'), { columns: true }) as Cells[];
}

/** A record as the feed's contract takes it: empty cells left out, numbers and booleans converted. */
export function typed(feed: Feed, cells: Cells): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const { name, type } of feed.fields) {
    const cell = cells[name];
    if (cell !== undefined && cell !== '') record[name] = convert(type, cell);
  }
  return record;
}

function convert(type: FieldType, cell: string): unknown {
  switch (type.kind) {
    case 'integer':
    case 'number':
      return Number(cell);
    case 'boolean':
      return cell === 'true' ? true : cell === 'false' ? false : cell;
    default:
      return cell;
  }
}
