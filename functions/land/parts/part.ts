import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Store } from '../../stores/store.ts';
import { text, withDuckdb } from '../duckdb-session.ts';
import type { LandTools } from '../land.ts';
import { RejectedFile } from '../rejected-file.ts';
import { keyHashes } from '../repeated-keys.ts';
import { BROKEN, stage } from '../stage.ts';
import type { Step } from './step.ts';
import {
  attemptKeys,
  endAttempt,
  isOutdated,
  matchOf,
  readTicket,
  refuseTicket,
  type Ticket,
} from './ticket.ts';

/**
 * Stages one part. The one that finds all others staged asks for them to be joined; done again it finds that it is
 * done.
 */
export async function landPart(attempt: string, nth: number, tools: LandTools): Promise<Step> {
  const { store } = tools;
  const ticket = await readTicket(store, attempt);
  if (!ticket) return { messages: [] };
  if (isOutdated(ticket, tools.feeds)) {
    await endAttempt(store, attempt);
    return { messages: [ticket.restart] };
  }
  try {
    if (!(await store.exists(attemptKeys(attempt).done(nth)))) await stagePart(attempt, nth, ticket, tools);
  } catch (error) {
    if (!(error instanceof RejectedFile)) throw error;
    const landing = await refuseTicket(ticket, error, tools);
    await endAttempt(store, attempt);
    return { landing, messages: [] };
  }
  return { messages: (await areAllStaged(store, attempt, ticket)) ? [{ kind: 'join', attempt }] : [] };
}

export async function areAllStaged(store: Store, attempt: string, { parts }: Ticket): Promise<boolean> {
  const keys = new Set(await store.list(attempt));
  return parts.every((_, at) => keys.has(attemptKeys(attempt).done(at + 1)));
}

/** A local copy of an object that the caller removes. */
export async function fetchTo(store: Store, key: string, path: string): Promise<void> {
  await pipeline(store.stream(key), createWriteStream(path));
}

async function stagePart(attempt: string, nth: number, ticket: Ticket, tools: LandTools): Promise<void> {
  const { store, feeds } = tools;
  const keys = attemptKeys(attempt);
  const part = ticket.parts[nth - 1];
  if (!part) throw new Error(`there is no part ${nth} of ${ticket.parts.length}`);
  const folder = await mkdtemp(join(tools.workFolder, 'part-'));
  const path = join(folder, 'part.csv');
  const [broken, hashes] = [join(folder, 'broken.parquet'), join(folder, 'keys.parquet')];
  try {
    await fetchTo(store, keys.csv(nth), path);
    const match = matchOf(ticket, feeds);
    const { form, known } = ticket;
    const staged = await withDuckdb(form.file, folder, tools, async (connection) => {
      await connection.run(BROKEN);
      const file = await stage(connection, {
        part: { ...part, path },
        form,
        match,
        known,
        store,
        feeds,
        folder,
      });
      await connection.run(`copy broken to ${text(broken)} (format parquet, compression zstd)`);
      await connection.run(`copy (${keyHashes(match.feed, file)}) to ${text(hashes)} (format parquet)`);
      return file;
    });
    await store.moveIn(staged, keys.staged(nth));
    await store.moveIn(broken, keys.broken(nth));
    await store.moveIn(hashes, keys.keys(nth));
    await store.write(keys.done(nth), '{}\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
