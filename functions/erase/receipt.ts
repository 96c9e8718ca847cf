import { z } from 'zod';
import type { Store } from '../stores/store.ts';
import { PLACES } from './finding.ts';

/** Where the receipts of erasures lie. */
export const ERASED = 'receipts/erased/';

const entry = z.object({ place: z.enum(PLACES), name: z.string() });

/** What became of a request to erase a student. It does not say who the student is. */
export const erasureReceipt = z.object({
  /**
   * begun: what was found, before anything was touched; erased: all of it is gone, and a second search found nothing;
   * incomplete: something is left, which `left` says.
   */
  outcome: z.enum(['begun', 'erased', 'incomplete']),
  /** HMAC-SHA-256 of the identifier under the district's secret. */
  student: z.string(),
  at: z.iso.datetime(),
  /** Who asked for it, as the district files it. */
  askedBy: z.string(),
  rows: z.number().int(),
  objects: z.array(entry.extend({ rows: z.number().int() })),
  left: z.array(entry.extend({ why: z.string() })),
  /** What is not searched, and when it goes. */
  expires: z.array(z.string()),
});
export type ErasureReceipt = z.infer<typeof erasureReceipt>;

/** A key of its own for each run, so that one that died is not forgotten by the next. */
export function receiptKey({ student, at }: Pick<ErasureReceipt, 'student' | 'at'>): string {
  return `${ERASED}${student}/${at.replaceAll(/[^0-9TZ]/g, '')}.json`;
}

/** Every erasure, oldest first. */
export async function readErased(store: Store): Promise<ErasureReceipt[]> {
  const keys = await store.list(ERASED);
  const receipts = await Promise.all(
    keys.map(async (key) => erasureReceipt.parse(JSON.parse((await store.read(key)) ?? 'null'))),
  );
  return receipts.sort((first, second) => (first.at < second.at ? -1 : 1));
}
