import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dropped, Message } from '../../functions/land/drops.ts';
import type { Landing } from '../../functions/land/land.ts';
import type { Inbox } from '../../functions/land/original.ts';
import { type PerformTools, perform } from '../../functions/land/perform.ts';
import { feeds, type TestWorkspace } from '../fixture-workspace.ts';

/** An inbox in memory, beside a workspace, and the queue that lands what is dropped there. */
export interface LandingQueue {
  readonly tools: PerformTools;
  /** Drops a file at a minute of the day. @returns the message that says so; nothing lands until it is delivered */
  drop(key: string, content: string | Buffer, minute?: number): Dropped;
  /** Delivers a message and all that follow from it. @returns what came of them, in order */
  deliver(...messages: readonly Message[]): Promise<Landing[]>;
  /** Messages that were delivered so far. */
  readonly delivered: readonly Message[];
}

export interface QueueOptions {
  readonly pieceBytes?: number;
  /** Bytes of the inbox come in pieces of this size. */
  readonly chunkBytes?: number;
  readonly tools?: Partial<PerformTools>;
  /** Chooses which of the waiting messages is delivered next, and whether it stays in the queue. */
  readonly choose?: (waiting: readonly Message[]) => { at: number; stays: boolean };
}

export async function landingQueue(test: TestWorkspace, options: QueueOptions = {}): Promise<LandingQueue> {
  const { pieceBytes = 2 ** 30, chunkBytes = 2 ** 16, choose = () => ({ at: 0, stays: false }) } = options;
  const { store, workFolder } = test.workspace;
  const objects = new Map<string, Buffer>();
  const inbox: Inbox = {
    async *read({ version = '' }) {
      const bytes = objects.get(version);
      if (!bytes) throw new Error('no such version');
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
    async text(_, key) {
      return objects.get(`${key} now`)?.toString();
    },
    async keep({ version = '' }, key) {
      const folder = await mkdtemp(join(workFolder, 'kept-'));
      await mkdir(folder, { recursive: true });
      const path = join(folder, 'original');
      await writeFile(path, objects.get(version) ?? '');
      await store.moveIn(path, key);
    },
  };
  let second = 0;
  const clock = () => new Date(Date.UTC(2025, 8, 2, 8, 0, second++));
  const tools: PerformTools = { store, feeds, workFolder, clock, inbox, pieceBytes, ...options.tools };
  const delivered: Message[] = [];
  let versions = 0;

  return {
    tools,
    delivered,
    drop(key, content, minute = versions) {
      const version = `v${++versions}`;
      const bytes = Buffer.from(content);
      objects.set(version, bytes).set(`${key} now`, bytes);
      return {
        kind: 'drop',
        bucket: 'inbox',
        key,
        version,
        bytes: bytes.length,
        drop: {
          id: createHash('sha256').update(version).digest('hex').slice(0, 16),
          at: new Date(Date.UTC(2025, 8, 1, 8, minute)).toISOString(),
          sequencer: versions.toString(16).toUpperCase().padStart(4, '0'),
        },
      };
    },
    async deliver(...messages) {
      const waiting = [...messages];
      const landings: Landing[] = [];
      while (waiting.length > 0) {
        const { at, stays } = choose(waiting);
        const message = waiting[at] as Message;
        if (!stays) waiting.splice(at, 1);
        delivered.push(message);
        const step = await perform(message, tools);
        if (step.landing) landings.push(step.landing);
        waiting.push(...step.messages);
      }
      return landings;
    },
  };
}
