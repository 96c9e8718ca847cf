import { z } from 'zod';

/** How many records broke one rule of one field, and how the first of them can be found. */
export const ruleCount = z.object({
  field: z.string(),
  rule: z.string(),
  records: z.number().int(),
  firstRecord: z.number().int(),
  hint: z.string(),
});

const common = {
  feed: z.string(),
  /** Base name of the file. */
  file: z.string(),
  at: z.iso.datetime(),
  durationMs: z.number().int(),
  /** Where the file comes from, in words, for the reader of a figure. */
  source: z.string(),
  isMadeUp: z.boolean(),
};

export const landedReceipt = z.object({
  ...common,
  outcome: z.literal('landed'),
  /** SHA-256 of the file's bytes. */
  contentId: z.string(),
  /** The extract's, and from its second time on that: `…-2`. */
  landingId: z.string(),
  /** Of a file that was judged anew: since when it counts, so that it stays older than what landed since. */
  countsFrom: z.iso.datetime().optional(),
  contractId: z.string(),
  layout: z.string(),
  /** Data records in the file, counted by the scanner: landed + quarantined. */
  records: z.number().int(),
  landed: z.number().int(),
  quarantined: z.number().int(),
  /** When false, the file may have been cut off within its last value. */
  endsWithNewline: z.boolean().default(true),
  brokenRules: z.array(ruleCount),
  /** Rows landed by scope value; one entry '' for a feed whose files stand for everything or add rows. */
  scopes: z.record(z.string(), z.number().int()),
  /** Feeds whose keys were known when references were checked, with a fingerprint of those keys. */
  references: z.record(z.string(), z.string()),
});

export const rejectedReceipt = z.object({
  ...common,
  /** rejected: the file cannot be read as its feed; held: it can, and waits for someone to accept it. */
  outcome: z.enum(['rejected', 'held']),
  reason: z.string(),
  hint: z.string(),
});

export const receipt = z.discriminatedUnion('outcome', [landedReceipt, rejectedReceipt]);
export type LandedReceipt = z.infer<typeof landedReceipt>;
export type RejectedReceipt = z.infer<typeof rejectedReceipt>;
export type Receipt = z.infer<typeof receipt>;
