import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readFeeds } from '../feeds/contract/catalogue.ts';
import type { Message } from '../functions/land/drops.ts';
import { perform } from '../functions/land/perform.ts';
import { folderStore } from '../functions/stores/folder.ts';

/** What one message cost. */
export interface StepCost {
  readonly kind: Message['kind'];
  /** User and system time of all threads, and time on the clock, in seconds. */
  readonly cpu: number;
  readonly wall: number;
  /** Most bytes in the folder of unfinished files at a time, as far as was seen. */
  readonly disk: number;
  /** Most memory held so far, in bytes. */
  readonly peak: number;
}

export interface RunCost {
  readonly steps: readonly StepCost[];
  readonly bytes: number;
  readonly records: number;
  /** Bytes of the rows, as they lie in the store. */
  readonly rows: number;
}

/** Lands one file message by message, as the landing function does, and prints what each cost. */
const [path = '', folder = '', pieceMegabytes = ''] = process.argv.slice(2);
const workFolder = join(folder, 'unfinished');
await mkdir(workFolder, { recursive: true });
const store = folderStore(join(folder, 'store'));
const tools = {
  store,
  feeds: await readFeeds(),
  workFolder,
  clock: () => new Date(),
  pieceBytes: Number(pieceMegabytes) * 2 ** 20,
  inbox: {
    read: () => createReadStream(path, { highWaterMark: 2 ** 16 }),
    text: async () => undefined,
    // S3 copies it by itself: on this machine it costs nothing either.
    keep: async () => {},
  },
};
const { size: bytes } = await stat(path);
const drop = { id: '0', at: new Date().toISOString(), sequencer: '' };
const waiting: Message[] = [{ kind: 'drop', bucket: 'inbox', key: basename(path), bytes, drop }];
const steps: StepCost[] = [];
let records = 0;
while (waiting.length > 0) {
  const message = waiting.shift() as Message;
  const disk = watch(workFolder);
  const startedAt = process.hrtime.bigint();
  const before = process.cpuUsage();
  const { landing, messages } = await perform(message, tools);
  const { user, system } = process.cpuUsage(before);
  steps.push({
    kind: message.kind,
    cpu: (user + system) / 1e6,
    wall: Number(process.hrtime.bigint() - startedAt) / 1e9,
    disk: await disk.end(),
    peak: process.resourceUsage().maxRSS * 1024,
  });
  waiting.push(...messages);
  if (landing?.receipt.outcome === 'landed') records = landing.receipt.records;
}
const rows = await bytesIn(join(folder, 'store', 'landed'));
process.stdout.write(JSON.stringify({ steps, bytes, records, rows } satisfies RunCost));

function watch(of: string) {
  let most = 0;
  const look = async () => {
    most = Math.max(most, await bytesIn(of));
  };
  const timer = setInterval(look, 100);
  return {
    async end(): Promise<number> {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}

async function bytesIn(of: string): Promise<number> {
  const entries = await readdir(of, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
