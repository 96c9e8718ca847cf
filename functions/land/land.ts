import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed } from '../../feeds/contract/feed.ts';
import type { Store } from '../stores/store.ts';
import { contractId } from './compile.ts';
import { explain } from './hints.ts';
import { type Match, matchLayout } from './layout.ts';
import { countsFrom, extractOf, landedKey, liveLandings, readLanded, refusedKey } from './live.ts';
import type { LandedReceipt, RejectedReceipt } from './receipt.ts';
import { referencesChanged } from './references.ts';
import { RejectedFile } from './rejected-file.ts';
import { rewrite } from './rewrite.ts';
import { scan } from './scan.ts';
import { suspiciouslySmaller } from './smaller.ts';
import { stage } from './stage.ts';
import { type Encoding, recognise } from './text-form.ts';
import { transcode } from './transcode.ts';

export interface LandRequest {
  readonly path: string;
  /** Where the rows come from, in words. */
  readonly source: string;
  readonly isMadeUp: boolean;
  /** The feed, where its header or the file's name does not tell. */
  readonly feed?: string;
  /** Of a file that is neither UTF-8 nor UTF-16; one that is keeps its own. */
  readonly encoding?: 'windows-1252';
  /** Lands a file that is suspiciously smaller than what it replaces. */
  readonly acceptSmaller?: boolean;
  /** Lands a file that was landed before, so that it counts as the newest. */
  readonly again?: boolean;
}

export interface LandTools {
  readonly store: Store;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly clock: () => Date;
  /** A folder for unfinished files, on the disk of the store where there is one. */
  readonly workFolder: string;
  /** @default 96 MB per thread */
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly onStep?: (step: string) => void;
}

export type Landing =
  | { readonly outcome: 'landed'; readonly receipt: LandedReceipt }
  /** `isReplaced`: nothing of it counts any more, because later files replaced it. */
  | { readonly outcome: 'landed_before'; readonly receipt: LandedReceipt; readonly isReplaced: boolean }
  | { readonly outcome: 'rejected' | 'held'; readonly receipt: RejectedReceipt };

/**
 * Lands one extract: every record ends up landed or quarantined, or the file is rejected or held back whole.
 * Nothing counts until its receipt is written, which is last: a run that dies leaves the store as it was.
 */
