import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Feed } from '../../feeds/contract/feed.ts';
import type { Store } from '../stores/store.ts';
import { contractId } from './compile.ts';
import { type Match, matchLayout } from './layout.ts';
import { landedKey, liveLandings, readLanded, refusedKey } from './live.ts';
import type { LandedReceipt, Receipt } from './receipt.ts';
import { referenceFingerprint } from './references.ts';
import { RejectedFile } from './rejected-file.ts';
import { rewrite } from './rewrite.ts';
import { scan } from './scan.ts';
import { type Staged, stage } from './stage.ts';
import { type Encoding, recognise } from './text-form.ts';
import { transcode } from './transcode.ts';

export interface LandRequest {
  readonly path: string;
  /** Where the rows come from, in words. */
  readonly source: string;
  readonly isMadeUp: boolean;
  /** The feed, where its header or the file's name does not tell. */
  readonly feed?: string;
  /** Of a file that is neither UTF-8 nor UTF-16. */
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
  /** @default '512MB' */
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly onStep?: (step: string) => void;
}

export type Landing =
  | { readonly outcome: 'landed' | 'landed_before'; readonly receipt: LandedReceipt }
  | { readonly outcome: 'rejected' | 'held'; readonly receipt: Extract<Receipt, { reason: string }> };

// A file with fewer rows than this share of what it replaces is held back until someone says yes.
const SMALLEST_SHARE = 0.8;

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
  const landingId = identify(contentId, match, form.encoding, request.isMadeUp);
  if (scanned.records === 0) {
    throw new RejectedFile(
      form.file,
      'it has a header and no records',
      'Export it again; nothing was landed.',
    );
  }

  const landed = await readLanded(store, feed.name);
  const before = landed.filter((receipt) => receipt.landingId === landingId);
  const last = before.at(-1);
  if (last && !request.again && !(await missedReferences(last, store, feeds))) {
    return { outcome: 'landed_before', receipt: last };
  }

  if (!scanned.isClean) {
    const clean = join(folder, 'clean.csv');
    await rewrite(path, scanned, clean);
    path = clean;
  }
  const staged = await stage({ path, form, scanned, match, isMadeUp: request.isMadeUp, folder }, tools);
  const smaller = suspiciouslySmaller(feed, landed, staged);
  if (smaller !== undefined && !request.acceptSmaller) {
    const held = new RejectedFile(
      form.file,
      smaller,
      'If it is right, land it again and say that it may be smaller.',
    );
    return await refuse('held', held, request, tools, startedAt, feed.name);
  }

  onStep?.('putting in place');
  const suffix = `${feed.name}/landing_id=${landingId}/rows.parquet`;
  await store.moveIn(staged.rowsFile, `landed/${suffix}`);
  if (staged.quarantineFile) await store.moveIn(staged.quarantineFile, `quarantine/${suffix}`);
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
    contractId: contractId(feed),
    layout: match.layout.name,
    records: scanned.records,
    landed: staged.landed,
    quarantined: staged.quarantined,
    brokenRules: staged.brokenRules,
    scopes: staged.scopes,
    references: staged.references,
  };
  return await writeReceipt(receipt, before.length + 1, store);
}

/** Of two landings of one file at a time the first to write its receipt lands; the other finds it landed. */
async function writeReceipt(receipt: LandedReceipt, time: number, store: Store): Promise<Landing> {
  const key = landedKey(receipt.feed, receipt.landingId, time);
  if (await store.writeIfAbsent(key, `${JSON.stringify(receipt, null, 2)}\n`))
    return { outcome: 'landed', receipt };
  const landed = await readLanded(store, receipt.feed);
  const other = landed.filter((candidate) => candidate.landingId === receipt.landingId).at(-1);
  return { outcome: 'landed_before', receipt: other ?? receipt };
}

/** What a landing is known by: the same bytes, read the same way, are the same landing. */
function identify(contentId: string, { feed, layout }: Match, encoding: Encoding, isMadeUp: boolean): string {
  return createHash('sha256')
    .update([contentId, feed.name, contractId(feed), layout.name, encoding, isMadeUp].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** Whether records went to quarantine for a reference, and the keys that references may name have changed since. */
async function missedReferences(
  receipt: LandedReceipt,
  store: Store,
  feeds: ReadonlyMap<string, Feed>,
): Promise<boolean> {
  if (!receipt.brokenRules.some(({ rule }) => rule === 'unknown_reference')) return false;
  for (const [target, fingerprint] of Object.entries(receipt.references)) {
    const feed = feeds.get(target);
    if (feed && fingerprint !== (await referenceFingerprint(store, feed))) return true;
  }
  return false;
}

/** Says so when the file has far fewer rows than what it would replace; a feed that adds rows replaces none. */
function suspiciouslySmaller(
  feed: Feed,
  landed: readonly LandedReceipt[],
  staged: Staged,
): string | undefined {
  if (feed.scope.kind === 'rows') return undefined;
  const standing = new Map<string, number>();
  for (const { receipt, replaced } of liveLandings(feed, landed)) {
    for (const [scope, rows] of Object.entries(receipt.scopes))
      if (!replaced.includes(scope)) standing.set(scope, rows);
  }
  const scopes = Object.keys(staged.scopes).filter((scope) => standing.has(scope));
  const old = scopes.reduce((sum, scope) => sum + (standing.get(scope) ?? 0), 0);
  const fresh = scopes.reduce((sum, scope) => sum + (staged.scopes[scope] ?? 0), 0);
  // A file without one good row would replace nothing and say that all went well.
  if (staged.landed === 0) return `none of its ${staged.quarantined} records can be landed`;
  if (fresh >= old * SMALLEST_SHARE) return undefined;
  return `it has ${fresh} rows where it would replace ${old}`;
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
  const contentId = createHash('sha256').update(basename(request.path)).digest('hex');
  const receipt = {
    outcome,
    feed,
    contentId,
    file,
    at: at.toISOString(),
    durationMs: at.getTime() - startedAt.getTime(),
    source: request.source,
    isMadeUp: request.isMadeUp,
    reason,
    hint,
  };
  await store.write(refusedKey(contentId), `${JSON.stringify(receipt, null, 2)}\n`);
  return { outcome, receipt };
}
