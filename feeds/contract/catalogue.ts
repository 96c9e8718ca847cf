import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed } from './feed.ts';

const FEEDS_FOLDER = join(import.meta.dirname, '..');

/** The files of this project's feeds: the bundler writes them in, because a bundle has no folder to read. */
declare const FEED_FILES: readonly string[] | undefined;

/** Every feed of a folder, by name: a feed is there because its file is. */
export async function readFeeds(folder: string = FEEDS_FOLDER): Promise<ReadonlyMap<string, Feed>> {
  const feeds = new Map<string, Feed>();
  for (const file of await feedFiles(folder)) {
    const exported = Object.values(await load(folder, file)).filter(isFeed);
    const [feed, ...others] = exported;
    if (!feed || others.length > 0) throw new Error(`feeds/${file}: export exactly one feed`);
    if (feeds.has(feed.name)) throw new Error(`feeds/${file}: there is a feed "${feed.name}" already`);
    feeds.set(feed.name, feed);
  }
  if (feeds.size === 0) throw new Error(`there is no feed in ${folder}`);
  for (const feed of feeds.values()) {
    for (const [field, target] of Object.entries(feed.references)) {
      if (feeds.get(target)?.key.length !== 1) {
        throw new Error(
          `feed ${feed.name}: ${field} refers to "${target}", which is no feed with a key of one field`,
        );
      }
    }
  }
  return feeds;
}

/** Names of the files in which a folder's feeds are, in order. */
export async function feedFiles(folder: string = FEEDS_FOLDER): Promise<readonly string[]> {
  if (isBundled(folder)) return FEED_FILES as readonly string[];
  return (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
}

async function load(folder: string, file: string): Promise<Record<string, unknown>> {
  // Written so that a bundler finds every file that it can name.
  if (isBundled(folder)) return await import(`../${file.replace(/\.ts$/, '')}.ts`);
  return await import(join(folder, file));
}

function isBundled(folder: string): boolean {
  return typeof FEED_FILES !== 'undefined' && folder === FEEDS_FOLDER;
}

function isFeed(value: unknown): value is Feed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'contract' in value &&
    'scope' in value &&
    'fields' in value
  );
}
