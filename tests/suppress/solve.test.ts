import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('a solver that finds no end is stopped, and another way is taken', () => {
  const { stdout, signal } = spawnSync(
    process.execPath,
    ['tests/suppress/solve-part.ts', 'tests/suppress/without-end.json'],
    { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' },
  );
  expect({ stdout, signal }).toEqual({ stdout: '224\n', signal: null });
}, 70_000);
