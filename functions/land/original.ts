import { createHash } from 'node:crypto';
import type { Store } from '../stores/store.ts';
import type { Dropped } from './drops.ts';

/** Where the district drops its files. */
export interface Inbox {
  /** The bytes of the version that was dropped. */
  read(dropped: Dropped): AsyncIterable<Uint8Array>;
  /** Text of a small object that lies there now, or undefined when there is none. */
  text(bucket: string, key: string): Promise<string | undefined>;
  /** Copies a dropped file into the store, unless it is there. */
  keep(dropped: Dropped, storeKey: string): Promise<void>;
}

/** A file to land, wherever it lies. */
export interface Original {
  /** Base name. */
  readonly file: string;
  readonly bytes: number;
  read(): AsyncIterable<Uint8Array>;
  /** Sees to it that the store has it. @returns its key there */
  keep(contentId: string): Promise<string>;
}

/** Originals are kept once, whatever they were called. */
export const rawKey = (contentId: string) => `raw/${contentId}`;

export function droppedOriginal(dropped: Dropped, inbox: Inbox): Original {
  return {
    file: dropped.key.split('/').at(-1) ?? '',
    bytes: dropped.bytes,
    read: () => inbox.read(dropped),
    async keep(contentId) {
      await inbox.keep(dropped, rawKey(contentId));
      return rawKey(contentId);
    },
  };
}

export function keptOriginal(
  store: Store,
  { file, bytes, raw }: { readonly file: string; readonly bytes: number; readonly raw: string },
): Original {
  return { file, bytes, read: () => store.stream(raw), keep: async () => raw };
}

/** Passes bytes on, and says what they were once they have all passed. */
export function hashed(chunks: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: pass(), end: () => ({ bytes, contentId: hash.digest('hex') }) };
}
