import { z } from 'zod';
import type { Feed } from '../../../feeds/contract/feed.ts';
import type { Store } from '../../stores/store.ts';
import { contractId } from '../compile.ts';
import { message } from '../drops.ts';
import type { Landing, LandRequest, LandTools } from '../land.ts';
import { type Match, matchLayout } from '../layout.ts';
import { type MalformedRule, malformedHints } from '../malformed.ts';
import { drop } from '../receipt.ts';
import { refuse } from '../refuse.ts';
import type { RejectedFile } from '../rejected-file.ts';
import { identify, type Standing, standingOf } from '../standing.ts';

/** What the parts of a file that is landed in parts must know of the whole. */
export const ticket = z.object({
  /** What began it; sent again when it cannot be gone on with. */
  restart: message,
  startedAt: z.iso.datetime(),
  request: z.object({
    source: z.string(),
    isMadeUp: z.boolean(),
    encoding: z.literal('windows-1252').exactOptional(),
    acceptSmaller: z.boolean().exactOptional(),
    drop: drop.exactOptional(),
    raw: z.string(),
  }),
  form: z.object({
    file: z.string(),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    delimiter: z.enum([',', '\t', ';', '|']),
    columns: z.array(z.string()),
  }),
  feed: z.string(),
  contractId: z.string(),
  bytes: z.number().int(),
  contentId: z.string(),
  records: z.number().int(),
  endsWithNewline: z.boolean(),
  /** The landings by which every part checks its references, whatever lands meanwhile. */
  known: z.record(z.string(), z.array(z.string())),
  parts: z.array(
    z.object({
      offset: z.number().int(),
      records: z.number().int(),
      hasMultilineRecords: z.boolean(),
      isPadded: z.boolean(),
    }),
  ),
});
export type Ticket = z.infer<typeof ticket>;

const malformed = z.array(
  z.object({
    record: z.number().int(),
    line: z.number().int(),
    start: z.number().int(),
    end: z.number().int(),
    rule: z.enum(Object.keys(malformedHints) as [MalformedRule, ...MalformedRule[]]),
  }),
);

/** Keys of one attempt at a file in parts; each has a folder of its own, so that no two ever meet. */
export function attemptKeys(attempt: string) {
  const part = (nth: number) => `${attempt}part-${String(nth).padStart(4, '0')}`;
  return {
    ticket: `${attempt}ticket.json`,
    malformed: `${attempt}malformed.json`,
    csv: (nth: number) => `${part(nth)}.csv`,
    staged: (nth: number) => `${part(nth)}/staged.parquet`,
    broken: (nth: number) => `${part(nth)}/broken.parquet`,
    keys: (nth: number) => `${part(nth)}/keys.parquet`,
    /** Written last: the part is staged. */
    done: (nth: number) => `${part(nth)}/done.json`,
  };
}

/** @returns undefined when the attempt is over. */
export async function readTicket(store: Store, attempt: string): Promise<Ticket | undefined> {
  const text = await store.read(attemptKeys(attempt).ticket);
  return text === undefined ? undefined : ticket.parse(JSON.parse(text));
}

export async function readMalformed(store: Store, attempt: string): Promise<z.infer<typeof malformed>> {
  return malformed.parse(JSON.parse((await store.read(attemptKeys(attempt).malformed)) ?? ''));
}

/** Removes all of an attempt; its ticket first, so that no part of it is begun any more. */
export async function endAttempt(store: Store, attempt: string): Promise<void> {
  await store.remove(attemptKeys(attempt).ticket);
  for (const key of await store.list(attempt)) await store.remove(key);
}

export function matchOf({ form, feed }: Ticket, feeds: ReadonlyMap<string, Feed>): Match {
  return matchLayout(feeds, form.file, form.columns, feed);
}

/** Whether the feed's contract has changed since: parts must not be judged by two of them. */
export function isOutdated({ feed, contractId: then }: Ticket, feeds: ReadonlyMap<string, Feed>): boolean {
  const now = feeds.get(feed);
  return now === undefined || contractId(now) !== then;
}

export function requestOf({ request, form, bytes }: Ticket): LandRequest {
  return { ...request, path: '', file: form.file, bytes };
}

export async function standingOfTicket(ticket: Ticket, tools: LandTools): Promise<Standing> {
  const { contentId, form, request } = ticket;
  const match = matchOf(ticket, tools.feeds);
  const extractId = identify(contentId, match, form.encoding, request.isMadeUp);
  return await standingOf(extractId, match.feed, request, tools);
}

export async function refuseTicket(ticket: Ticket, error: RejectedFile, tools: LandTools): Promise<Landing> {
  return await refuse('rejected', error, requestOf(ticket), tools, new Date(ticket.startedAt));
}
