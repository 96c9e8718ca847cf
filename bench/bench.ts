import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchLanding } from './of-landing.ts';
import { benchRefresh } from './of-refresh.ts';
import { benchTrino } from './of-trino.ts';
import type { Bench } from './page.ts';

/** Measures landing and refresh as ratios within one run, prints them, and writes them to docs/performance.md. */
const PARTS = { landing: benchLanding, refresh: benchRefresh, trino: benchTrino };
const { values } = parseArgs({
  options: {
    students: { type: 'string', default: '141000' },
    years: { type: 'string', default: '2021,2022,2023,2024,2025' },
    runs: { type: 'string', default: '3' },
    out: { type: 'string', default: 'docs/performance.md' },
    /** One of the parts; then nothing is written. */
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const lines: string[] = [];
const bench: Bench = {
  folder: await mkdtemp(join(tmpdir(), 'control-tower-bench-')),
  students: values.quick ? 2000 : Number(values.students),
  years: values.years.split(',').map(Number),
  runs: values.quick ? 1 : Number(values.runs),
  isQuick: values.quick,
  say: (line) => {
    process.stdout.write(`${line}\n`);
    lines.push(line);
  },
};
try {
  bench.say('# Performance\n');
  bench.say(
    `Written by \`npm run bench\` on ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}. Compare ratios:`,
  );
  bench.say(
    'the seconds are those of one machine on one day. Each program is a process of its own; CPU is user and system time of',
  );
  bench.say(
    `all its threads, peak is its largest resident memory; landing is the median of ${bench.runs} runs, taken in turn.\n`,
  );
  for (const [part, measure] of Object.entries(PARTS)) {
    if (values.only === undefined || values.only === part) await measure(bench);
  }
} finally {
  await rm(bench.folder, { recursive: true, force: true });
}
if (!values.quick && values.only === undefined) await writeFile(values.out, `${lines.join('\n')}\n`);
