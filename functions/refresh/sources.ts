import type { Feed } from '../../feeds/contract/feed.ts';
import { columnType, type Field, type Sensitivity } from '../../feeds/contract/field.ts';
import type { Column, Row } from '../engines/engine.ts';
import { literal } from '../engines/sql-text.ts';
import { type LiveLanding, liveLandings, scopeValues } from '../land/live.ts';
import type { LandedReceipt } from '../land/receipt.ts';
import { type Check, relationship } from './checks.ts';

export const LANDINGS = 'landings';

export const LANDINGS_COLUMNS: readonly Column[] = [
  { name: 'landing_id', type: 'varchar' },
  { name: 'landed_order', type: 'integer' },
  { name: 'feed', type: 'varchar' },
  { name: 'landed_at', type: 'timestamp(3)' },
  { name: 'file', type: 'varchar' },
  { name: 'source', type: 'varchar' },
  { name: 'is_made_up', type: 'boolean' },
  { name: 'records', type: 'bigint' },
  { name: 'landed', type: 'bigint' },
  { name: 'quarantined', type: 'bigint' },
  { name: 'is_live', type: 'boolean' },
];

export const TODAY = 'today';

/** One row: the day of the refresh in the district. Figures that depend on it are computed anew each day. */
export const TODAY_COLUMNS: readonly Column[] = [{ name: 'today', type: 'date' }];

/** A landed column, and how much of it may be shown. */
export interface SourceColumn extends Column {
  readonly sensitivity: Sensitivity;
}

/** A feed's rows as models read them: typed, current, one row per key; `stg_<feed>` comes with the feed. */
export interface Source {
  readonly feed: Feed;
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  readonly live: readonly LiveLanding[];
  readonly checks: readonly Check[];
}

/** The landings that a refresh reads are fixed when it begins: what lands meanwhile waits for the next one. */
export function sourcesOf(feeds: ReadonlyMap<string, Feed>, landed: readonly LandedReceipt[]): Source[] {
  return [...feeds.values()].map((feed) => ({
    feed,
    name: `stg_${feed.name}`,
    columns: landedColumns(feed),
    live: liveLandings(feed, landed),
    // Landing holds the key; a reference can break later, when the other feed changes.
    checks: Object.entries(feed.references).map(([field, target]) =>
      relationship(`stg_${feed.name}`, field, `stg_${target}`, feeds.get(target)?.key[0] ?? '', 'warn'),
    ),
  }));
}

/** The columns of a landed object: the contract's, and whether the rows are made up. */
export function landedColumns(feed: Feed): SourceColumn[] {
  const columns = feed.fields.map(({ name, type, sensitivity }) => ({
    name,
    type: columnType(type),
    sensitivity,
  }));
  return [...columns, { name: 'is_made_up', type: 'boolean', sensitivity: 'plain' }];
}

/** The rows of `landings`. */
export function landingRows(sources: readonly Source[], landed: readonly LandedReceipt[]): Row[] {
  const live = new Set(sources.flatMap((source) => source.live.map(({ receipt }) => receipt.landingId)));
  return landed.map((receipt, at) => ({
    landing_id: receipt.landingId,
    landed_order: at + 1,
    feed: receipt.feed,
    landed_at: receipt.at.replace('Z', ''),
    file: receipt.file,
    source: receipt.source,
    is_made_up: receipt.isMadeUp,
    records: BigInt(receipt.records),
    landed: BigInt(receipt.landed),
    quarantined: BigInt(receipt.quarantined),
    is_live: live.has(receipt.landingId),
  }));
}

/** The rows that count, without those of a scope that a later file replaced. */
export function stagingSelect(feed: Feed, columns: readonly Column[], live: readonly LiveLanding[]): string {
  const list = columns.map((column) => column.name);
  if (feed.scope.kind === 'rows') return newestRows(feed, list);
  const replaced = live.flatMap((landing) => notReplaced(feed, landing));
  const where = replaced.length === 0 ? '' : `\nwhere ${replaced.join('\n    and ')}`;
  return `select\n    ${[...list, 'landing_id'].join(',\n    ')}\nfrom source_${feed.name}${where}`;
}

/** One condition for all scopes that differ in their last value alone: hundreds of days would be more than Trino compiles. */
function notReplaced(feed: Feed, { receipt, replaced }: LiveLanding): string[] {
  const scopes = replaced.map((scope) =>
    Object.entries(scopeValues(feed, scope)).map(([name, value]) => ({
      name,
      value: literalOf(feed, name, value),
    })),
  );
  const alike = Map.groupBy(scopes, (scope) =>
    scope
      .slice(0, -1)
      .map(({ name, value }) => `${name} = ${value} and `)
      .join(''),
  );
  return [...alike].flatMap(([others, of]) => {
    const last = of.flatMap((scope) => scope.slice(-1));
    const name = last[0]?.name;
    if (name === undefined) return [];
    const is = `${name} in (${last.map(({ value }) => value).join(', ')})`;
    return [`not (landing_id = ${literal(receipt.landingId, 'varchar')} and ${others}${is})`];
  });
}

function literalOf(feed: Feed, name: string, value: string): string {
  const field = feed.fields.find((candidate) => candidate.name === name) as Field;
  const type = columnType(field.type);
  return literal(type === 'integer' || type === 'bigint' ? BigInt(value) : value, type);
}

function newestRows(feed: Feed, list: readonly string[]): string {
  const columns = [...list, 'landing_id'];
  return `select
    ${columns.join(',\n    ')}
from (
    select
        ${columns.map((column) => `source.${column}`).join(',\n        ')},
        row_number() over (
            partition by ${feed.key.map((column) => `source.${column}`).join(', ')}
            order by landings.landed_order desc
        ) as place
    from source_${feed.name} as source
    inner join landings on source.landing_id = landings.landing_id
) as newest
where place = 1`;
}
