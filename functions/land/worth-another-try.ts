import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed } from '../../feeds/contract/feed.ts';
import type { Again } from './drops.ts';
import { count, text, withDuckdb } from './duckdb-session.ts';
import type { LandTools } from './land.ts';
import { landedKey, liveLandings, readLanded, readRefused, refusedKey } from './live.ts';
import { quarantineKey } from './objects.ts';
import type { LandedReceipt } from './receipt.ts';
import { keysSelect, knownLandings } from './references.ts';

/**
 * Files that would be judged otherwise now that another has landed: those that named a key which is there now, or that
 * landed before anything that they refer to. It ends: what such a file missed it then has.
 */
export async function worthAnotherTry(landed: LandedReceipt, tools: LandTools): Promise<Again[]> {
  const { store, feeds } = tools;
  const messages: Again[] = [];
  for (const feed of feeds.values()) {
    const targets = Object.values(feed.references);
    const isOwn = feed.name === landed.feed;
    if (!isOwn && !targets.includes(landed.feed)) continue;
    for (const { receipt } of liveLandings(feed, await readLanded(store, feed.name))) {
      // A feed that it refers to may have landed while it was judged itself.
      if (isOwn && receipt.landingId !== landed.landingId) continue;
      if (receipt.raw !== undefined && (await wouldLandMore(receipt, feed, tools)))
        messages.push({ kind: 'again', receipt: landedKey(feed.name, receipt.landingId) });
    }
  }
  for (const refused of await readRefused(store)) {
    if (refused.raw !== undefined && refused.awaits?.includes(landed.feed))
      messages.push({ kind: 'again', receipt: refusedKey(refused.file) });
  }
  return messages;
}

async function wouldLandMore(receipt: LandedReceipt, feed: Feed, tools: LandTools): Promise<boolean> {
  const { store, feeds } = tools;
  const known = await knownLandings(store, feeds, feed);
  if (Object.keys(known).some((target) => receipt.references[target] === undefined)) return true;
  const missed = receipt.brokenRules.filter(({ rule }) => rule === 'unknown_reference');
  if (missed.length === 0) return false;
  const quarantine = await store.localPath(quarantineKey(feed.name, receipt.landingId));
  const folder = await mkdtemp(join(tools.workFolder, 'missed-'));
  try {
    return await withDuckdb(receipt.file, folder, tools, async (connection) => {
      for (const { field } of missed) {
        const target = feeds.get(feed.references[field] ?? '');
        const landingIds = target && known[target.name];
        if (!landingIds) continue;
        const found = await count(
          connection,
          `read_parquet(${text(quarantine)}, hive_partitioning = false)
          where rule = 'unknown_reference' and field = ${text(field)}
            and value in (${await keysSelect(store, target, landingIds)})`,
        );
        if (found > 0) return true;
      }
      return false;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
