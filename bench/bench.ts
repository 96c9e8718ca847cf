import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readFeeds } from '../feeds/contract/catalogue.ts';
import { land } from '../functions/land/land.ts';
import { findExtracts } from '../local/extracts.ts';
import { generateDistrict } from '../local/generate/generate.ts';
import { openWorkspace } from '../local/workspace.ts';
import { type Cost, median, run } from './measure.ts';

/** Measures landing and refresh as ratios within one run, prints them, and writes them to docs/performance.md. */
const { values } = parseArgs({
  options: {
    students: { type: 'string', default: '141000' },
    runs: { type: 'string', default: '3' },
    out: { type: 'string', default: 'docs/performance.md' },
    quick: { type: 'boolean', default: false },
  },
});
const students = values.quick ? 2000 : Number(values.students);
const runs = values.quick ? 1 : Number(values.runs);
// Students of a year of about ten million and of one million attendance records.
const [many, few] = values.quick ? [2000, 200] : [57_000, 5700];

const folder = await mkdtemp(join(tmpdir(), 'control-tower-bench-'));
const lines: string[] = [];
const say = (line: string) => {
  process.stdout.write(`${line}\n`);
  lines.push(line);
};
try {
  say('# Performance\n');
  say(
    `Written by \`npm run bench\` on ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}. Compare ratios:`,
  );
  say(
    'the seconds are those of one machine on one day. Each program is a process of its own; CPU is user and system time of',
  );
  say(`all its threads, peak is its largest resident memory; medians of ${runs} runs, taken in turn.\n`);
  await benchLanding();
  await benchRefresh();
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (!values.quick) await writeFile(values.out, `${lines.join('\n')}\n`);

async function attendanceOf(count: number): Promise<string> {
  const outDir = join(folder, `attendance-${count}`);
  const files = await generateDistrict({ students: count, seed: 1, outDir, years: [2025] });
  return files.find(({ name }) => name.startsWith('attendance'))?.path ?? '';
}

async function benchLanding(): Promise<void> {
  const large = await attendanceOf(many);
  const small = await attendanceOf(few);
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
  say(`## Landing ${records.toLocaleString('en')} attendance records\n`);
  say('| program | CPU s | wall s | peak MB | what it does |');
  say('|---|---|---|---|---|');
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
  say(row('bench/land-tower.ts', one, `the same for ${fewer.toLocaleString('en')} records`));
  say(
    row(
      'bench/land-rows.ts',
      rows,
      `csv-parse, zod row by row, hyparquet-writer: ${fewer.toLocaleString('en')} records`,
    ),
  );
  say('\n| ratio | is | should be |');
  say('|---|---|---|');
  say(`| CPU of landing to that of the raw copy | ${ratio(tower.cpu / raw.cpu)} | at most 2.0 |`);
  say(
    `| CPU of JavaScript row by row, scaled by ${scale.toFixed(1)}, to that of landing | ${ratio((rows.cpu * scale) / tower.cpu)} | at least 5 |`,
  );
  say(
    `| peak memory of ${records.toLocaleString('en')} records to that of ${fewer.toLocaleString('en')} | ${ratio(tower.peak / one.peak)} | at most 1.2 |`,
  );
  say(`| peak memory in MB | ${Math.round(tower.peak)} | under 1024 |\n`);
}

async function benchRefresh(): Promise<void> {
  const district = join(folder, 'district');
  await generateDistrict({ students, seed: 1, outDir: district, years: [2025] });
  const place = join(folder, 'workspace');
  const { store, workFolder } = await openWorkspace(place);
  const feeds = await readFeeds();
  let records = 0;
  for (const extract of await findExtracts(['samples', district], feeds)) {
    const { receipt } = await land(extract, { store, feeds, workFolder, clock: () => new Date() });
    if (receipt.outcome === 'landed' && receipt.feed === 'attendance') records += receipt.landed;
  }
  await rm(district, { recursive: true });
  const count = run('refresh', place, 'count');
  const scan = run('refresh', place, 'scan');
  const first = run('refresh', place);
  const second = run('refresh', place);
  if (!first.said.includes('published') || !second.said.includes('unchanged'))
    throw new Error(`${first.said}, ${second.said}`);
  say(
    `## Refresh over one year: ${students.toLocaleString('en')} students, ${records.toLocaleString('en')} attendance rows\n`,
  );
  say('| program | CPU s | wall s | peak MB | what it does |');
  say('|---|---|---|---|---|');
  say(
    row(
      'bench/refresh.ts … count',
      count,
      '`select count(*)` over the landed attendance: reads footers alone',
    ),
  );
  say(row('bench/refresh.ts … scan', scan, 'the same with one column read'));
  say(row('bench/refresh.ts', first, 'the first refresh: every model, every check, published'));
  say(row('bench/refresh.ts', second, 'a second refresh with nothing new'));
  say('\n| ratio | is | should be |');
  say('|---|---|---|');
  say(`| wall of the first refresh to the bare count | ${ratio(first.wall / count.wall)} | – |`);
  say(`| wall of the first refresh to the scan of one column | ${ratio(first.wall / scan.wall)} | – |`);
  say(`| wall of the second refresh to the first | ${ratio(second.wall / first.wall)} | under 0.1 |`);
}

function row(program: string, { cpu, wall, peak }: Cost, what: string): string {
  return `| \`${program}\` | ${cpu.toFixed(2)} | ${wall.toFixed(2)} | ${Math.round(peak)} | ${what} |`;
}

function ratio(value: number): string {
  return value < 0.1 ? value.toFixed(3) : value.toFixed(2);
}
