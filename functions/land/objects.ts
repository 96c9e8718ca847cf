import type { Store } from '../stores/store.ts';

/** The folder of the rows of one landing; engines read all that is in it. */
export const rowsFolder = (feed: string, landingId: string) => `landed/${feed}/landing_id=${landingId}/`;

/** The objects that hold the rows of one landing: one, or of a file that was landed in parts one for each. */
export async function rowsKeys(
  store: Pick<Store, 'list'>,
  feed: string,
  landingId: string,
): Promise<string[]> {
  const folder = rowsFolder(feed, landingId);
  const keys = await store.list(folder);
  // One that is missing must be missed by whoever reads it, not read as no rows.
  return keys.length > 0 ? keys : [`${folder}rows.parquet`];
}

export const quarantineKey = (feed: string, landingId: string) =>
  `quarantine/${feed}/landing_id=${landingId}/rows.parquet`;

/**
 * Puts the objects of one landing in place, and nothing beside them: what an attempt left that cut the file
 * otherwise would count twice.
 */
export async function putInPlace(
  store: Store,
  feed: string,
  landingId: string,
  { rowsFiles, quarantineFile }: { rowsFiles: readonly string[]; quarantineFile: string | undefined },
): Promise<void> {
  const folder = rowsFolder(feed, landingId);
  const keys = rowsFiles.map((_, at) => `${folder}${rowsName(at, rowsFiles.length)}`);
  for (const key of await store.list(folder)) if (!keys.includes(key)) await store.remove(key);
  for (const [at, file] of rowsFiles.entries()) await store.moveIn(file, keys[at] as string);
  if (quarantineFile) await store.moveIn(quarantineFile, quarantineKey(feed, landingId));
}

const rowsName = (at: number, of: number) =>
  of === 1
    ? 'rows.parquet'
    : `rows-${String(at + 1).padStart(4, '0')}-of-${String(of).padStart(4, '0')}.parquet`;
