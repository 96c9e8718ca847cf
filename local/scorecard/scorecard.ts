import { type AreaReport, areaReports } from './area-reports.ts';
import { type CatalogueMeasure, MEASURE_ROLES, readCatalogue } from './catalogue.ts';
import type { Figure } from './figure.ts';
import { type FeedLandings, readLandings } from './landings.ts';
import { type Measure, measureOf, type Names } from './measures.ts';
import { type Audience, type Organisation, readOrganisations, schoolsOf, shownTo } from './organisations.ts';
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
  /** Whether any figure of it is of the reader's own part; of the whole district all are. */
  readonly isOwn: boolean;
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
  /** Of the reader's own part, where it is one; what follows is of the whole board. */
  readonly areas: readonly AreaReport[];
  readonly goals: readonly BoardItem[];
  readonly guardrails: readonly BoardItem[];
  readonly plan: Plan;
  readonly landings: readonly FeedLandings[];
}

/** Reads the scorecard from the curated tables; the query must see current published rows only. */
export async function readScorecard(query: Query, audience: Audience = 'district'): Promise<Scorecard> {
  const names = await readNames(query, audience);
  const leads = [names.lead, ...names.own].map(({ code }) => code);
  const catalogue = await readCatalogue(query, leads);
  const { board, pillars, departments } = await readPlan(query);
  const measures = catalogue.map((measure) => measureOf(measure, names));
  return {
    audience,
    lead: names.lead,
    own: names.own,
    publish: await readPublish(query),
    areas: areaReports(inOrderOf(board, catalogue), names),
    goals: boardItems(board, 'goal', measures, audience),
    guardrails: boardItems(board, 'guardrail', measures, audience),
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

/** Every figure on a scorecard. */
function figuresShown(scorecard: Scorecard): Figure[] {
  const ofBoard = boardOf(scorecard)
    .flatMap(measuresOf)
    .flatMap(({ figures, own, subgroups, rankings }) => [
      ...figures,
      ...[...own, ...subgroups, ...rankings.flatMap(({ rows }) => rows)].map(({ figure }) => figure),
    ]);
  const ofAreas = scorecard.areas.flatMap(({ lines }) => lines.flatMap(({ figures }) => figures));
  return [...ofBoard, ...ofAreas].filter((figure) => figure !== null);
}

/** Whether anything on a scorecard is kept back from its reader. */
export function isSuppressed(scorecard: Scorecard): boolean {
  return (
    figuresShown(scorecard).some(({ shows }) => shows !== 'figure') ||
    wigsOf(scorecard.plan).some(({ status }) => status === 'not_shown')
  );
}

/** Where the figures on a scorecard come from. */
export function originsShown(scorecard: Scorecard): Set<Origin> {
  const figures = figuresShown(scorecard);
  const readings = wigsOf(scorecard.plan).map((wig) => wig.origin);
  return new Set(
    [...figures.map((figure) => figure.origin), ...readings].filter((origin) => origin !== null),
  );
}

/** Measures in the order of the goals and guardrails that they serve. */
function inOrderOf(
  board: readonly BoardStatement[],
  catalogue: readonly CatalogueMeasure[],
): CatalogueMeasure[] {
  const place = new Map(board.map(({ code }, index) => [code, index]));
  const placeOf = ({ goalCode }: CatalogueMeasure) => place.get(goalCode) ?? board.length;
  return catalogue.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** In the order of the board; what says nothing of the reader's own part comes last. */
function boardItems(
  board: readonly BoardStatement[],
  kind: 'goal' | 'guardrail',
  measures: readonly Measure[],
  audience: Audience,
): BoardItem[] {
  const isOwn = (measure: Measure) => audience === 'part' && isOfPart(measure);
  return board
    .filter((statement) => statement.kind === kind)
    .map((statement, index) => {
      const serving = measures
        .filter((measure) => measure.goalCode === statement.code)
        .toSorted((one, other) => Number(isOwn(other)) - Number(isOwn(one)));
      const byRole = MEASURE_ROLES.flatMap((role) => serving.filter((measure) => measure.role === role));
      const [headline = null, ...others] = byRole;
      return {
        ...statement,
        place: index + 1,
        headline,
        interim: others.filter((measure) => measure.role === 'interim'),
        supporting: others.filter((measure) => measure.role !== 'interim'),
        isOwn: audience !== 'part' || serving.some(isOwn),
      };
    })
    .toSorted((one, other) => Number(other.isOwn) - Number(one.isOwn));
}

function isOfPart({ organisation, own, figures }: Measure): boolean {
  return own.length > 0 || (organisation.level !== 'district' && figures.length > 0);
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
    schools: schoolsOf(organisations),
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
