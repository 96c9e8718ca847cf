import { landedKey } from '../land/live.ts';
import { rowsKeys } from '../land/objects.ts';
import { landedReceipt } from '../land/receipt.ts';
import type { Store } from '../stores/store.ts';

/**
 * Writes into a landing's receipt how many of its rows are erased, so that a refresh is due and the account holds:
 * landed = rows in its objects + erased. Written before the rows go, and counted from what is there, so that a run
 * that dies and begins anew writes the same.
 */
export async function markErased(
  store: Store,
  key: string,
  goingNow: number,
  countRows: (key: string) => Promise<number>,
): Promise<void> {
  const [, feed, landingId] = /^landed\/([^/]+)\/landing_id=([^/]+)\//.exec(key) ?? [];
  if (feed === undefined || landingId === undefined) return;
  const text = await store.read(landedKey(feed, landingId));
  // What a landing left that died counts for nothing, and has no receipt.
  if (text === undefined) return;
  const receipt = landedReceipt.parse(JSON.parse(text));
  let rows = -goingNow;
  for (const other of await rowsKeys(store, feed, landingId)) rows += await countRows(other);
  const marked = { ...receipt, erased: receipt.landed - rows };
  await store.write(landedKey(feed, landingId), `${JSON.stringify(marked, null, 2)}\n`);
}
