import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Feed } from '../feeds/contract/feed.ts';

/** A file to land, and what its folder says of it. */
export interface Extract {
  readonly path: string;
  /** Where its rows come from, in words. */
  readonly source: string;
  readonly isMadeUp: boolean;
}

const DESCRIPTION = 'extract.json';
const description = z.strictObject({ source: z.string().min(1), made_up: z.boolean() });

/**
 * The files that paths name, folders with all that is in them; feeds that others refer to come first.
 * A file `extract.json` says where the files of its folder come from; without one they are the district's own.
 */
export async function findExtracts(
  paths: readonly string[],
  feeds: ReadonlyMap<string, Feed>,
): Promise<Extract[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesOf(path)));
  const extracts: Extract[] = [];
  for (const path of files) extracts.push({ path, ...(await describe(path)) });
  const rank = referenceRank(feeds);
  const place = ({ path }: Extract) => rank(basename(path).toLowerCase().replaceAll('-', '_'));
  return extracts.sort(
    (first, second) => place(first) - place(second) || (first.path < second.path ? -1 : 1),
  );
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return (
    entries
      .filter((entry) => !entry.name.startsWith('.') && entry.name !== DESCRIPTION)
      // A folder that is named like a file is a mistake that should be told, not passed over.
      .filter((entry) => entry.isFile() || /\.(csv|txt|tsv)$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
  );
}

async function describe(path: string): Promise<Omit<Extract, 'path'>> {
  const file = join(dirname(path), DESCRIPTION);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { source: basename(path), isMadeUp: false };
  try {
    const { source, made_up } = description.parse(JSON.parse(text));
    return { source, isMadeUp: made_up };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file}: ${reason}; write { "source": "where the files come from", "made_up": false }`);
  }
}

/** How many feeds must land before the one with whose name a file begins; files of no known name come first. */
function referenceRank(feeds: ReadonlyMap<string, Feed>): (name: string) => number {
  const depth = (feed: Feed): number =>
    1 + Math.max(0, ...Object.values(feed.references).map((target) => depth(feeds.get(target) as Feed)));
  return (name) => {
    const feed = [...feeds.values()]
      .filter((candidate) => name.startsWith(candidate.name))
      .sort((first, second) => second.name.length - first.name.length)[0];
    return feed ? depth(feed) : 0;
  };
}
