import type { Feed, Layout } from '../../feeds/contract/feed.ts';
import { nearest } from '../nearest.ts';
import { RejectedFile } from './rejected-file.ts';

/** Where each field of a contract comes from in one file. */
export type CellSource =
  | { readonly kind: 'column'; readonly at: number }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'absent' };

export interface Match {
  readonly feed: Feed;
  readonly layout: Layout;
  readonly cells: Readonly<Record<string, CellSource>>;
}

interface Attempt extends Match {
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

/**
 * Finds the feed and layout of a file by its header, or by the feed's name when the header fits none.
 * @param wanted name of the feed, where someone says it
 * @throws RejectedFile that names the columns that are missing, surplus, renamed or doubled
 */
export function matchLayout(
  feeds: ReadonlyMap<string, Feed>,
  file: string,
  header: readonly string[],
  wanted?: string,
): Match {
  const columns = header.map(normalised);
  const named = wanted ?? feedOfName(feeds, file);
  const candidates = [...feeds.values()].filter((feed) => wanted === undefined || feed.name === wanted);
  if (candidates.length === 0) {
    throw new RejectedFile(
      file,
      `there is no feed "${wanted}"`,
      `Feeds are ${[...feeds.keys()].join(', ')}.`,
    );
  }
  const attempts = candidates.flatMap((feed) =>
    feed.layouts.map((layout) => attempt(feed, layout, file, columns)),
  );
  // Only now: what stands in the first line of a file without a header is nobody's business.
  if (attempts.every(({ surplus }) => surplus.length === columns.length)) {
    throw new RejectedFile(file, ...noHeader(feeds, named));
  }
  refuseUnclear(file, header, columns);
  const fitting = attempts.filter(({ missing, surplus }) => missing.length === 0 && surplus.length === 0);
  const match = fitting.find(({ feed }) => feed.name === named) ?? fitting[0];
  if (match) return match;
  throw new RejectedFile(file, ...whatIsWrong(feeds, header, columns, attempts, named));
}

function attempt(feed: Feed, layout: Layout, file: string, columns: readonly string[]): Attempt {
  const fromName = layout.fromFileName?.(file) ?? {};
  const cells: Record<string, CellSource> = {};
  const missing: string[] = [];
  const used = new Set(layout.ignored?.map(normalised));
  for (const field of feed.fields) {
    const names = (layout.headers?.[field.name] ?? [field.name]).map(normalised);
    const at = columns.findIndex((column) => names.includes(column));
    const constant = fromName[field.name];
    if (at >= 0) {
      cells[field.name] = { kind: 'column', at };
      used.add(columns[at] as string);
    } else if (constant !== undefined) cells[field.name] = { kind: 'constant', text: constant };
    else if (layout.mayLack?.includes(field.name)) cells[field.name] = { kind: 'absent' };
    else missing.push(names[0] as string);
  }
  return { feed, layout, cells, missing, surplus: columns.filter((column) => !used.has(column)) };
}

function noHeader(
  feeds: ReadonlyMap<string, Feed>,
  named: string | undefined,
): [reason: string, hint: string] {
  const feed = named === undefined ? undefined : feeds.get(named);
  if (feed) {
    const columns = feed.fields.map((field) => field.name).join(',');
    return [`its first line names no column of ${feed.name}`, `Put the header on top: ${columns}.`];
  }
  return [
    'its header is that of no feed',
    `Begin the file's name with the name of its feed, or name the feed: ${[...feeds.keys()].join(', ')}.`,
  ];
}

/** @throws RejectedFile for a column that has no name, or one that is there twice */
function refuseUnclear(file: string, header: readonly string[], columns: readonly string[]): void {
  const nameless = columns.indexOf('');
  if (nameless >= 0) {
    const hint =
      'Delete the columns without a name, often empty ones at the right end of a sheet, and export again.';
    throw new RejectedFile(file, `column number ${nameless + 1} has no name`, hint);
  }
  const doubled = columns.find((column, at) => columns.indexOf(column) !== at);
  if (doubled !== undefined) {
    const reason = `column ${showColumn(header, columns.lastIndexOf(doubled))} is there twice`;
    throw new RejectedFile(file, reason, 'Remove one of the two and land it again.');
  }
}

function whatIsWrong(
  feeds: ReadonlyMap<string, Feed>,
  header: readonly string[],
  columns: readonly string[],
  attempts: readonly Attempt[],
  named: string | undefined,
): [reason: string, hint: string] {
  const errors = ({ missing, surplus }: Attempt) => missing.length + surplus.length;
  const own = attempts.filter(({ feed }) => named === undefined || feed.name === named);
  const best = own.reduce((first, second) => (errors(second) < errors(first) ? second : first));
  const shared = columns.length - best.surplus.length;
  if (named === undefined && shared * 2 < best.feed.fields.length) return noHeader(feeds, undefined);
  const missing = best.missing.map((column) => ({ column, renamed: nearest(column, best.surplus, 4) }));
  const problems = missing.map(({ column, renamed }) => {
    const now = renamed === undefined ? '' : ` (is it ${showColumn(header, columns.indexOf(renamed))}?)`;
    return `column ${column} is missing${now}`;
  });
  const surplus = best.surplus
    .filter((column) => !missing.some(({ renamed }) => renamed === column))
    .map((column) => `column ${showColumn(header, columns.indexOf(column))} is not known`);
  return [
    `it looks like ${best.feed.name}, and ${[...problems, ...surplus].join('; ')}`,
    `The columns of ${best.feed.name} are ${best.feed.fields.map((field) => field.name).join(',')}.`,
  ];
}

/** The longest name of a feed with which the file's name begins. */
export function feedOfName(feeds: ReadonlyMap<string, Feed>, file: string): string | undefined {
  const name = normalised(file).replaceAll('-', '_');
  return [...feeds.keys()].filter((feed) => name.startsWith(feed)).sort((a, b) => b.length - a.length)[0];
}

function normalised(column: string): string {
  return column.trim().toLowerCase();
}

/** A header cell for a message; one that looks like data (a file without a header) is named by its place. */
function showColumn(header: readonly string[], at: number): string {
  const cell = header[at] ?? '';
  return /^[A-Za-z][A-Za-z0-9 _()/.-]{0,60}$/.test(cell.trim()) && !/\d{4}/.test(cell)
    ? `"${cell.trim()}"`
    : `number ${at + 1}`;
}
