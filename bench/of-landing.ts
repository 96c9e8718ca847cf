import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { generateDistrict } from '../local/generate/generate.ts';
import { type Cost, median, run } from './measure.ts';
import { type Bench, COSTS_HEAD, count, RATIOS_HEAD, ratio, row } from './page.ts';

async function attendanceOf(folder: string, students: number): Promise<string> {
  const outDir = join(folder, `attendance-${students}`);
  const files = await generateDistrict({ students, seed: 1, outDir, years: [2025] });
  return files.find(({ name }) => name.startsWith('attendance'))?.path ?? '';
}

/** Landing a year of attendance, beside a raw copy of it and beside JavaScript row by row. */
export async function benchLanding({ folder, runs, isQuick, say }: Bench): Promise<void> {
  // Students of a year of about ten million and of one million attendance records.
  const [many, few] = isQuick ? [2000, 200] : [57_000, 5700];
  const large = await attendanceOf(folder, many);
  const small = await attendanceOf(folder, few);
  const costs: Record<'raw' | 'tower' | 'small' | 'rows', Cost[]> = {
    raw: [],
    tower: [],
    small: [],
    rows: [],
  };
  let records = 0;
  let fewer = 0;
  for (let at = 0; at < runs; at += 1) {
    costs.raw.push(run('land-raw', large, join(folder, 'raw.parquet')));
    const tower = run('land-tower', large, join(folder, `large-${at}`));
    records = Number(tower.said);
    costs.tower.push(tower);
    const one = run('land-tower', small, join(folder, `small-${at}`));
    fewer = Number(one.said);
    costs.small.push(one);
    for (const name of [`large-${at}`, `small-${at}`]) await rm(join(folder, name), { recursive: true });
  }
  costs.rows.push(run('land-rows', small, join(folder, 'rows.parquet')));
  const [raw, tower, one, rows] = [
    median(costs.raw),
    median(costs.tower),
    median(costs.small),
    median(costs.rows),
  ];
  const scale = records / fewer;
  say(`## Landing ${count(records)} attendance records\n`);
  say(COSTS_HEAD);
  say(
    row('bench/land-raw.ts', raw, 'a raw DuckDB copy of the same CSV to Parquet, as text, nothing checked'),
  );
  say(
    row(
      'bench/land-tower.ts',
      tower,
      'landing: counted, checked, told apart, typed, with receipt and quarantine',
    ),
  );
  say(row('bench/land-tower.ts', one, `the same for ${count(fewer)} records`));
  say(
    row('bench/land-rows.ts', rows, `csv-parse, zod row by row, hyparquet-writer: ${count(fewer)} records`),
  );
  say(RATIOS_HEAD);
  say(`| CPU of landing to that of the raw copy | ${ratio(tower.cpu / raw.cpu)} | at most 2.0 |`);
  say(
    `| CPU of JavaScript row by row, scaled by ${scale.toFixed(1)}, to that of landing | ${ratio((rows.cpu * scale) / tower.cpu)} | at least 5 |`,
  );
  say(
    `| peak memory of ${count(records)} records to that of ${count(fewer)} | ${ratio(tower.peak / one.peak)} | at most 1.2 |`,
  );
  say(`| peak memory in MB | ${Math.round(tower.peak)} | under 1024 |\n`);
}
