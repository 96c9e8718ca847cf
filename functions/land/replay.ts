import type { Again } from './drops.ts';
import { landedKey, refusedKey } from './live.ts';
import type { Receipt } from './receipt.ts';

/** Which files to land again: all of one UTC day, or the one of a receipt. */
export type Chosen = { readonly day: string } | { readonly receipt: string };

export interface Replay {
  readonly messages: readonly Again[];
  /** Files of which the store has no original; they must be dropped again. */
  readonly without: readonly string[];
}

/**
 * The messages that land files again, in the order in which they were dropped. Each counts from when it counted
 * before, so that nothing newer is replaced; one that would be judged as it was before is left as it is.
 */
export function replayOf(receipts: readonly Receipt[], chosen: Chosen): Replay {
  const found = receipts
    .map((receipt) => ({ receipt, at: receipt.drop?.at ?? receipt.at, key: keyOf(receipt) }))
    .filter(({ at, key }) => ('day' in chosen ? at.startsWith(chosen.day) : key === chosen.receipt))
    .sort((first, second) => (first.at < second.at ? -1 : 1));
  return {
    messages: found
      .filter(({ receipt }) => isKept(receipt))
      .map(({ key }) => ({ kind: 'again', receipt: key })),
    without: found.filter(({ receipt }) => !isKept(receipt)).map(({ receipt }) => receipt.file),
  };
}

const keyOf = (receipt: Receipt) =>
  receipt.outcome === 'landed' ? landedKey(receipt.feed, receipt.landingId) : refusedKey(receipt.file);

const isKept = ({ raw, bytes }: Receipt) => raw !== undefined && bytes !== undefined;
