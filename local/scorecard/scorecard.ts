import { type FeedLandings, readLandings } from './landings.ts';
import { MEASURE_ROLES, type Measure, type Names, readMeasures } from './measures.ts';
import { type Audience, type Organisation, readOrganisations, shownTo } from './organisations.ts';
import { type BoardStatement, type Plan, readPlan, wigsOf } from './plan.ts';
import { number, type Query, text } from './row.ts';
import type { Origin } from './words.ts';

/** A goal or a guardrail with the measures that serve it. */
export interface BoardItem extends BoardStatement {
  /** Its place among the goals, or among the guardrails. */
  readonly place: number;
  /** Its own measure, or while it has none the first that serves it; null while nothing does. */
  readonly headline: Measure | null;
  readonly interim: readonly Measure[];
  readonly supporting: readonly Measure[];
}

export interface Publish {
  readonly id: number;
  readonly publishedAt: string;
}

/** What a district leader looks at, as plain values: the terminal and the page both draw this. */
export interface Scorecard {
  readonly audience: Audience;
  /** Whose figures come first, and whose stand beside. */
  readonly lead: Organisation;
  readonly own: readonly Organisation[];
  /** Null before the first publish. */
  readonly publish: Publish | null;
  readonly goals: readonly BoardItem[];
  readonly guardrails: readonly BoardItem[];
  readonly plan: Plan;
  readonly landings: readonly FeedLandings[];
}

/** Reads the scorecard from the curated tables; the query must see current published rows only. */
export async function readScorecard(query: Query, audience: Audience = 'district'): Promise<Scorecard> {
  const names = await readNames(query, audience);
  const measures = await readMeasures(query, names);
  const { board, pillars, departments } = await readPlan(query);
  return {
    audience,
    lead: names.lead,
    own: names.own,
    publish: await readPublish(query),
    goals: boardItems(board, 'goal', measures),
    guardrails: boardItems(board, 'guardrail', measures),
    plan: { pillars, departments },
    landings: await readLandings(query),
  };
}

/** The items of the board, goals before guardrails. */
export function boardOf(scorecard: Scorecard): BoardItem[] {
  return [...scorecard.goals, ...scorecard.guardrails];
}

/** `Goal 1`, `Guardrail 3`. */
export function itemName(item: BoardItem): string {
  return `${item.kind === 'goal' ? 'Goal' : 'Guardrail'} ${item.place}`;
}

/** The short title where the plan prints one that says more than its number, or else the statement. */
export function titleOf(item: BoardItem): string {
  const isNumber = item.label === null || /^(goal|guardrail)\s*\d+$/i.test(item.label);
  return isNumber ? item.statement : (item.label ?? item.statement);
}

/** Every measure of an item, the headline first. */
export function measuresOf(item: BoardItem): Measure[] {
  return [...(item.headline ? [item.headline] : []), ...item.interim, ...item.supporting];
}

/** Where the figures on a scorecard come from. */
export function originsShown(scorecard: Scorecard): Set<Origin> {
  const figures = boardOf(scorecard)
    .flatMap(measuresOf)
    .flatMap((measure) => measure.figures);
  const readings = wigsOf(scorecard.plan).map((wig) => wig.origin);
  return new Set(
    [...figures.map((figure) => figure.origin), ...readings].filter((origin) => origin !== null),
  );
}

function boardItems(
  board: readonly BoardStatement[],
  kind: 'goal' | 'guardrail',
  measures: readonly Measure[],
): BoardItem[] {
  return board
    .filter((statement) => statement.kind === kind)
    .map((statement, index) => {
      const serving = measures.filter((measure) => measure.goalCode === statement.code);
      const byRole = MEASURE_ROLES.flatMap((role) => serving.filter((measure) => measure.role === role));
      const [headline = null, ...others] = byRole;
      return {
        ...statement,
        place: index + 1,
        headline,
        interim: others.filter((measure) => measure.role === 'interim'),
        supporting: others.filter((measure) => measure.role !== 'interim'),
      };
    });
}

async function readPublish(query: Query): Promise<Publish | null> {
  const rows = await query('select publish_id, published_at from publishes where published_at is not null');
  return rows
    .map((row) => ({ id: number(row, 'publish_id'), publishedAt: text(row, 'published_at') }))
    .reduce<Publish | null>((last, publish) => (last && last.id > publish.id ? last : publish), null);
}

async function readNames(query: Query, audience: Audience): Promise<Names> {
  const organisations = await readOrganisations(query);
  const windows = await query('select window_code, window_name, sort_order from dim_window');
  const subgroups = await query(
    'select subgroup_code, subgroup_name, subgroup_family, sort_order from dim_subgroup',
  );
  const bySortOrder = (one: (typeof windows)[number], other: (typeof windows)[number]) =>
    number(one, 'sort_order') - number(other, 'sort_order');
  return {
    ...shownTo(audience, organisations),
    organisations: new Map(
      organisations.map((row) => [text(row, 'organisation_code'), text(row, 'organisation_name')]),
    ),
    windows: new Map(
      windows.toSorted(bySortOrder).map((row) => [text(row, 'window_code'), text(row, 'window_name')]),
    ),
    subgroups: new Map(
      subgroups
        .toSorted(bySortOrder)
        .map((row) => [
          text(row, 'subgroup_code'),
          { name: text(row, 'subgroup_name'), family: text(row, 'subgroup_family') },
        ]),
    ),
  };
}
