import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed } from '../../feeds/contract/feed.ts';
import type { Store } from '../stores/store.ts';
import { type SessionOptions, withDuckdb } from './duckdb-session.ts';
import { matchLayout } from './layout.ts';
import type { Drop, LandedReceipt, RejectedReceipt } from './receipt.ts';
import { knownLandings } from './references.ts';
import { refuse } from './refuse.ts';
import { RejectedFile } from './rejected-file.ts';
import { keyHashes } from './repeated-keys.ts';
import { rewrite } from './rewrite.ts';
import { scan } from './scan.ts';
import { settle } from './settle.ts';
import { BROKEN, type Part, stage } from './stage.ts';
import { identify, standingOf } from './standing.ts';
import { tellApart } from './tell-apart.ts';
import { recognise } from './text-form.ts';
import { transcode } from './transcode.ts';

export interface LandRequest {
  readonly path: string;
  /** Base name of the file, where its path has another. */
  readonly file?: string;
  readonly bytes?: number;
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
  /** Since when it is to count, whenever it is landed; without, since it is landed. */
  readonly drop?: Drop;
  /** Key of its original in the store. */
  readonly raw?: string;
}

export interface LandTools extends SessionOptions {
  readonly store: Store;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly clock: () => Date;
  /** A folder for unfinished files, on the disk of the store where there is one. */
  readonly workFolder: string;
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
  const form = await recognise(request.path, request.encoding, request.file);
  const match = matchLayout(feeds, form.file, form.columns, request.feed);
  const { feed } = match;

  onStep?.('counting records');
  let path = request.path;
  let original: { sha256: string; bytes: number } | undefined;
  if (form.encoding !== 'utf-8') {
    path = join(folder, 'utf-8.csv');
    original = await transcode(request.path, form.encoding, path);
  }
  const scanned = await scan(path, form);
  const { sha256, bytes } = original ?? scanned;
  if (scanned.records === 0) throw noRecords(form.file);

  const extractId = identify(sha256, match, form.encoding, request.isMadeUp);
  const standing = await standingOf(extractId, feed, request, tools);
  if (standing.isKnown) return standing.landing;

  if (!scanned.isClean) {
    const clean = join(folder, 'clean.csv');
    await rewrite(path, scanned, clean);
    path = clean;
  }
  const { hasMultilineRecords, isPadded, records, malformed } = scanned;
  const part: Part = {
    path,
    offset: 0,
    records: records - malformed.length,
    hasMultilineRecords,
    isPadded,
  };
  const known = await knownLandings(store, feeds, feed);
  const told = await withDuckdb(form.file, folder, tools, async (connection) => {
    onStep?.(`checking ${records} records`);
    await connection.run(BROKEN);
    const staged = await stage(connection, { part, form, match, known, store, feeds, folder });
    return await tellApart(connection, {
      file: form.file,
      feed,
      isMadeUp: request.isMadeUp,
      records,
      malformed,
      parts: [{ ...part, keys: keyHashes(feed, staged), withStaged: (act) => act(staged) }],
      folder,
      onStep,
    });
  });
  const survey = { ...scanned, bytes, contentId: sha256 };
  return await settle({ request, file: form.file, match, survey, standing, known, told, startedAt }, tools);
}

export function noRecords(file: string): RejectedFile {
  return new RejectedFile(file, 'it has a header and no records', 'Export it again; nothing was landed.');
}
