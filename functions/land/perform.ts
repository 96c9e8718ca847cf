import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Again, type Dropped, description, descriptionKey, type Message } from './drops.ts';
import { type LandTools, land } from './land.ts';
import { momentOf } from './moments.ts';
import { droppedOriginal, hashed, type Inbox, keptOriginal, type Original } from './original.ts';
import { beginParts, type PartsRequest } from './parts/begin.ts';
import { joinParts } from './parts/join.ts';
import { landPart } from './parts/part.ts';
import type { Step } from './parts/step.ts';
import { type Receipt, receipt } from './receipt.ts';
import { refuse } from './refuse.ts';
import { RejectedFile } from './rejected-file.ts';
import { worthAnotherTry } from './worth-another-try.ts';

export interface PerformTools extends LandTools {
  readonly inbox: Inbox;
  /** A larger file is landed in parts of this size. */
  readonly pieceBytes: number;
}

/** Does what one message asks for. @returns what came of it, and the messages to send then */
export async function perform(message: Message, tools: PerformTools): Promise<Step> {
  const step = await stepOf(message, tools);
  const found = step.landing?.receipt;
  // Of one that had landed as well: who landed it may have died before it could ask.
  if (found?.outcome !== 'landed') return step;
  return { ...step, messages: [...step.messages, ...(await worthAnotherTry(found, tools))] };
}

async function stepOf(message: Message, tools: PerformTools): Promise<Step> {
  switch (message.kind) {
    case 'drop':
      return await landDropped(message, tools);
    case 'again':
      return await landAgain(message, tools);
    case 'part':
      return await landPart(message.attempt, message.part, tools);
    case 'join':
      return await joinParts(message.attempt, tools);
  }
}

async function landDropped(dropped: Dropped, tools: PerformTools): Promise<Step> {
  const original = droppedOriginal(dropped, tools.inbox);
  const common = { file: original.file, bytes: dropped.bytes, drop: dropped.drop };
  try {
    const request = { ...common, ...(await descriptionOf(dropped, tools.inbox)) };
    return await landOriginal(original, request, dropped, tools);
  } catch (error) {
    if (!(error instanceof RejectedFile)) throw error;
    const request = { ...common, path: '', source: original.file, isMadeUp: false };
    return { landing: await refuse('rejected', error, request, tools, tools.clock()), messages: [] };
  }
}

async function landAgain(message: Again, tools: PerformTools): Promise<Step> {
  const text = await tools.store.read(message.receipt);
  if (text === undefined) throw new Error('there is no receipt of what is to be landed again');
  const found = receipt.parse(JSON.parse(text));
  const { file, bytes, raw } = found;
  if (raw === undefined || bytes === undefined) throw new Error('its original was not kept: drop it again');
  const request = { ...requestOf(found), ...(message.acceptSmaller && { acceptSmaller: true }) };
  return await landOriginal(keptOriginal(tools.store, { file, bytes, raw }), request, message, tools);
}

/** It counts from when it counted before, whatever landed since. */
function requestOf(found: Receipt): PartsRequest {
  const { file, bytes, raw, source, isMadeUp, encoding } = found;
  const moment = found.outcome === 'landed' ? momentOf(found) : undefined;
  const drop = moment
    ? { id: found.drop?.id ?? '', at: moment.countsFrom, sequencer: moment.sequencer ?? '' }
    : found.drop;
  return {
    file,
    source,
    isMadeUp,
    ...(bytes !== undefined && { bytes }),
    ...(raw !== undefined && { raw }),
    ...(encoding && { encoding }),
    ...(found.feed !== '' && { feed: found.feed }),
    ...(drop && { drop }),
  };
}

async function landOriginal(
  original: Original,
  request: PartsRequest,
  message: Message,
  tools: PerformTools,
): Promise<Step> {
  if (original.bytes > tools.pieceBytes)
    return await beginParts(original, request, message, tools.pieceBytes, tools);
  const folder = await mkdtemp(join(tools.workFolder, 'original-'));
  try {
    const path = join(folder, 'original');
    const read = hashed(original.read());
    await pipeline(read.chunks, createWriteStream(path));
    const raw = await original.keep(read.end().contentId);
    return { landing: await land({ ...request, path, raw }, tools), messages: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `extract.json` beside a dropped file says of it; without one the file is the district's own. */
async function descriptionOf(
  { bucket, key }: Dropped,
  inbox: Inbox,
): Promise<Pick<PartsRequest, 'source' | 'isMadeUp' | 'encoding'>> {
  const file = key.split('/').at(-1) ?? '';
  const text = await inbox.text(bucket, descriptionKey(key));
  if (text === undefined) return { source: file, isMadeUp: false };
  try {
    const { source, made_up, encoding } = description.parse(JSON.parse(text));
    return { source, isMadeUp: made_up, ...(encoding && { encoding }) };
  } catch {
    throw new RejectedFile(
      file,
      'the extract.json beside it does not say where it comes from',
      'Write { "source": "where the files of this folder come from", "made_up": false }, and drop the file again.',
    );
  }
}
