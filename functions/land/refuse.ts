import type { Landing, LandRequest, LandTools } from './land.ts';
import { refusedKey } from './live.ts';
import type { RejectedReceipt } from './receipt.ts';
import type { RejectedFile } from './rejected-file.ts';

/** Writes the receipt of a file that is rejected or held back; nothing else of it stays. */
export async function refuse(
  outcome: 'rejected' | 'held',
  { file, reason, hint, awaits }: RejectedFile,
  request: LandRequest,
  { store, clock }: Pick<LandTools, 'store' | 'clock'>,
  startedAt: Date,
  known: { readonly feed?: string; readonly bytes?: number } = {},
): Promise<Landing> {
  const at = clock();
  const bytes = known.bytes ?? request.bytes;
  const receipt: RejectedReceipt = {
    outcome,
    feed: known.feed ?? '',
    file,
    ...(bytes !== undefined && { bytes }),
    at: at.toISOString(),
    durationMs: at.getTime() - startedAt.getTime(),
    source: request.source,
    isMadeUp: request.isMadeUp,
    ...(request.encoding && { encoding: request.encoding }),
    ...(request.drop && { drop: request.drop }),
    ...(request.raw !== undefined && { raw: request.raw }),
    reason,
    hint,
    ...(awaits.length > 0 && { awaits: [...awaits] }),
  };
  await store.write(refusedKey(file), `${JSON.stringify(receipt, null, 2)}\n`);
  return { outcome, receipt };
}
