import type { Inputs } from '../../functions/refresh/inputs.ts';
import type { MeasurePath } from './path.ts';

/** Why figures differ between two publishes; `of` says which models, feeds or days. */
export interface Reason {
  readonly reason:
    | 'changed target'
    | 'changed rule'
    | 'corrected data'
    | 'new data'
    | 'a new day'
    | 'not known';
  readonly of: readonly string[];
}

/** What differs in the figures of a measure. */
export interface Differs {
  /** The targets that they are held against. */
  readonly targets: boolean;
  /** Something that another target does not account for. */
  readonly figures: boolean;
}

/** The feed whose rows are targets: its files change figures only where a figure is a change from a baseline. */
const TARGETS = 'targets';

/**
 * Finds why a measure's figures differ; several reasons may hold. A new day is one where nothing else has changed.
 * @param was what the earlier publish was made from; undefined where that was not kept
 * @param countsTargets whether the figure itself is made of a published baseline
 */
export function reasonsFor(
  differs: Differs,
  path: Pick<MeasurePath, 'models' | 'allFeeds'>,
  was: Inputs | undefined,
  is: Inputs | undefined,
  countsTargets = false,
): Reason[] {
  const target: Reason[] = differs.targets ? [{ reason: 'changed target', of: [] }] : [];
  if (!differs.figures) return target;
  if (!was || !is) return [...target, { reason: 'not known', of: ['what they were made from was not kept'] }];
  const feeds = path.allFeeds.filter((feed) => countsTargets || feed !== TARGETS);
  const found: Reason[] = [
    { reason: 'changed rule', of: [...path.models].filter((name) => was.models[name] !== is.models[name]) },
    { reason: 'corrected data', of: feeds.filter((feed) => isCorrected(was, is, feed)) },
    { reason: 'new data', of: feeds.filter((feed) => hasMore(was, is, feed)) },
  ];
  const held = found
    .filter(({ of }) => of.length > 0)
    .map(({ reason, of }) => ({ reason, of: of.toSorted() }));
  if (held.length > 0) return [...target, ...held];
  if (was.day !== is.day) return [...target, { reason: 'a new day', of: [`${was.day} to ${is.day}`] }];
  return [...target, { reason: 'not known', of: ['nothing that they are made from has changed'] }];
}

/** A scope that counted is counted from another file now, from none, or from fewer rows. */
function isCorrected(was: Inputs, is: Inputs, feed: string): boolean {
  const now = is.landings[feed] ?? {};
  return Object.entries(was.landings[feed] ?? {}).some(
    ([scope, { landingId, erased }]) => now[scope]?.landingId !== landingId || now[scope]?.erased !== erased,
  );
}

/** A scope counts that did not count before. */
function hasMore(was: Inputs, is: Inputs, feed: string): boolean {
  const before = was.landings[feed] ?? {};
  return Object.keys(is.landings[feed] ?? {}).some((scope) => !Object.hasOwn(before, scope));
}
