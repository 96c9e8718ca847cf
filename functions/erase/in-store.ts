import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Store } from '../stores/store.ts';
import type { Finding, Left, Place, Search } from './finding.ts';
import { type LookTools, lookInside, SEARCHED } from './inside.ts';
import { markErased } from './mark.ts';
import { holds, type Student } from './student.ts';
import type { ObjectVersion, VersionedObjects } from './versions.ts';

export interface StoreSearchTools extends LookTools {
  readonly store: Store;
  readonly versions: VersionedObjects;
  readonly workFolder: string;
}

/** Looks into every object of the store, and into what they were before. Originals first: they tell whose a record is. */
export async function searchStore(tools: StoreSearchTools): Promise<Search> {
  const findings: Finding[] = [];
  const left: Left[] = [];
  for (const prefix of SEARCHED) {
    for (const key of await tools.store.list(prefix)) {
      const { rows, isClosed } = await withCopy(
        tools,
        key,
        async (path) => await lookInside(key, path, tools),
      );
      const place = key.split('/')[0] as Place;
      if (isClosed) left.push({ place, name: shown(key, tools.student), why: CLOSED });
      if (rows > 0)
        findings.push({ place, name: shown(key, tools.student), rows, erase: () => mend(tools, key) });
    }
    findings.push(...(await searchOlder(tools, prefix)));
  }
  const unfinished = await searchUnfinished(tools);
  return { findings: [...findings, ...unfinished.findings], left: [...left, ...unfinished.left] };
}

export const CLOSED =
  'it is packed or binary, and nobody can tell what is in it: remove it if it may be theirs';

/** What was written over is of no use to anyone: of that only what holds the student has to go. */
async function searchOlder(tools: StoreSearchTools, prefix: string): Promise<Finding[]> {
  const { versions, workFolder, student } = tools;
  const findings: Finding[] = [];
  const all = await versions.list(prefix);
  for (const version of all.filter(({ isCurrent, isDeletion }) => !isCurrent && !isDeletion)) {
    const path = join(workFolder, randomUUID());
    try {
      await versions.download(version, path);
      const { rows } = await lookInside(version.key, path, tools);
      if (rows === 0) continue;
    } finally {
      await rm(path, { force: true });
    }
    findings.push({
      place: 'older_versions',
      name: shown(version.key, student),
      rows: 1,
      erase: () => removeVersion(versions, version),
    });
  }
  return findings;
}

/** Removes a version, and the deletions of its object when there is nothing else that they could delete. */
export async function removeVersion(versions: VersionedObjects, version: ObjectVersion): Promise<void> {
  await versions.remove(version);
  const others = (await versions.list(version.key)).filter(({ key }) => key === version.key);
  if (others.every(({ isDeletion }) => isDeletion))
    for (const deletion of others) await versions.remove(deletion);
}

/** Parts of a landing that has ended serve nobody; those of one that goes on must wait for its end. */
async function searchUnfinished({ store, landed, student }: StoreSearchTools): Promise<Search> {
  const findings: Finding[] = [];
  const left: Left[] = [];
  const ended = new Set(landed.map(({ landingId }) => landingId));
  for (const key of await store.list(PARTS)) {
    const name = shown(key, student);
    if (key.split('/').some((part) => ended.has(part)))
      findings.push({ place: 'landed', name, rows: 1, erase: () => store.remove(key) });
    else left.push({ place: 'landed', name, why: UNDER_WAY });
  }
  return { findings, left };
}

const PARTS = 'working/landing/';
const UNDER_WAY = 'a landing is under way, or died: run this again when it has ended';

/** Writes the object without the student; the version that held them goes at once, so that it is not found again. */
async function mend(tools: StoreSearchTools, key: string): Promise<void> {
  const { store, workFolder } = tools;
  await withCopy(tools, key, async (path) => {
    const { rows, rewrite } = await lookInside(key, path, tools);
    if (rows === 0) return;
    await markErased(store, key, rows, (other) => withCopy(tools, other, tools.parquet.countAll));
    if (rewrite) {
      const target = join(workFolder, randomUUID());
      await rewrite(target);
      await store.moveIn(target, key);
    } else await store.remove(key);
  });
  for (const older of await searchOlder(tools, key)) await older.erase();
}

async function withCopy<T>(
  { store, workFolder }: StoreSearchTools,
  key: string,
  act: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(workFolder, randomUUID());
  try {
    await pipeline(store.stream(key), createWriteStream(path));
    return await act(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** A key for a receipt. */
export function shown(key: string, student: Student): string {
  return holds(key, student) ? key.replaceAll(student.id, 'erased') : key;
}
