import { contractId } from './compile.ts';
import { explain } from './hints.ts';
import type { Landing, LandRequest, LandTools } from './land.ts';
import type { Match } from './layout.ts';
import { landedKey, readLanded } from './live.ts';
import { putInPlace } from './objects.ts';
import type { LandedReceipt } from './receipt.ts';
import { fingerprints, type KnownLandings } from './references.ts';
import { refuse } from './refuse.ts';
import { RejectedFile } from './rejected-file.ts';
import { suspiciouslySmaller } from './smaller.ts';
import { foundLanded, type Standing } from './standing.ts';
import type { Structure } from './structure.ts';
import type { ToldApart } from './tell-apart.ts';

/** What is known of a whole file once its bytes were read. */
export interface Survey extends Pick<Structure, 'records' | 'malformed' | 'endsWithNewline'> {
  readonly bytes: number;
  /** SHA-256 of the original's bytes. */
  readonly contentId: string;
}

export interface Settling {
  readonly request: LandRequest;
  readonly file: string;
  readonly match: Match;
  readonly survey: Survey;
  readonly standing: Extract<Standing, { isKnown: false }>;
  readonly known: KnownLandings;
  readonly told: ToldApart;
  readonly startedAt: Date;
}

/**
 * Decides what becomes of a file that was told apart, puts it in place, and writes its receipt, which is last.
 * @throws RejectedFile when none of its records can be landed
 */
export async function settle(settling: Settling, tools: LandTools): Promise<Landing> {
  const { request, file, match, standing, told, startedAt } = settling;
  const { store } = tools;
  const { feed } = match;
  const { landingId } = standing;
  // A file without one good row would replace nothing and say that all went well.
  if (told.landed === 0) throw noneLanded(settling);
  const smaller = suspiciouslySmaller(feed, standing.older, told);
  if (smaller !== undefined && !request.acceptSmaller) {
    const hint = 'If it is right, land it again and say that it may be smaller.';
    const held = new RejectedFile(file, smaller, hint);
    return await refuse('held', held, request, tools, startedAt, { ...settling.survey, feed: feed.name });
  }

  tools.onStep?.('putting in place');
  const key = landedKey(feed.name, landingId);
  if (!(await store.exists(key))) await putInPlace(store, feed.name, landingId, told);
  const receipt = receiptOf(settling, tools.clock());
  // Of two landings of one file at a time the first to write its receipt lands.
  if (await store.writeIfAbsent(key, `${JSON.stringify(receipt, null, 2)}\n`)) {
    return { outcome: 'landed', receipt };
  }
  const now = await readLanded(store, feed.name);
  const first = now.find((other) => other.landingId === landingId) ?? receipt;
  return await foundLanded(first, now, feed, request, tools);
}

function noneLanded({ file, match, told }: Settling): RejectedFile {
  const reason = `none of its records (${told.quarantined}) can be landed`;
  const missed = told.brokenRules.filter(({ rule }) => rule === 'unknown_reference');
  const awaits = new Set(missed.map(({ field }) => match.feed.references[field] ?? ''));
  return new RejectedFile(file, reason, explain(told.brokenRules), [...awaits]);
}

function receiptOf(settling: Settling, at: Date): LandedReceipt {
  const { request, file, match, survey, standing, known, told, startedAt } = settling;
  const { moment } = standing;
  return {
    outcome: 'landed',
    feed: match.feed.name,
    contentId: survey.contentId,
    file,
    bytes: survey.bytes,
    at: at.toISOString(),
    durationMs: at.getTime() - startedAt.getTime(),
    source: request.source,
    isMadeUp: request.isMadeUp,
    ...(request.encoding && { encoding: request.encoding }),
    ...(request.drop && { drop: request.drop }),
    ...(request.raw !== undefined && { raw: request.raw }),
    landingId: standing.landingId,
    ...(moment && { countsFrom: moment.countsFrom }),
    ...(moment?.sequencer && { sequencer: moment.sequencer }),
    contractId: contractId(match.feed),
    layout: match.layout.name,
    records: survey.records,
    landed: told.landed,
    quarantined: told.quarantined,
    endsWithNewline: survey.endsWithNewline,
    brokenRules: told.brokenRules,
    scopes: told.scopes,
    references: fingerprints(known),
  };
}
