import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { literal, quoted } from '../../functions/engines/sql-text.ts';
import { type ExtractSelect, schoolExtracts, yearExtracts } from './extracts.ts';
import { peopleStatements } from './people.ts';
import { schoolsOf } from './shape.ts';

export interface DistrictOptions {
  readonly students: number;
  readonly seed: number;
  readonly outDir: string;
  /** @default [2024, 2025] */
  readonly years?: readonly number[];
  /** Whether a few records have a deliberate mistake. @default true */
  readonly dirt?: boolean;
  /** @default true */
  readonly attendance?: boolean;
}

export interface GeneratedFile {
  readonly name: string;
  readonly path: string;
  /** Records, the dirty ones among them. */
  readonly rows: number;
  /** Records that have a mistake. */
  readonly dirty: number;
}

// About one record in this many has a mistake.
const CLEAN_PER_DIRTY = 1000;

/** Makes up a district as extracts in the canonical layouts: same options, same bytes. No one in it is real. */
export async function generateDistrict(
  options: DistrictOptions,
  onProgress?: (step: string, done: number, total: number) => void,
): Promise<GeneratedFile[]> {
  const { students, seed, outDir, years = [2024, 2025], dirt = true, attendance = true } = options;
  await mkdir(outDir, { recursive: true });
  await writeFile(
    join(outDir, 'extract.json'),
    `${JSON.stringify({ source: `made up by tower generate --students ${students} --seed ${seed}`, made_up: true })}\n`,
  );
  const schools = schoolsOf(students);
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const connection = await instance.connect();
  try {
    await connection.run(`set temp_directory = ${literal(join(outDir, '.spill'), 'varchar')}`);
    for (const statement of peopleStatements(students, seed, years, schools)) await connection.run(statement);
    const extracts = [
      ...schoolExtracts(schools, years),
      ...years.flatMap((year) => yearExtracts(year, attendance)),
    ];
    const files: GeneratedFile[] = [];
    for (const [at, extract] of extracts.entries()) {
      onProgress?.(extract.name, at + 1, extracts.length);
      files.push(await write(connection, extract, outDir, dirt));
    }
    return files;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function write(
  connection: DuckDBConnection,
  { name, select, mistakes }: ExtractSelect,
  outDir: string,
  dirt: boolean,
): Promise<GeneratedFile> {
  const path = join(outDir, name);
  const isDirty = dirt && mistakes.length > 0;
  const reader = await connection.runAndReadAll(
    `copy (${isDirty ? withMistakes(select, mistakes) : select}) to ${literal(path, 'varchar')} (format csv, header)`,
  );
  const rows = Number(reader.getRows()[0]?.[0]);
  if (!isDirty) return { name, path, rows, dirty: 0 };
  const mistaken = await connection.runAndReadAll(
    `select count(*) from read_csv(${literal(path, 'varchar')}, all_varchar = true) where ${mistakes
      .map(([column, value]) =>
        value === '' ? `${quoted(column)} is null` : `${quoted(column)} = ${literal(value, 'varchar')}`,
      )
      .join(' or ')}`,
  );
  // A record that was cut off, as the last one of a file sometimes is.
  await appendFile(path, 'cut,off\n');
  return { name, path, rows: rows + 1, dirty: Number(mistaken.getRows()[0]?.[0]) + 1 };
}

/** Every thousandth record or so, by its own hash, gets one of the mistakes. */
function withMistakes(select: string, mistakes: ExtractSelect['mistakes']): string {
  const columns = [...new Set(mistakes.map(([column]) => column))];
  const replaced = columns.map((column) => {
    const cases = mistakes.map(([of, value], at) =>
      of === column ? `when mistake = ${at} then ${literal(value, 'varchar')}` : '',
    );
    return `case ${cases.join(' ')} else cast(${quoted(column)} as varchar) end as ${quoted(column)}`;
  });
  const mistake = `case when hash(right_rows) % ${CLEAN_PER_DIRTY} < 1
    then (hash(right_rows) // ${CLEAN_PER_DIRTY}) % ${mistakes.length} end`;
  return `select * exclude (mistake) replace (${replaced.join(', ')})
  from (select *, ${mistake} as mistake from (${select}) as right_rows) as rolled`;
}
