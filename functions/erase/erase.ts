import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed } from '../../feeds/contract/feed.ts';
import { readLanded, readRefused } from '../land/live.ts';
import type { Store } from '../stores/store.ts';
import { type Left, PLACES, type Search } from './finding.ts';
import { searchInbox } from './in-inbox.ts';
import { searchStore } from './in-store.ts';
import { openParquet } from './parquet.ts';
import { type ErasureReceipt, receiptKey } from './receipt.ts';
import { keyedHash, type Student } from './student.ts';
import { NO_VERSIONS, removeOlder, type VersionedObjects } from './versions.ts';
import type { Warehouse } from './warehouse.ts';

export interface EraseTools {
  readonly store: Store;
  /** Of the store. @default it keeps none */
  readonly versions?: VersionedObjects;
  /** Where files are dropped. @default nowhere */
  readonly inbox?: VersionedObjects;
  readonly warehouse: Warehouse;
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly clock: () => Date;
  /** A folder for copies of objects; they go one by one. */
  readonly workFolder: string;
  readonly onStep?: (step: string) => void;
}

export interface EraseRequest {
  readonly student: Student;
  /** Makes the name under which the receipt knows the student. */
  readonly secret: string;
  readonly askedBy: string;
}

// No program of ours works longer than this on one object.
const LONGEST_UPLOAD_MS = 60 * 60 * 1000;

/** Says where a student's data is, and how much. Nothing is touched. */
export async function searchStudent(
  { student, secret, askedBy }: EraseRequest,
  tools: EraseTools,
): Promise<ErasureReceipt> {
  return await inFolder(tools, async (folder) => {
    const search = await searchEverywhere(student, tools, folder);
    return {
      outcome: 'begun' as const,
      student: keyedHash(student, secret),
      at: tools.clock().toISOString(),
      askedBy,
      ...accountOf(search),
      expires: expires(tools),
    };
  });
}

/**
 * Erases a student wherever their data is, and searches again to see that it is gone. Run again after it died, it
 * does the rest; a receipt of what was found is written before anything is touched.
 */
export async function eraseStudent(request: EraseRequest, tools: EraseTools): Promise<ErasureReceipt> {
  const { student, secret, askedBy } = request;
  const { store, clock, versions = NO_VERSIONS, onStep } = tools;
  return await inFolder(tools, async (folder) => {
    onStep?.('searching');
    const search = await searchEverywhere(student, tools, folder);
    const begun: ErasureReceipt = {
      outcome: 'begun',
      student: keyedHash(student, secret),
      at: clock().toISOString(),
      askedBy,
      ...accountOf(search),
      expires: expires(tools),
    };
    await writeReceipt(store, begun);
    for (const place of PLACES) {
      onStep?.(`erasing from ${place.replace('_', ' ')}`);
      // Also without a row in any table: they remember what they were.
      if (place === 'tables') await tools.warehouse.erase(student);
      for (const finding of search.findings) if (finding.place === place) await finding.erase();
    }
    // What working tables and landings in parts were before serves nobody, and nobody could tell what it holds.
    await removeOlder(versions, 'working/');
    const uploads = await abortUploads(tools);
    onStep?.('searching again');
    const again = await searchEverywhere(student, tools, folder);
    const left: Left[] = [
      ...again.left,
      ...uploads,
      ...again.findings.map(({ place, name }) => ({
        place,
        name,
        why: 'it came while this ran: run it again',
      })),
    ];
    const receipt: ErasureReceipt = { ...begun, outcome: left.length === 0 ? 'erased' : 'incomplete', left };
    await writeReceipt(store, receipt);
    return receipt;
  });
}

async function searchEverywhere(student: Student, tools: EraseTools, workFolder: string): Promise<Search> {
  const { store, feeds, versions = NO_VERSIONS, inbox = NO_VERSIONS } = tools;
  const landed = await readLanded(store);
  const parquet = await openParquet(student, workFolder);
  const tables = (await tools.warehouse.search(student)).filter(({ rows }) => rows > 0);
  const recordsOf = new Map<string, readonly number[]>();
  const inStore = await searchStore({
    student,
    feeds,
    landed,
    parquet,
    recordsOf,
    store,
    versions,
    workFolder,
  });
  const refused = await readRefused(store);
  const inInbox = await searchInbox({ inbox, student, feeds, landed, refused, workFolder });
  return {
    findings: [
      ...tables.map(({ table, rows }) => ({
        place: 'tables' as const,
        name: table,
        rows,
        // The warehouse erases from all of its tables at once.
        erase: async () => {},
      })),
      ...inStore.findings,
      ...inInbox.findings,
    ],
    left: [...inStore.left, ...inInbox.left],
  };
}

function accountOf({ findings, left }: Search): Pick<ErasureReceipt, 'rows' | 'objects' | 'left'> {
  return {
    rows: findings.reduce((sum, { rows }) => sum + rows, 0),
    objects: findings.map(({ place, name, rows }) => ({ place, name, rows })),
    left: [...left],
  };
}

async function abortUploads({ versions, inbox, clock }: EraseTools): Promise<Left[]> {
  const begunBefore = new Date(clock().getTime() - LONGEST_UPLOAD_MS);
  const left: Left[] = [];
  for (const [name, objects] of Object.entries({ store: versions, inbox })) {
    const { younger = 0 } = (await objects?.abortUploads('', begunBefore)) ?? {};
    if (younger > 0)
      left.push({
        place: 'older_versions',
        name,
        why: `${younger} uploads are under way: run this again in an hour`,
      });
  }
  return left;
}

function expires({ warehouse, inbox }: EraseTools): string[] {
  const queue = 'messages of landing and of its dead letters: they name objects and hold no student; 14 days';
  return [...warehouse.keeps, ...(inbox ? [queue] : [])];
}

async function writeReceipt(store: Store, receipt: ErasureReceipt): Promise<void> {
  await store.write(receiptKey(receipt), `${JSON.stringify(receipt, null, 2)}\n`);
}

async function inFolder<T>({ workFolder }: EraseTools, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(workFolder, 'erase-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
