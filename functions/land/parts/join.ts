import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { text, withDuckdb } from '../duckdb-session.ts';
import type { Landing, LandTools } from '../land.ts';
import { RejectedFile } from '../rejected-file.ts';
import { settle } from '../settle.ts';
import { BROKEN } from '../stage.ts';
import type { Standing } from '../standing.ts';
import { type StagedPart, tellApart } from '../tell-apart.ts';
import { areAllStaged, fetchTo } from './part.ts';
import type { Step } from './step.ts';
import {
  attemptKeys,
  endAttempt,
  isOutdated,
  matchOf,
  readMalformed,
  readTicket,
  refuseTicket,
  requestOf,
  standingOfTicket,
  type Ticket,
} from './ticket.ts';

/** Makes one landing of parts that are all staged: the same rows, quarantine and receipt as in one piece. */
export async function joinParts(attempt: string, tools: LandTools): Promise<Step> {
  const { store } = tools;
  const ticket = await readTicket(store, attempt);
  if (!ticket) return { messages: [] };
  if (!isOutdated(ticket, tools.feeds) && !(await areAllStaged(store, attempt, ticket)))
    throw new Error('parts were to be joined that are not all staged');
  const step = isOutdated(ticket, tools.feeds)
    ? { messages: [ticket.restart] }
    : { landing: await landed(attempt, ticket, tools), messages: [] };
  await endAttempt(store, attempt);
  return step;
}

async function landed(attempt: string, ticket: Ticket, tools: LandTools): Promise<Landing> {
  const standing = await standingOfTicket(ticket, tools);
  if (standing.isKnown) return standing.landing;
  const folder = await mkdtemp(join(tools.workFolder, 'join-'));
  try {
    return await joined(attempt, ticket, standing, folder, tools);
  } catch (error) {
    if (!(error instanceof RejectedFile)) throw error;
    return await refuseTicket(ticket, error, tools);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function joined(
  attempt: string,
  ticket: Ticket,
  standing: Extract<Standing, { isKnown: false }>,
  folder: string,
  tools: LandTools,
): Promise<Landing> {
  const { form, records, known } = ticket;
  const match = matchOf(ticket, tools.feeds);
  const request = requestOf(ticket);
  const malformed = await readMalformed(tools.store, attempt);
  const told = await withDuckdb(form.file, folder, tools, async (connection) => {
    await connection.run(BROKEN);
    const parts: StagedPart[] = [];
    for (const nth of ticket.parts.keys()) {
      await loadBroken(connection, attempt, nth + 1, folder, tools);
      parts.push(await stagedPart(attempt, nth + 1, ticket, folder, tools));
    }
    return await tellApart(connection, {
      file: form.file,
      feed: match.feed,
      isMadeUp: request.isMadeUp,
      records,
      malformed,
      parts,
      folder,
      onStep: tools.onStep,
    });
  });
  const survey = { ...ticket, malformed };
  const startedAt = new Date(ticket.startedAt);
  return await settle({ request, file: form.file, match, survey, standing, known, told, startedAt }, tools);
}

async function loadBroken(
  connection: DuckDBConnection,
  attempt: string,
  nth: number,
  folder: string,
  { store }: LandTools,
): Promise<void> {
  const path = join(folder, `broken-${nth}.parquet`);
  await fetchTo(store, attemptKeys(attempt).broken(nth), path);
  await connection.run(`insert into broken from read_parquet(${text(path)})`);
  await rm(path);
}

async function stagedPart(
  attempt: string,
  nth: number,
  { parts }: Ticket,
  folder: string,
  { store }: LandTools,
): Promise<StagedPart> {
  const { offset = 0, records = 0 } = parts[nth - 1] ?? {};
  const hashes = join(folder, `keys-${nth}.parquet`);
  await fetchTo(store, attemptKeys(attempt).keys(nth), hashes);
  return {
    offset,
    records,
    keys: `select key_hash from read_parquet(${text(hashes)})`,
    // Fetched each time that it is looked at: all of them at once may have no room here.
    async withStaged(act) {
      const path = join(folder, `staged-${nth}.parquet`);
      await fetchTo(store, attemptKeys(attempt).staged(nth), path);
      try {
        return await act(path);
      } finally {
        await rm(path);
      }
    },
  };
}
