import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Feed } from '../../feeds/contract/feed.ts';
import type { LandedReceipt, RejectedReceipt } from '../land/receipt.ts';
import type { Finding, Left, Search } from './finding.ts';
import { CLOSED, removeVersion, shown } from './in-store.ts';
import { findInOriginal } from './original.ts';
import type { Student } from './student.ts';
import type { ObjectVersion, VersionedObjects } from './versions.ts';

export interface InboxTools {
  readonly inbox: VersionedObjects;
  readonly student: Student;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly landed: readonly LandedReceipt[];
  readonly refused: readonly RejectedReceipt[];
  readonly workFolder: string;
}

/**
 * Looks into every version of every dropped file. One that holds the student is removed, not rewritten: a new version
 * would be a new drop, and land as the newest. What it said is in the store; only a file that waits to be landed must stay.
 */
export async function searchInbox(tools: InboxTools): Promise<Search> {
  const findings: Finding[] = [];
  const left: Left[] = [];
  for (const version of await tools.inbox.list('')) {
    if (version.isDeletion) continue;
    const found = await lookInto(version, tools);
    const name = shown(version.key, tools.student);
    if (found.why !== undefined) left.push({ place: 'inbox', name, why: found.why });
    else if (found.rows > 0)
      findings.push({
        place: 'inbox',
        name,
        rows: found.rows,
        erase: () => removeVersion(tools.inbox, version),
      });
  }
  return { findings, left };
}

async function lookInto(
  version: ObjectVersion,
  tools: InboxTools,
): Promise<{ rows: number; why: string | undefined }> {
  const { inbox, student, feeds, landed, refused, workFolder } = tools;
  // Under the name of the file, which may tell its feed.
  const path = join(workFolder, `${randomUUID()}-${basename(version.key)}`);
  try {
    await inbox.download(version, path);
    const contentId = await fingerprintOf(path);
    const receipt = landed.find((candidate) => candidate.contentId === contentId);
    const found = await findInOriginal(path, student, feeds, receipt);
    if (found.kind === 'closed') return { rows: 0, why: CLOSED };
    if (found.kind === 'nothing') return { rows: 0, why: undefined };
    const isJudged =
      receipt !== undefined ||
      refused.some(({ file, at }) => file === basename(version.key) && new Date(at) >= version.at);
    return {
      rows: found.kind === 'records' ? found.records.length : 1,
      why: isJudged || !version.isCurrent ? undefined : WAITS,
    };
  } finally {
    await rm(path, { force: true });
  }
}

const WAITS = 'it is not landed yet: run this again when it is, or remove it';

async function fingerprintOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
