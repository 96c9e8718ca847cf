import type { Cost } from './measure.ts';

/** Where a bench works, how large its district is, and to whom it says what it found, line by line. */
export interface Bench {
  readonly folder: string;
  readonly students: number;
  readonly runs: number;
  /** School years of the longest history, by the year in which they end. */
  readonly years: readonly number[];
  readonly isQuick: boolean;
  say(line: string): void;
}

export function row(program: string, { cpu, wall, peak }: Cost, what: string): string {
  return `| \`${program}\` | ${cpu.toFixed(2)} | ${wall.toFixed(2)} | ${Math.round(peak)} | ${what} |`;
}

export const COSTS_HEAD = '| program | CPU s | wall s | peak MB | what it does |\n|---|---|---|---|---|';
export const RATIOS_HEAD = '\n| ratio | is | should be |\n|---|---|---|';

export function ratio(value: number): string {
  return value < 0.1 ? value.toFixed(3) : value.toFixed(2);
}

export function count(quantity: number): string {
  return Math.round(quantity).toLocaleString('en');
}
