import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../../stores/store.ts';
import { contractId } from '../compile.ts';
import type { Message } from '../drops.ts';
import { type LandRequest, type LandTools, noRecords } from '../land.ts';
import { matchLayout } from '../layout.ts';
import { hashed, type Original } from '../original.ts';
import { knownLandings } from '../references.ts';
import { refuse } from '../refuse.ts';
import { RejectedFile } from '../rejected-file.ts';
import type { Part } from '../stage.ts';
import { recogniseBytes, SAMPLE_BYTES, type TextForm } from '../text-form.ts';
import { inUtf8 } from '../transcode.ts';
import { cut } from './cut.ts';
import type { Step } from './step.ts';
import { attemptKeys, endAttempt, matchOf, standingOfTicket, type Ticket } from './ticket.ts';

export type PartsRequest = Omit<LandRequest, 'path' | 'again'>;

/**
 * Begins to land a file that is too large for one piece: cuts it into parts in the store, in one pass over it, and
 * asks for each of them to be staged.
 * @param restart what begins it anew
 */
export async function beginParts(
  original: Original,
  request: PartsRequest,
  restart: Message,
  partBytes: number,
  tools: LandTools,
): Promise<Step> {
  const startedAt = tools.clock();
  const attempt = `working/landing/${randomUUID()}/`;
  const folder = await mkdtemp(join(tools.workFolder, 'cut-'));
  try {
    const ticket = await cutUp(attempt, folder, original, request, partBytes, { restart, startedAt }, tools);
    const { feed } = matchOf(ticket, tools.feeds);
    const standing = await standingOfTicket(ticket, tools);
    if (standing.isKnown) {
      await endAttempt(tools.store, attempt);
      return { landing: standing.landing, messages: [] };
    }
    const known = { ...(await knownLandings(tools.store, tools.feeds, feed)) };
    await tools.store.write(attemptKeys(attempt).ticket, JSON.stringify({ ...ticket, known }));
    const parts = ticket.parts.map((_, at): Message => ({ kind: 'part', attempt, part: at + 1 }));
    return { messages: parts.length > 0 ? parts : [{ kind: 'join', attempt }] };
  } catch (error) {
    await endAttempt(tools.store, attempt);
    if (!(error instanceof RejectedFile)) throw error;
    const refused = { ...request, path: '', bytes: original.bytes };
    return { landing: await refuse('rejected', error, refused, tools, startedAt), messages: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function cutUp(
  attempt: string,
  folder: string,
  original: Original,
  request: PartsRequest,
  partBytes: number,
  { restart, startedAt }: { restart: Message; startedAt: Date },
  { store, feeds }: LandTools,
): Promise<Ticket> {
  const form = await formOf(original, request);
  const { feed } = matchLayout(feeds, form.file, form.columns, request.feed);
  const parts = partsTo(store, attempt);
  const read = hashed(original.read());
  const chunks = form.encoding === 'utf-8' ? read.chunks : inUtf8(read.chunks, form.encoding);
  const found = await cut(chunks, form, { partBytes, folder, onPart: parts.take });
  if (found.records === 0) throw noRecords(form.file);
  await store.write(attemptKeys(attempt).malformed, JSON.stringify(found.malformed));
  const { bytes, contentId } = read.end();
  return {
    restart,
    startedAt: startedAt.toISOString(),
    request: {
      source: request.source,
      isMadeUp: request.isMadeUp,
      raw: await original.keep(contentId),
      ...(request.encoding && { encoding: request.encoding }),
      ...(request.acceptSmaller && { acceptSmaller: true }),
      ...(request.drop && { drop: request.drop }),
    },
    form: { ...form, columns: [...form.columns] },
    feed: feed.name,
    contractId: contractId(feed),
    bytes,
    contentId,
    records: found.records,
    endsWithNewline: found.endsWithNewline,
    known: {},
    parts: parts.taken,
  };
}

async function formOf(original: Original, { encoding }: PartsRequest): Promise<TextForm> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of original.read()) {
    pieces.push(chunk);
    length += chunk.length;
    if (length >= SAMPLE_BYTES) break;
  }
  const sample = Buffer.concat(pieces).subarray(0, SAMPLE_BYTES);
  return await recogniseBytes(original.file, sample, () => original.read(), encoding);
}

function partsTo(store: Store, attempt: string) {
  const taken: Omit<Part, 'path'>[] = [];
  return {
    taken,
    async take({ path, ...part }: Part): Promise<void> {
      taken.push(part);
      await store.moveIn(path, attemptKeys(attempt).csv(taken.length));
    },
  };
}
