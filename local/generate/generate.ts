import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { readFeeds } from '../../feeds/contract/catalogue.ts';
import type { Feed } from '../../feeds/contract/feed.ts';
import { literal, quoted } from '../../functions/engines/sql-text.ts';
import { WrongUse } from '../terminal.ts';
import { assessmentExtracts } from './assessments.ts';
import { attendanceExtract } from './attendance.ts';
import { type ExpectedRule, type Flaw, flawedColumns, flawsOf, withFlaws } from './dirt.ts';
import type { ExtractSelect } from './extract-select.ts';
import { graduationExtracts } from './graduation.ts';
import { chanceMacros, peopleStatements } from './people.ts';
import { schoolExtracts, studentExtracts } from './records.ts';
import { safetyExtracts } from './safety.ts';
import { schoolPlanExtracts } from './school-plans.ts';
import { catchmentsOf, type MadeUpSchool, schoolsOf } from './shape.ts';
import { staffExtract } from './staff.ts';
import { stayStatements } from './stays.ts';

export interface DistrictOptions {
  /** Students in each year, about. */
  readonly students: number;
  readonly seed: number;
  readonly outDir: string;
  /** School years, by the year in which they end. @default [2024, 2025] */
  readonly years?: readonly number[];
  /** Whether some records have a deliberate mistake, or the share of them that has. @default true: one in 1,000 */
  readonly dirt?: boolean | number;
  /** @default true */
  readonly attendance?: boolean;
}

export interface GeneratedFile {
  readonly name: string;
  readonly path: string;
  /** Records, the dirty ones among them. */
  readonly rows: number;
  /** Records that landing should put in quarantine. */
  readonly dirty: number;
  /** The same by field and rule, as the receipt of the landing should say. */
  readonly brokenRules: readonly ExpectedRule[];
}

const USUAL_DIRT = 0.001;

/**
 * Makes up a district as extracts in the canonical layouts. No one in it is real.
 * Same options, same bytes: every value is a hash of the seed and of what it stands for.
 * @throws WrongUse for options that make no district
 */
export async function generateDistrict(
  options: DistrictOptions,
  onProgress?: (step: string, done: number, total: number) => void,
): Promise<GeneratedFile[]> {
  const { students, seed, outDir, dirt = true, attendance = true } = options;
  const years = [...new Set(options.years ?? [2024, 2025])].sort((one, other) => one - other);
  const dirtShare = typeof dirt === 'number' ? dirt : dirt ? USUAL_DIRT : 0;
  check(students, seed, years, dirtShare);
  const schools = schoolsOf(students);
  const extracts = [
    ...schoolExtracts(schools, years),
    ...years.flatMap((year) => [
      ...studentExtracts(year),
      ...(attendance ? [attendanceExtract(year)] : []),
      ...assessmentExtracts(year, Math.max(...years)),
      ...safetyExtracts(year),
      ...graduationExtracts(year, years),
      staffExtract(year),
      ...schoolPlanExtracts(year),
    ]),
  ];
  await mkdir(outDir, { recursive: true });
  await writeFile(
    join(outDir, 'extract.json'),
    `${JSON.stringify({ source: `made up by tower generate --students ${students} --seed ${seed}`, made_up: true })}\n`,
  );
  const spill = join(outDir, '.spill');
  // On one thread rows have one order, and none pile up in memory to wait for their turn.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '800MB' });
  const connection = await instance.connect();
  try {
    await connection.run(`set temp_directory = ${literal(spill, 'varchar')}`);
    for (const statement of chanceMacros(seed)) await connection.run(statement);
    await loadCatchments(connection, schools);
    for (const statement of peopleStatements(students, seed, years)) await connection.run(statement);
    for (const statement of stayStatements(years)) await connection.run(statement);
    const feeds = [...(await readFeeds()).values()];
    const files: GeneratedFile[] = [];
    for (const [at, extract] of extracts.entries()) {
      onProgress?.(extract.name, at + 1, extracts.length);
      const feed = feeds.find(({ name }) => extract.name.startsWith(name)) as Feed;
      files.push(await write(connection, extract, feed, { outDir, dirtShare }));
    }
    return files;
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(spill, { recursive: true, force: true });
  }
}

