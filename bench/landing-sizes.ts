import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateDistrict } from '../local/generate/generate.ts';
import type { RunCost, StepCost } from './landing-run.ts';

/** Measures what landing in one piece and in parts takes, prints what follows for Lambda, and writes both down. */
const { values } = parseArgs({
  options: {
    students: { type: 'string', default: '5700,57000,228000' },
    piece: { type: 'string', default: '256' },
    out: { type: 'string', default: 'docs/landing-sizes.md' },
  },
});

// Lambda's own limits: 15 minutes, a /tmp of at most 10,240 MB.
const LAMBDA_SECONDS = 900;
const LAMBDA_DISK = 10_240 * 2 ** 20;
// Not measured here: S3 to Lambda and back, a cautious guess to be replaced by what a first deployment shows.
const TRANSFER = 60 * 2 ** 20;
// Rows of real students hold more that differs than made-up ones, and take more room.
const REAL_ROWS = 10;

const MB = 2 ** 20;
const GB = 2 ** 30;
const folder = await mkdtemp(join(tmpdir(), 'control-tower-sizes-'));
const lines: string[] = [];
const say = (line: string) => {
  process.stdout.write(`${line}\n`);
  lines.push(line);
};

try {
  const runs: { whole: RunCost; parts: RunCost }[] = [];
  for (const students of values.students.split(',').map(Number)) {
    const path = await attendanceOf(students);
    runs.push({ whole: run(path, 1e6), parts: run(path, Number(values.piece)) });
    await rm(join(folder, String(students)), { recursive: true });
  }
  report(runs);
} finally {
  await rm(folder, { recursive: true, force: true });
}
await writeFile(values.out, `${lines.join('\n')}\n`);

async function attendanceOf(students: number): Promise<string> {
  const outDir = join(folder, String(students));
  const files = await generateDistrict({ students, seed: 1, outDir, years: [2025] });
  return files.find(({ name }) => name.startsWith('attendance'))?.path ?? '';
}

function run(path: string, pieceMegabytes: number): RunCost {
  const place = join(folder, 'run');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bench/landing-run.ts', path, place, String(pieceMegabytes)],
    { encoding: 'utf8', maxBuffer: 2 ** 24 },
  );
  if (status !== 0) throw new Error(stderr);
  spawnSync('rm', ['-rf', place]);
  return JSON.parse(stdout) as RunCost;
}

function report(runs: readonly { whole: RunCost; parts: RunCost }[]): void {
  const largest = runs.at(-1);
  if (!largest) throw new Error('nothing was measured');
  say('# How large a file can be\n');
  say(
    `Written by \`node bench/landing-sizes.ts\` on ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}: made-up`,
  );
  say(
    'attendance, landed message by message as the landing function does, over a folder instead of S3. CPU is that of all',
  );
  say(
    'threads; disk is the most that unfinished files took at a time; peak is the largest resident memory so far.\n',
  );
  say('## Measured\n');
  say('| file | records | how | step | times | CPU s, most | disk MB, most | peak MB |');
  say('|---|---|---|---|---|---|---|---|');
  for (const { whole, parts } of runs) {
    say(row(whole, 'one piece', 'drop'));
    if (parts.steps.length === 1) continue;
    for (const kind of ['drop', 'part', 'join'] as const)
      say(
        row(parts, `parts of ${values.piece} MB`, kind, { drop: 'cut', part: 'stage', join: 'join' }[kind]),
      );
  }
  limits(largest);
}

function row({ bytes, records, steps }: RunCost, how: string, kind: StepCost['kind'], name = 'all') {
  const own = steps.filter((step) => step.kind === kind);
  const most = (of: (step: StepCost) => number) => Math.max(...own.map(of));
  return `| ${mb(bytes)} MB | ${records.toLocaleString('en')} | ${how} | ${name} | ${own.length} | ${most((step) => step.cpu).toFixed(1)} | ${mb(most((step) => step.disk))} | ${mb(most((step) => step.peak))} |`;
}

