import { createHash } from 'node:crypto';
import type { Feed } from '../../feeds/contract/feed.ts';
import { contractId } from './compile.ts';
import type { Landing, LandRequest, LandTools } from './land.ts';
import type { Match } from './layout.ts';
import { extractOf, liveLandings, readLanded } from './live.ts';
import { dropKey, type Moment, momentOf, momentOfDrop, orderOf } from './moments.ts';
import type { LandedReceipt } from './receipt.ts';
import { referencesChanged } from './references.ts';
import type { Encoding } from './text-form.ts';

export type LandedBefore = Extract<Landing, { outcome: 'landed_before' }>;

/** What a file meets when it comes: its own landing, or what it may replace. */
export type Standing =
  | { readonly isKnown: true; readonly landing: LandedBefore }
  | {
      readonly isKnown: false;
      readonly landingId: string;
      /** Since when it is to count, where that is not now. */
      readonly moment: Moment | undefined;
      /** Landings of its feed that came before it. */
      readonly older: readonly LandedReceipt[];
    };

/** What an extract is known by: the same bytes, read the same way, are the same extract. */
export function identify(
  contentId: string,
  { feed, layout }: Match,
  encoding: Encoding,
  isMadeUp: boolean,
): string {
  return createHash('sha256')
    .update([contentId, feed.name, contractId(feed), layout.name, encoding, isMadeUp].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** Looks up whether an extract has landed, and what it would replace. */
export async function standingOf(
  extractId: string,
  feed: Feed,
  request: Pick<LandRequest, 'again' | 'drop'>,
  tools: Pick<LandTools, 'store' | 'feeds'>,
): Promise<Standing> {
  const { store, feeds } = tools;
  const landed = await readLanded(store, feed.name);
  const before = landed.filter((receipt) => extractOf(receipt.landingId) === extractId);
  const last = before.at(-1);
  if (last && !request.again) {
    const landing = await foundLanded(last, landed, feed, request, tools);
    if (landing.isReplaced || !(await referencesChanged(last, feed, store, feeds)))
      return { isKnown: true, landing };
  }
  const moment = momentFor(request, last);
  const older = landed.filter(
    (receipt) => moment === undefined || orderOf(momentOf(receipt)) <= orderOf(moment),
  );
  // Each time has objects of its own: until its receipt is there, the time before stays as it was.
  const landingId = before.length === 0 ? extractId : `${extractId}-${before.length + 1}`;
  return { isKnown: false, landingId, moment, older };
}

/** Judged anew a file says better what it said then: it must not replace what landed since. */
function momentFor(
  { again, drop }: Pick<LandRequest, 'again' | 'drop'>,
  last: LandedReceipt | undefined,
): Moment | undefined {
  const moments = [...(last && !again ? [momentOf(last)] : []), ...(drop ? [momentOfDrop(drop)] : [])];
  return moments.sort((first, second) => (orderOf(first) < orderOf(second) ? 1 : -1))[0];
}

/** Of a file that has landed: when it was dropped again since, it counts from then on. */
export async function foundLanded(
  receipt: LandedReceipt,
  landed: readonly LandedReceipt[],
  feed: Feed,
  { drop }: Pick<LandRequest, 'drop'>,
  { store }: Pick<LandTools, 'store'>,
): Promise<LandedBefore> {
  const isLater = drop && orderOf(momentOfDrop(drop)) > orderOf(momentOf(receipt));
  if (isLater) await store.write(dropKey(receipt, drop), '{}\n');
  const now = isLater ? await readLanded(store, feed.name) : landed;
  const own = now.find(({ landingId }) => landingId === receipt.landingId) ?? receipt;
  const isLive = liveLandings(feed, now).some((live) => live.receipt.landingId === receipt.landingId);
  return { outcome: 'landed_before', receipt: own, isReplaced: !isLive };
}
