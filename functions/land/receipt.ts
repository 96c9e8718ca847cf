import { z } from 'zod';

/** How many records broke one rule of one field, and how the first of them can be found. */
export const ruleCount = z.object({
  field: z.string(),
  rule: z.string(),
  records: z.number().int(),
  firstRecord: z.number().int(),
  hint: z.string(),
});

/** When and where a file was dropped. Of two drops the later one counts, whichever was landed first. */
export const drop = z.object({
  /** Names the version of the object; says nothing of it. */
  id: z.string(),
  at: z.iso.datetime(),
  /** Tells drops of one moment apart; of S3. */
  sequencer: z.string(),
});
export type Drop = z.infer<typeof drop>;

const common = {
  feed: z.string(),
  /** Base name of the file. */
  file: z.string(),
  bytes: z.number().int().optional(),
  drop: drop.optional(),
  /** Key of the original in the store, where it was kept: from it the file can be landed again. */
  raw: z.string().optional(),
  /** What was said of a file that is neither UTF-8 nor UTF-16. */
  encoding: z.literal('windows-1252').optional(),
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
  /** Since when it counts, where not since it landed: since it was dropped, or since the time before it was judged anew. */
  countsFrom: z.iso.datetime().optional(),
  sequencer: z.string().optional(),
  contractId: z.string(),
  layout: z.string(),
  /** Data records in the file, counted by the scanner: landed + quarantined. */
  records: z.number().int(),
  landed: z.number().int(),
  quarantined: z.number().int(),
  /** Rows that landed and were erased since, because they were of a student whose data had to go. */
  erased: z.number().int().optional(),
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
  /** Feeds of which it named only keys that are not there: worth another try once they have others. */
  awaits: z.array(z.string()).optional(),
});

export const receipt = z.discriminatedUnion('outcome', [landedReceipt, rejectedReceipt]);
export type LandedReceipt = z.infer<typeof landedReceipt>;
export type RejectedReceipt = z.infer<typeof rejectedReceipt>;
export type Receipt = z.infer<typeof receipt>;