export async function land(request: LandRequest, tools: LandTools): Promise<Landing> {
  const startedAt = tools.clock();
  const folder = await mkdtemp(join(tools.workFolder, 'land-'));
  try {
    return await landIn(folder, request, tools, startedAt);
  } catch (error) {
    if (!(error instanceof RejectedFile)) throw error;
    return await refuse('rejected', error, request, tools, startedAt);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function landIn(
  folder: string,
  request: LandRequest,
  tools: LandTools,
  startedAt: Date,
): Promise<Landing> {
  const { store, feeds, onStep } = tools;
  const form = await recognise(request.path, request.encoding);
  const match = matchLayout(feeds, form.file, form.columns, request.feed);
  const { feed } = match;

  onStep?.('counting records');
  let path = request.path;
  let original: { sha256: string } | undefined;
  if (form.encoding !== 'utf-8') {
    path = join(folder, 'utf-8.csv');
    original = await transcode(request.path, form.encoding, path);
  }
  const scanned = await scan(path, form);
  const contentId = original?.sha256 ?? scanned.sha256;
  const extractId = identify(contentId, match, form.encoding, request.isMadeUp);
  if (scanned.records === 0) {
    throw new RejectedFile(
      form.file,
      'it has a header and no records',
      'Export it again; nothing was landed.',
    );
  }

  const landed = await readLanded(store, feed.name);
  const before = landed.filter((receipt) => extractOf(receipt.landingId) === extractId);
  const last = before.at(-1);
  const known = last && landedBefore(last, feed, landed);
  if (known && !request.again) {
    const isFinal = known.isReplaced || !(await referencesChanged(last, feed, store, feeds));
    if (isFinal) return known;
  }
  // Judged anew it says better what it said then: it must not replace what landed since.
  const since = last && !request.again ? countsFrom(last) : undefined;

  if (!scanned.isClean) {
    const clean = join(folder, 'clean.csv');
    await rewrite(path, scanned, clean);
    path = clean;
  }
  const staged = await stage({ path, form, scanned, match, isMadeUp: request.isMadeUp, folder }, tools);
  // A file without one good row would replace nothing and say that all went well.
  if (staged.landed === 0) {
    const reason = `none of its records (${staged.quarantined}) can be landed`;
    throw new RejectedFile(form.file, reason, explain(staged.brokenRules));
  }
  const older = landed.filter((receipt) => since === undefined || countsFrom(receipt) <= since);
  const smaller = suspiciouslySmaller(feed, older, staged);
  if (smaller !== undefined && !request.acceptSmaller) {
    const held = new RejectedFile(
      form.file,
      smaller,
      'If it is right, land it again and say that it may be smaller.',
    );
    return await refuse('held', held, request, tools, startedAt, feed.name);
  }

  onStep?.('putting in place');
  // Each time has objects of its own: until its receipt is there, the time before stays as it was.
  const landingId = before.length === 0 ? extractId : `${extractId}-${before.length + 1}`;
  const key = landedKey(feed.name, landingId);
  if (!(await store.exists(key))) {
    const suffix = `${feed.name}/landing_id=${landingId}/rows.parquet`;
    await store.moveIn(staged.rowsFile, `landed/${suffix}`);
    if (staged.quarantineFile) await store.moveIn(staged.quarantineFile, `quarantine/${suffix}`);
  }
  const at = tools.clock();
  const receipt: LandedReceipt = {
    outcome: 'landed',
    feed: feed.name,
    contentId,
    file: form.file,
    at: at.toISOString(),
    durationMs: at.getTime() - startedAt.getTime(),
    source: request.source,
    isMadeUp: request.isMadeUp,
    landingId,
    ...(since === undefined ? {} : { countsFrom: since }),
    contractId: contractId(feed),
    layout: match.layout.name,
    records: scanned.records,
    landed: staged.landed,
    quarantined: staged.quarantined,
    endsWithNewline: scanned.endsWithNewline,
    brokenRules: staged.brokenRules,
    scopes: staged.scopes,
    references: staged.references,
  };
  // Of two landings of one file at a time the first to write its receipt lands.
  if (await store.writeIfAbsent(key, `${JSON.stringify(receipt, null, 2)}\n`)) {
    return { outcome: 'landed', receipt };
  }
  const now = await readLanded(store, feed.name);
  return landedBefore(now.find((other) => other.landingId === landingId) ?? receipt, feed, now);
}

function landedBefore(receipt: LandedReceipt, feed: Feed, landed: readonly LandedReceipt[]) {
  const isLive = liveLandings(feed, landed).some((live) => live.receipt.landingId === receipt.landingId);
  return { outcome: 'landed_before' as const, receipt, isReplaced: !isLive };
}

/** What an extract is known by: the same bytes, read the same way, are the same extract. */
function identify(contentId: string, { feed, layout }: Match, encoding: Encoding, isMadeUp: boolean): string {
  return createHash('sha256')
    .update([contentId, feed.name, contractId(feed), layout.name, encoding, isMadeUp].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

async function refuse(
  outcome: 'rejected' | 'held',
  { file, reason, hint }: RejectedFile,
  request: LandRequest,
  { store, clock }: LandTools,
  startedAt: Date,
  feed = '',
): Promise<Landing> {
  const at = clock();
  const receipt: RejectedReceipt = {
    outcome,
    feed,
    file,
    at: at.toISOString(),
    durationMs: at.getTime() - startedAt.getTime(),
    source: request.source,
    isMadeUp: request.isMadeUp,
    reason,
    hint,
  };
  await store.write(refusedKey(file), `${JSON.stringify(receipt, null, 2)}\n`);
  return { outcome, receipt };
}
