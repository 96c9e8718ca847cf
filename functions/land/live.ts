import { createHash } from 'node:crypto';
import { type Feed, scopeFields } from '../../feeds/contract/feed.ts';
import type { Store } from '../stores/store.ts';
import { isDropKey, LANDED, momentOf, orderOf, sinceLastDrop } from './moments.ts';
import { type LandedReceipt, landedReceipt, type RejectedReceipt, rejectedReceipt } from './receipt.ts';

/** A landing that still counts, wholly or for the scopes that no later one replaced. */
export interface LiveLanding {
  readonly receipt: LandedReceipt;
  /** Scopes of it that a later landing replaced. */
  readonly replaced: readonly string[];
}

const REFUSED = 'receipts/refused/';

export const landedKey = (feed: string, landingId: string) => `${LANDED}${feed}/${landingId}.json`;

/** One key for each name of a file, so that it says what became of it last; its hash, because names may say anything. */
export const refusedKey = (file: string) =>
  `${REFUSED}${createHash('sha256').update(file).digest('hex').slice(0, 16)}.json`;

/** What all landings of the same extract have in common. */
export const extractOf = (landingId: string) => landingId.split('-', 1)[0] ?? landingId;

/** Every receipt of a landing, of one feed or of all; of two the later one counts. */
export async function readLanded(store: Store, feed?: string): Promise<LandedReceipt[]> {
  const keys = await store.list(feed === undefined ? LANDED : `${LANDED}${feed}/`);
  const drops = keys.filter(isDropKey);
  const receipts = await Promise.all(
    keys
      .filter((key) => !isDropKey(key))
      .map(async (key) => {
        const receipt = landedReceipt.parse(JSON.parse((await store.read(key)) ?? ''));
        return sinceLastDrop(receipt, drops);
      }),
  );
  const order = (receipt: LandedReceipt) =>
    `${orderOf(momentOf(receipt))} ${receipt.at} ${receipt.landingId}`;
  return receipts.sort((first, second) => (order(first) < order(second) ? -1 : 1));
}

/** Files that were rejected or held back, without those of which one of the same name landed since; oldest first. */
export async function readRefused(store: Store): Promise<RejectedReceipt[]> {
  const keys = await store.list(REFUSED);
  const receipts = await Promise.all(
    keys.map(async (key) => rejectedReceipt.parse(JSON.parse((await store.read(key)) ?? ''))),
  );
  const landed = await readLanded(store);
  const isMended = (refused: RejectedReceipt) =>
    landed.some((later) => later.file === refused.file && cameBy(later) > cameBy(refused));
  return receipts
    .filter((receipt) => !isMended(receipt))
    .sort((first, second) => (first.at < second.at ? -1 : 1));
}

/** Files in the order in which they were dropped, and what came of one of them in the order in which it did. */
const cameBy = ({ drop, at }: LandedReceipt | RejectedReceipt) => `${drop?.at ?? at} ${at}`;

/** The landings of a feed that count, oldest first: for each scope the last one, for a feed that adds rows all. */
export function liveLandings(feed: Feed, landed: readonly LandedReceipt[]): LiveLanding[] {
  const own = landed.filter((receipt) => receipt.feed === feed.name);
  // A file that was landed again counts from its last time.
  const last = own.filter(
    (receipt, at) =>
      !own.slice(at + 1).some((later) => extractOf(later.landingId) === extractOf(receipt.landingId)),
  );
  if (feed.scope.kind === 'rows') return last.map((receipt) => ({ receipt, replaced: [] }));
  const newest = new Map<string, string>();
  for (const receipt of last) {
    for (const scope of Object.keys(receipt.scopes)) newest.set(scope, receipt.landingId);
  }
  return last
    .map((receipt) => ({
      receipt,
      replaced: Object.keys(receipt.scopes).filter((scope) => newest.get(scope) !== receipt.landingId),
    }))
    .filter(({ receipt, replaced }) => replaced.length < Object.keys(receipt.scopes).length);
}

/** The values of a scope, by field. */
export function scopeValues(feed: Feed, scope: string): Record<string, string> {
  const values = scope.split('|');
  return Object.fromEntries(scopeFields(feed.scope).map((field, at) => [field, values[at] ?? '']));
}
