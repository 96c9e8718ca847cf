import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed } from './feed.ts';

const FEEDS_FOLDER = join(import.meta.dirname, '..');

/** Every feed of a folder, by name: a feed is there because its file is. */
export async function readFeeds(folder: string = FEEDS_FOLDER): Promise<ReadonlyMap<string, Feed>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  const feeds = new Map<string, Feed>();
  for (const file of files) {
    const exported = Object.values((await import(join(folder, file))) as Record<string, unknown>).filter(
      isFeed,
    );
    const [feed, ...others] = exported;
    if (!feed || others.length > 0) throw new Error(`feeds/${file}: export exactly one feed`);
    if (feeds.has(feed.name)) throw new Error(`feeds/${file}: there is a feed "${feed.name}" already`);
    feeds.set(feed.name, feed);
  }
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

function isFeed(value: unknown): value is Feed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'contract' in value &&
    'scope' in value &&
    'fields' in value
  );
}
