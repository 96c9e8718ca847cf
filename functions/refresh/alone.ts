import type { Store } from '../stores/store.ts';
import { endRun, takeRun } from './runs.ts';

/** A refresh is under way: it may be reading what would be rewritten. */
export class RefreshUnderWay extends Error {
  override readonly name = 'RefreshUnderWay';
}

const LONGEST_MS = 6 * 60 * 60 * 1000;

/**
 * Holds refreshes off while something is done. Begun anew under the same name after it died, it goes on.
 * @throws RefreshUnderWay
 */
export async function withoutRefresh<T>(
  name: string,
  store: Store,
  clock: () => Date,
  act: () => Promise<T>,
): Promise<T> {
  const now = clock();
  const taking = await takeRun(store, { id: name, now, endsBy: new Date(now.getTime() + LONGEST_MS) });
  if (taking.outcome === 'busy') {
    throw new RefreshUnderWay(
      `a refresh is under way until ${taking.run.endsBy} at the latest: run this again then`,
    );
  }
  try {
    return await act();
  } finally {
    // What an earlier refresh left half-done is still to be undone by the next.
    const outcome = taking.isClean ? 'unchanged' : 'failed';
    await endRun(store, taking.run.number, { endedAt: clock().toISOString(), outcome });
  }
}
