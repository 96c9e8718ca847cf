import type { Drop, LandedReceipt } from './receipt.ts';

/** Where the receipts of landings lie, and beside each what says that its file was dropped again. */
export const LANDED = 'receipts/landed/';

/** A place in the order in which files count: that of their drops, whichever was landed first. */
export interface Moment {
  readonly countsFrom: string;
  readonly sequencer?: string | undefined;
}

export const momentOf = (receipt: LandedReceipt): Moment => ({
  countsFrom: receipt.countsFrom ?? receipt.at,
  sequencer: receipt.sequencer,
});

export const momentOfDrop = ({ at, sequencer }: Drop): Moment => ({ countsFrom: at, sequencer });

/** Sorts as the moments follow each other; of two sequencers S3 wants the shorter one filled up with zeros. */
export const orderOf = ({ countsFrom, sequencer = '' }: Moment) =>
  `${countsFrom} ${sequencer.padEnd(40, '0')}`;

/** Says that a file that had landed was dropped once more, and counts from then on; its name alone says when. */
export const dropKey = ({ feed, landingId }: LandedReceipt, { at, sequencer }: Drop) =>
  `${LANDED}${feed}/${landingId}/${Date.parse(at)}_${sequencer}.json`;

const DROP_KEY = /\/(\d+)_([^/]*)\.json$/;

export const isDropKey = (key: string) => DROP_KEY.test(key);

/** A receipt that counts from the last time that its file was dropped. */
export function sinceLastDrop(receipt: LandedReceipt, dropKeys: readonly string[]): LandedReceipt {
  const own = `${LANDED}${receipt.feed}/${receipt.landingId}/`;
  const moments = dropKeys
    .filter((key) => key.startsWith(own))
    .map((key) => {
      const [, at = '', sequencer = ''] = DROP_KEY.exec(key) ?? [];
      return { countsFrom: new Date(Number(at)).toISOString(), sequencer };
    });
  const [latest] = moments.sort((first, second) => (orderOf(first) < orderOf(second) ? 1 : -1));
  return latest && orderOf(latest) > orderOf(momentOf(receipt)) ? { ...receipt, ...latest } : receipt;
}
