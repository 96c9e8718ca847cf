/** One version of an object; a deletion is one that says that there is none. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  readonly isCurrent: boolean;
  readonly isDeletion: boolean;
  readonly at: Date;
}

/** A place whose objects keep what they were before. */
export interface VersionedObjects {
  /** Every version of the objects whose keys begin with a prefix. */
  list(prefix: string): Promise<ObjectVersion[]>;
  /** Copies a version to a local file. */
  download(version: ObjectVersion, path: string): Promise<void>;
  /** Removes a version for good. */
  remove(version: ObjectVersion): Promise<void>;
  /** Gives up uploads that were begun before a moment and never ended. @returns how many, and how many are younger */
  abortUploads(prefix: string, begunBefore: Date): Promise<{ aborted: number; younger: number }>;
}

/** A place that keeps one version of each object and no halves of any, such as a folder. */
export const NO_VERSIONS: VersionedObjects = {
  list: async () => [],
  download: async () => {},
  remove: async () => {},
  abortUploads: async () => ({ aborted: 0, younger: 0 }),
};

/** Removes what objects were before, whatever they held: for places where nothing ever reads that. */
export async function removeOlder(objects: VersionedObjects, prefix: string): Promise<void> {
  for (const version of await objects.list(prefix)) {
    if (!version.isCurrent || version.isDeletion) await objects.remove(version);
  }
}