function check(students: number, seed: number, years: readonly number[], dirtShare: number): void {
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!isWhole(students, 100, 10_000_000)) throw new WrongUse('students: a whole number, at least 100');
  if (!isWhole(seed, 0, 2 ** 31 - 1)) throw new WrongUse('seed: a whole number from 0 to 2147483647');
  if (years.length === 0 || !years.every((year) => isWhole(year, 2001, 2099)))
    throw new WrongUse('years: school years from 2001 to 2099');
  if (!(dirtShare >= 0 && dirtShare <= 0.5)) throw new WrongUse('dirt: a share from 0 to 0.5');
}

async function loadCatchments(connection: DuckDBConnection, schools: readonly MadeUpSchool[]): Promise<void> {
  await connection.run('create table catchment (neighbourhood integer, rank integer, school_code varchar)');
  const appender = await connection.createAppender('catchment');
  for (const { neighbourhood, rank, code } of catchmentsOf(schools)) {
    appender.appendInteger(neighbourhood);
    appender.appendInteger(rank);
    appender.appendVarchar(code);
    appender.endRow();
  }
  appender.closeSync();
}

async function write(
  connection: DuckDBConnection,
  extract: ExtractSelect,
  feed: Feed,
  { outDir, dirtShare }: { outDir: string; dirtShare: number },
): Promise<GeneratedFile> {
  const columns = feed.fields.map((field) => field.name);
  const flaws = dirtShare > 0 ? flawsOf(extract, columns, feed.key.at(-1) ?? '') : [];
  const path = join(outDir, extract.name);
  if (flaws.length === 0) {
    const rows = await copy(
      connection,
      `select ${columns.map(quoted).join(', ')} from (${extract.select})`,
      path,
    );
    return { name: extract.name, path, rows, dirty: 0, brokenRules: [] };
  }
  const rows = withFlaws(extract.select, flaws, dirtShare);
  const right = await copy(
    connection,
    `select ${flawedColumns(columns, flaws).join(', ')} from (${rows})`,
    path,
  );
  await connection.run(
    `create or replace temp table flawed as select * from (${rows}) where flaw is not null`,
  );
  const further = await appendFurther(connection, flaws, path);
  const brokenRules = await countFlaws(connection, flaws);
  const dirty = brokenRules.reduce((sum, { records }) => sum + records, 0);
  return { name: extract.name, path, rows: right + further, dirty, brokenRules };
}

/** Adds the records that should not be there at all to the end of the file. @returns how many */
async function appendFurther(
  connection: DuckDBConnection,
  flaws: readonly Flaw[],
  path: string,
): Promise<number> {
  const part = `${path}.further`;
  let records = 0;
  for (const [at, { further }] of flaws.entries()) {
    if (!further) continue;
    records += await copy(
      connection,
      `select ${further.join(', ')} from flawed where flaw = ${at} order by roll`,
      part,
      { header: false },
    );
    await appendFile(path, await readFile(part));
  }
  await rm(part, { force: true });
  return records;
}

async function countFlaws(connection: DuckDBConnection, flaws: readonly Flaw[]): Promise<ExpectedRule[]> {
  const reader = await connection.runAndReadAll(
    'select flaw, count(*) from flawed group by flaw order by flaw',
  );
  return reader.getRows().map(([at, count]) => {
    const { field, rule, records } = flaws[Number(at)] as Flaw;
    return { field, rule, records: records * Number(count) };
  });
}

/** @returns the number of rows written */
async function copy(
  connection: DuckDBConnection,
  select: string,
  path: string,
  { header = true } = {},
): Promise<number> {
  const reader = await connection.runAndReadAll(
    `copy (${select}) to ${literal(path, 'varchar')} (format csv, header ${header})`,
  );
  return Number(reader.getRows()[0]?.[0]);
}
