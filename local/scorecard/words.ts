/** What the codes of the curated tables read as, on paper and on screen. */

/** The last is for readers of what is suppressed: what stands there, or whether anything does, is not said. */
export const STATUSES = ['met', 'on_track', 'off_track', 'no_target', 'no_data', 'not_shown'] as const;
export type Status = (typeof STATUSES)[number];

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  met: 'met',
  on_track: 'on track',
  off_track: 'off track',
  no_target: 'no target set',
  no_data: 'no data',
  not_shown: 'not shown',
};

/** The statuses that say how a figure stands against its target. */
export const JUDGED = ['met', 'on_track', 'off_track'] as const satisfies readonly Status[];

export function isJudged(status: Status): status is (typeof JUDGED)[number] {
  return JUDGED.some((judged) => judged === status);
}

/** How many stand how: `1 met · 2 off track`. */
export function tally(statuses: readonly Status[]): string {
  const counts = STATUSES.map((status) => ({
    status,
    count: statuses.filter((one) => one === status).length,
  }));
  const told = counts
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${STATUS_WORDS[status]}`);
  return told.length === 0 ? 'none' : told.join(' · ');
}

/** Where a figure comes from: computed from real extracts, published by someone, or made up. */
export const ORIGINS = ['real', 'reported', 'made up'] as const;
export type Origin = (typeof ORIGINS)[number];

export const ORIGIN_MEANING: Readonly<Record<Origin, string>> = {
  real: "computed here from the district's own extracts",
  reported: 'counted by someone else and published or handed in',
  'made up': 'computed from invented extracts, to show how this works; says nothing about any school',
};

/** Of a figure that a suppressed table leaves out: for whatever reason, which is not told either. */
export const NOT_SHOWN_MEANING = 'kept back, so that nothing is told of a small group';

/** The same for whoever has no grant that holds. */
export const NOTHING_FOR_YOU =
  'There is nothing here for you. Whoever needs the figures asks the data strategy team for a grant.';

export const SOURCES = ['computed', 'reported'] as const;
export type Source = (typeof SOURCES)[number];

export function originOf(source: Source, isMadeUp: boolean): Origin {
  if (isMadeUp) return 'made up';
  return source === 'reported' ? 'reported' : 'real';
}

/** A school year by the year in which it ends: 2025 reads 2024-25. */
export function schoolYearWords(schoolYear: number): string {
  return `${schoolYear - 1}-${String(schoolYear % 100).padStart(2, '0')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2025-05-31` reads May 31, 2025. */
export function dateWords(isoDate: string): string {
  const [year, month, day] = isoDate.slice(0, 10).split('-').map(Number);
  return `${MONTHS[(month ?? 1) - 1]} ${day}, ${year}`;
}

/** `2025-08-27T14:02:11Z` reads Aug 27, 2025, 14:02 UTC. */
export function timeWords(isoTime: string): string {
  return `${dateWords(isoTime)}, ${isoTime.slice(11, 16)} UTC`;
}

/** Whole days from one ISO time to a later one. */
export function daysBetween(earlier: string, later: string): number {
  return Math.max(
    0,
    Math.floor(
      (Date.parse(`${later.slice(0, 10)}T00:00Z`) - Date.parse(`${earlier.slice(0, 10)}T00:00Z`)) /
        86_400_000,
    ),
  );
}

export function ageWords(earlier: string, later: string): string {
  const days = daysBetween(earlier, later);
  if (days === 0) return 'today';
  return days === 1 ? '1 day ago' : `${days} days ago`;
}
