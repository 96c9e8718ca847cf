import { readFile, writeFile } from 'node:fs/promises';
import type { Feed } from '../../feeds/contract/feed.ts';
import { extractOf } from '../land/live.ts';
import type { LandedReceipt } from '../land/receipt.ts';
import { findInOriginal } from './original.ts';
import type { ParquetReader, Whose } from './parquet.ts';
import { holds, identifiersOf, type Student } from './student.ts';

/** What an object of the store holds of the student. */
export interface Inside {
  readonly rows: number;
  /** Writes the object without it; undefined when nothing of the object can stay. */
  readonly rewrite: ((target: string) => Promise<void>) | undefined;
  readonly isClosed?: boolean;
}

export interface LookTools {
  readonly student: Student;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly landed: readonly LandedReceipt[];
  readonly parquet: ParquetReader;
  /** Records of the student in an original, by its content id: what else broke rules in them is about the student. */
  readonly recordsOf: Map<string, readonly number[]>;
}

/** Prefixes of the store under which rows, records or names of files lie. */
export const SEARCHED = ['raw/', 'landed/', 'quarantine/', 'receipts/'] as const;

const NOTHING: Inside = { rows: 0, rewrite: undefined };

/** Looks into one object, or one version of it, by what its key says it is. */
export async function lookInside(key: string, path: string, tools: LookTools): Promise<Inside> {
  const [kind, feed = ''] = key.split('/');
  switch (kind) {
    case 'raw':
      return await insideOriginal(key, path, tools);
    case 'landed':
      return await insideParquet(path, whoseLanded(tools.feeds.get(feed)), tools);
    case 'quarantine':
      return await insideParquet(path, whoseQuarantined(key, tools), tools);
    case 'receipts':
      return await insideReceipt(path, tools.student);
    default:
      return NOTHING;
  }
}

/** Rows of a feed that no longer has a contract are searched in every text. */
function whoseLanded(feed: Feed | undefined): Whose {
  return feed ? { kind: 'identifiers', columns: identifiersOf(feed) } : { kind: 'any_text' };
}

function whoseQuarantined(key: string, { landed, recordsOf }: LookTools): Whose {
  const landingId = /landing_id=([^/]+)/.exec(key)?.[1] ?? '';
  const receipt = landed.find((candidate) => extractOf(candidate.landingId) === extractOf(landingId));
  return { kind: 'any_text', records: recordsOf.get(receipt?.contentId ?? '') ?? [] };
}

async function insideParquet(path: string, whose: Whose, { parquet }: LookTools): Promise<Inside> {
  if (whose.kind === 'identifiers' && whose.columns.length === 0) return NOTHING;
  const rows = await parquet.count(path, whose);
  return { rows, rewrite: (target) => parquet.without(path, whose, target) };
}

/** Which landing an original is of its key tells: once it was rewritten, its bytes do not. */
async function insideOriginal(key: string, path: string, tools: LookTools): Promise<Inside> {
  const receipt = tools.landed.find(({ raw, contentId }) => raw === key || key.includes(contentId));
  const found = await findInOriginal(path, tools.student, tools.feeds, receipt);
  switch (found.kind) {
    case 'nothing':
      return NOTHING;
    case 'whole':
      return { rows: 1, rewrite: undefined };
    case 'closed':
      return { ...NOTHING, isClosed: true };
    case 'records':
      if (receipt) {
        const others = tools.recordsOf.get(receipt.contentId) ?? [];
        tools.recordsOf.set(receipt.contentId, [...new Set([...others, ...found.records])]);
      }
      return { rows: found.records.length, rewrite: found.rewrite };
  }
}

/** The name of a file may say anything. */
async function insideReceipt(path: string, student: Student): Promise<Inside> {
  let rows = 0;
  const text = await readFile(path, 'utf8');
  if (!holds(text, student)) return NOTHING;
  const receipt: unknown = JSON.parse(text, (key, value: unknown) => {
    if (!NAMING.includes(key) || typeof value !== 'string' || !holds(value, student)) return value;
    rows += 1;
    return value.replaceAll(student.id, 'erased');
  });
  return { rows, rewrite: (target) => writeFile(target, `${JSON.stringify(receipt, null, 2)}\n`) };
}

// Other texts of a receipt are ours, and fingerprints may by chance hold any number.
const NAMING: readonly string[] = ['file', 'source', 'reason', 'hint'];
