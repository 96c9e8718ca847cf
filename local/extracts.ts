import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Feed } from '../feeds/contract/feed.ts';
import { DESCRIPTION, description } from '../functions/land/drops.ts';
import { feedOfName, matchLayout } from '../functions/land/layout.ts';
import { RejectedFile } from '../functions/land/rejected-file.ts';
import { recognise } from '../functions/land/text-form.ts';
import { WrongUse } from './terminal.ts';

/** A file to land, and what its folder says of it. */
export interface Extract {
  readonly path: string;
  /** Where its rows come from, in words. */
  readonly source: string;
  readonly isMadeUp: boolean;
  /** Of a file that is neither UTF-8 nor UTF-16. */
  readonly encoding?: 'windows-1252';
}

/**
 * The files that paths name, folders with all that is in them; feeds that others refer to come first, and files of one
 * feed in the order of their names, numbers by their size.
 * A file `extract.json` says where the files of its folder come from; without one they are the district's own.
 * @throws WrongUse for a path where no file is, and an `extract.json` that does not say it
 */
export async function findExtracts(
  paths: readonly string[],
  feeds: ReadonlyMap<string, Feed>,
): Promise<Extract[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const extracts = await Promise.all(
    files.map(async (path) => ({
      extract: { path, ...(await describe(path)) },
      place: depth(await feedOf(path, feeds), feeds),
    })),
  );
  return extracts
    .sort(
      (first, second) =>
        first.place - second.place ||
        first.extract.path.localeCompare(second.extract.path, 'en', { numeric: true }),
    )
    .map(({ extract }) => extract);
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new WrongUse(`there is no file or folder ${path}; nothing was landed`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== DESCRIPTION)
    // A folder that is named like a file is a mistake that should be told, not passed over.
    .filter((entry) => entry.isFile() || /\.(csv|txt|tsv)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0) throw new WrongUse(`folder ${path} has no files; nothing was landed`);
  return files;
}

async function describe(path: string): Promise<Omit<Extract, 'path'>> {
  const file = join(dirname(path), DESCRIPTION);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { source: basename(path), isMadeUp: false };
  try {
    const { source, made_up, encoding } = description.parse(JSON.parse(text));
    return { source, isMadeUp: made_up, ...(encoding && { encoding }) };
  } catch {
    const wanted = '{ "source": "where the files of this folder come from", "made_up": false }';
    throw new WrongUse(`${file} does not say where its files come from; write ${wanted}; nothing was landed`);
  }
}

/** The feed of a file by its header, or when that fits none by its name. */
async function feedOf(path: string, feeds: ReadonlyMap<string, Feed>): Promise<Feed | undefined> {
  try {
    const { file, columns } = await recognise(path);
    return matchLayout(feeds, file, columns).feed;
  } catch (error) {
    if (!(error instanceof RejectedFile)) throw error;
    const name = feedOfName(feeds, basename(path));
    return name === undefined ? undefined : feeds.get(name);
  }
}

/** How many feeds must land before this one. */
function depth(feed: Feed | undefined, feeds: ReadonlyMap<string, Feed>): number {
  if (!feed) return 0;
  return 1 + Math.max(0, ...Object.values(feed.references).map((target) => depth(feeds.get(target), feeds)));
}
