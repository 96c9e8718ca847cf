import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endRun, takeRun } from '../../functions/refresh/runs.ts';
import { folderStore } from '../../functions/stores/folder.ts';
import type { Store } from '../../functions/stores/store.ts';

async function store(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'control-tower-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folderStore(folder);
}

const at = (hour: number) => new Date(Date.UTC(2025, 8, 1, hour));
const asked = (id: string, hour: number) => ({ id, now: at(hour), endsBy: at(hour + 2) });
const END = { endedAt: at(9).toISOString(), outcome: 'published' as const };

describe('a run', () => {
  it('is refused while another is under way, and taken when that one has ended', async () => {
    const runs = await store();
    expect(await takeRun(runs, asked('a', 8))).toMatchObject({ outcome: 'taken', run: { number: 1 } });
    expect(await takeRun(runs, asked('b', 9))).toMatchObject({ outcome: 'busy', run: { id: 'a' } });
    await endRun(runs, 1, END);
    expect(await takeRun(runs, asked('b', 9))).toMatchObject({ outcome: 'taken', run: { number: 2 } });
  });

  it('that asks again, because its answer was lost, gets its run once more', async () => {
    const runs = await store();
    const first = await takeRun(runs, asked('a', 8));
    expect(await takeRun(runs, asked('a', 9))).toEqual(first);
  });

  it('of many that ask at a time is one', async () => {
    const runs = await store();
    const takings = await Promise.all(
      Array.from({ length: 20 }, (_, place) => takeRun(runs, asked(String(place), 8))),
    );
    expect(takings.filter(({ outcome }) => outcome === 'taken')).toHaveLength(1);
  });

  it('that never ended is over when whoever ran it is stopped for certain', async () => {
    const runs = await store();
    await takeRun(runs, asked('a', 8));
    expect(await takeRun(runs, { ...asked('b', 9), now: new Date(at(10).getTime() - 1) })).toMatchObject({
      outcome: 'busy',
    });
    expect(await takeRun(runs, asked('b', 10))).toMatchObject({ outcome: 'taken', run: { number: 2 } });
  });
});

describe('what the run before left', () => {
  it.each([
    ['published', true],
    ['unchanged', true],
    ['refused', true],
    ['failed', false],
  ] as const)('after one that ended %s is clean: %s', async (outcome, isClean) => {
    const runs = await store();
    await takeRun(runs, asked('a', 8));
    await endRun(runs, 1, { ...END, outcome });
    expect(await takeRun(runs, asked('b', 9))).toMatchObject({ isClean });
  });

  it('is not known to be clean without a run before, and after one that never ended', async () => {
    const runs = await store();
    expect(await takeRun(runs, asked('a', 8))).toMatchObject({ isClean: false });
    expect(await takeRun(runs, asked('b', 11))).toMatchObject({ outcome: 'taken', isClean: false });
  });

  it('an end that is told twice stays as it was told first', async () => {
    const runs = await store();
    await takeRun(runs, asked('a', 8));
    await endRun(runs, 1, { ...END, outcome: 'failed' });
    await endRun(runs, 1, END);
    expect(await takeRun(runs, asked('b', 9))).toMatchObject({ isClean: false });
  });
});
