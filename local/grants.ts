import { readFeeds } from '../feeds/contract/catalogue.ts';
import { type Grant, grant } from '../functions/access/grants.ts';
import { openDuckdb } from '../functions/engines/duckdb.ts';
import { readLanded } from '../functions/land/live.ts';
import { sourcesOf, stagingSelect } from '../functions/refresh/sources.ts';
import type { Store } from '../functions/stores/store.ts';

const FEED = 'access_grants';

/** The grants as they landed last: one that is ended or taken back counts no longer, refreshed or not. */
export async function readGrants(store: Store): Promise<Grant[]> {
  const source = sourcesOf(await readFeeds(), await readLanded(store, FEED)).find(
    ({ feed }) => feed.name === FEED,
  );
  if (!source) throw new Error(`there is no feed ${FEED}`);
  const { feed, columns, live } = source;
  const engine = await openDuckdb({ path: ':memory:', store });
  try {
    await engine.exposeLanded({
      feed: feed.name,
      columns,
      landingIds: live.map(({ receipt }) => receipt.landingId),
    });
    return (await engine.rows(stagingSelect(feed, columns, live))).map((row) => grant.parse(row));
  } finally {
    await engine.close();
  }
}