function limits({ whole, parts }: { whole: RunCost; parts: RunCost }): void {
  const [piece] = whole.steps;
  const cut = parts.steps.find(({ kind }) => kind === 'drop');
  const join = parts.steps.find(({ kind }) => kind === 'join');
  const stages = parts.steps.filter(({ kind }) => kind === 'part');
  if (!piece || !cut || !join) throw new Error('the largest file was not landed in parts: make it larger');
  const { bytes, records } = whole;
  // One CPU alone, and all bytes once through the network for each time that they are read or written.
  const seconds = (cpu: number, passes: number) => cpu / bytes + passes / TRANSFER;
  const wholeDisk = LAMBDA_DISK / (piece.disk / bytes);
  const wholeTime = LAMBDA_SECONDS / seconds(piece.cpu, 1);
  const cutTime = LAMBDA_SECONDS / seconds(cut.cpu, 2);
  const rows = (parts.rows / records) * REAL_ROWS;
  const joinDisk = LAMBDA_DISK / (join.disk / records + rows);
  const joinTime = LAMBDA_SECONDS / (join.cpu / records + (3 * rows) / TRANSFER);
  const perRecord = bytes / records;
  say('\n## What follows for Lambda\n');
  say(
    `A function may take 15 minutes and 10,240 MB of /tmp. The arithmetic takes one CPU, S3 at ${TRANSFER / MB} MB a second (not`,
  );
  say(
    `measured here: look at a first deployment), and rows ${REAL_ROWS} times as large as these made-up ones, which repeat themselves.\n`,
  );
  say('| what | by | per GB, or per million records | largest |');
  say('|---|---|---|---|');
  say(`| one piece | /tmp | ${((piece.disk / bytes) * 1024).toFixed(0)} MB | ${gb(wholeDisk)} GB |`);
  say(`| one piece | time | ${(seconds(piece.cpu, 1) * GB).toFixed(0)} s | ${gb(wholeTime)} GB |`);
  say(`| parts: cut | time | ${(seconds(cut.cpu, 2) * GB).toFixed(0)} s | ${gb(cutTime)} GB |`);
  say(
    `| parts: join | /tmp | ${(((join.disk / records + rows) * 1e6) / MB).toFixed(0)} MB | ${millions(joinDisk)} records, ${gb(joinDisk * perRecord)} GB of these |`,
  );
  say(
    `| parts: join | time | ${((join.cpu / records + (3 * rows) / TRANSFER) * 1e6).toFixed(1)} s | ${millions(joinTime)} records, ${gb(joinTime * perRecord)} GB of these |`,
  );
  const all = [cut, ...stages, join].reduce((sum, step) => sum + step.cpu, 0);
  say('\n| ratio | is |');
  say('|---|---|');
  say(`| CPU in parts to CPU in one piece, ${mb(bytes)} MB | ${(all / piece.cpu).toFixed(2)} |`);
  say(
    `| peak memory of ${mb(bytes)} MB to that of a piece of ${values.piece} MB | ${(piece.peak / Math.max(...stages.map((step) => step.peak))).toFixed(2)} |`,
  );
  say('\n## Settings\n');
  say('| setting | value | why |');
  say('|---|---|---|');
  say(
    '| memory | 3,008 MB | for the nearly two CPUs that come with it; the peak above is far below, and does not grow with the file |',
  );
  say(
    `| PIECE_MB | 1,024 | one piece of it takes ${mb((piece.disk / bytes) * 1024 * MB)} MB of /tmp; larger files are landed in parts of this size |`,
  );
  say(
    '| /tmp | 10,240 MB | what a join of the largest file takes; a district without such files does with 4,096 MB |',
  );
  say(
    '| timeout | 900 s | the longest that there is; the queue shows a message again after six times that |',
  );
  say(
    '\nQueue: a part is one message of some 100 bytes, ten to a request; SQS itself sets no limit that a file reaches. A file beyond',
  );
  say('these limits must be split by its source, one file for each year or month: its scopes allow it.');
}

function mb(bytes: number): string {
  return Math.round(bytes / MB).toLocaleString('en');
}

function gb(bytes: number): string {
  return (bytes / GB).toFixed(1);
}

function millions(records: number): string {
  return `${Math.round(records / 1e6).toLocaleString('en')} million`;
}
