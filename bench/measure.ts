import { spawnSync } from 'node:child_process';

/** What one program cost, start to end. */
export interface Cost {
  /** User and system time of all its threads, in seconds. */
  readonly cpu: number;
  /** In seconds. */
  readonly wall: number;
  /** Most memory that it held at a time, in megabytes. */
  readonly peak: number;
}

/** Runs one of the programs of this folder as a process of its own. @returns what it cost, and the line it printed */
export function run(program: string, ...args: readonly string[]): Cost & { readonly said: string } {
  const startedAt = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, [`bench/${program}.ts`, ...args], {
    encoding: 'utf8',
  });
  const wall = Number(process.hrtime.bigint() - startedAt) / 1e9;
  if (status !== 0) throw new Error(`bench/${program}.ts: ${stderr}`);
  const [last = '', ...said] = stdout.trim().split('\n').reverse();
  return { ...(JSON.parse(last) as Pick<Cost, 'cpu' | 'peak'>), wall, said: said.reverse().join('\n') };
}

/** The last thing that a program does: it says what it cost. */
export function sayCost(): void {
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    `${JSON.stringify({ cpu: (user + system) / 1e6, peak: process.resourceUsage().maxRSS / 1024 })}\n`,
  );
}

/** The middle of several runs, each figure by itself: the machine is never quiet. */
export function median(costs: readonly Cost[]): Cost {
  const middle = (of: (cost: Cost) => number) => {
    const sorted = costs.map(of).sort((first, second) => first - second);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return {
    cpu: middle(({ cpu }) => cpu),
    wall: middle(({ wall }) => wall),
    peak: middle(({ peak }) => peak),
  };
}
