import { type Feed, scopeFields } from '../../feeds/contract/feed.ts';
import { liveLandings } from './live.ts';
import type { LandedReceipt } from './receipt.ts';
import type { ToldApart } from './tell-apart.ts';

// A file with fewer rows than this share of what it replaces is held back until someone says yes.
const SMALLEST_SHARE = 0.8;

/**
 * Says so when a file has far fewer rows of some scope than it would replace; a feed that adds rows replaces none.
 * Scope by scope: a year that grew must not hide another that was cut in half.
 */
export function suspiciouslySmaller(
  feed: Feed,
  landed: readonly LandedReceipt[],
  staged: Pick<ToldApart, 'scopes' | 'quarantined'>,
): string | undefined {
  if (feed.scope.kind === 'rows') return undefined;
  const standing = standingRows(feed, landed);
  const smaller = Object.entries(staged.scopes).flatMap(([scope, fresh]) => {
    const old = standing.get(scope) ?? 0;
    return fresh < old * SMALLEST_SHARE ? [{ scope, fresh, old }] : [];
  });
  const [first, ...others] = smaller;
  if (!first) return undefined;
  const where = first.scope === '' ? '' : `of ${scopeFields(feed.scope).join(', ')} ${shown(first.scope)} `;
  const more = others.length === 0 ? '' : `, and so for ${others.length} more`;
  const bad = staged.quarantined === 0 ? '' : `; ${staged.quarantined} of its records cannot be landed`;
  return `${where}it has ${first.fresh} rows where it would replace ${first.old}${more}${bad}`;
}

/** The rows that count now, by scope. */
function standingRows(feed: Feed, landed: readonly LandedReceipt[]): Map<string, number> {
  const standing = new Map<string, number>();
  for (const { receipt, replaced } of liveLandings(feed, landed)) {
    for (const [scope, rows] of Object.entries(receipt.scopes))
      if (!replaced.includes(scope)) standing.set(scope, rows);
  }
  return standing;
}

const shown = (scope: string) => scope.replaceAll('|', ', ');
