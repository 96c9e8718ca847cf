import type { Row } from '../../functions/engines/engine.ts';
import { flag, grouped, number, type Query, text } from './row.ts';

/** What stands of one feed: how much of it, how fresh, and how much waits in quarantine. */
export interface FeedLandings {
  readonly feed: string;
  readonly files: number;
  readonly lastLandedAt: string;
  readonly records: number;
  readonly landed: number;
  readonly quarantined: number;
  readonly sources: readonly string[];
  readonly isMadeUp: boolean;
}

/** Live landings by feed; what a later file has replaced is left out. */
export async function readLandings(query: Query): Promise<FeedLandings[]> {
  const rows = await query(`
    select feed, landed_at, source, is_made_up, records, landed, quarantined
    from fct_landing
    where is_live`);
  const byFeed = grouped(rows, (row) => text(row, 'feed'));
  return [...byFeed]
    .map(([feed, landings]) => landingsOf(feed, landings))
    .toSorted((one, other) => one.feed.localeCompare(other.feed, 'en'));
}

function landingsOf(feed: string, landings: readonly Row[]): FeedLandings {
  const sum = (column: string) => landings.reduce((total, row) => total + number(row, column), 0);
  return {
    feed,
    files: landings.length,
    lastLandedAt:
      landings
        .map((row) => text(row, 'landed_at'))
        .toSorted()
        .at(-1) ?? '',
    records: sum('records'),
    landed: sum('landed'),
    quarantined: sum('quarantined'),
    sources: [...new Set(landings.map((row) => text(row, 'source')))].toSorted(),
    isMadeUp: landings.some((row) => flag(row, 'is_made_up')),
  };
}
