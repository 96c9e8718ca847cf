import type { Row } from '../../functions/engines/engine.ts';
import {
  type Figure,
  ORGANISATION_LEVELS,
  type OrganisationLevel,
  quotientOf,
  readFigures,
} from './figure.ts';
import {
  DERIVED_KINDS,
  DIRECTIONS,
  type Direction,
  MEASURE_KINDS,
  type MeasureKind,
  shownKind,
} from './numbers.ts';
import type { Organisation, Shown } from './organisations.ts';
import { type Ranked, rank } from './ranking.ts';
import { grouped, number, oneOf, type Query, text, textOrNull } from './row.ts';

/** The figure of the goal or guardrail itself, a step that the board set, or neither. */
export const MEASURE_ROLES = ['goal', 'interim', 'supporting'] as const;

export interface PublishedTarget {
  readonly organisationCode: string;
  readonly schoolYear: number;
  readonly kind: 'baseline' | 'target';
  readonly targetMilli: number;
  readonly source: string;
}

/** The figure of the reader's own part beside one that is shown, of the same year, window and source. */
export interface OwnFigure {
  readonly name: string;
  readonly figure: Figure;
  readonly beside: Figure;
}

/** The figure in one window of the year shown, and in the same window a year before. */
export interface WindowFigure {
  readonly windowName: string;
  readonly figure: Figure | null;
  readonly yearBefore: Figure | null;
}

/** The organisations of one level, ranked by the figures of one source: sources are never mixed. */
export interface Ranking {
  readonly level: Exclude<OrganisationLevel, 'district'>;
  /** The figure beside which they are ranked. */
  readonly beside: Figure;
  readonly rows: readonly Ranked[];
}

export interface SubgroupFigure {
  readonly family: string;
  readonly name: string;
  readonly figure: Figure;
}

export interface Measure {
  readonly code: string;
  readonly name: string;
  readonly goalCode: string;
  readonly role: (typeof MEASURE_ROLES)[number];
  readonly kind: MeasureKind;
  readonly direction: Direction;
  readonly annualWindow: string;
  readonly denominatorRule: string;
  readonly ruleSource: string;
  /** Whose figures these are: the district's where they may be seen. */
  readonly organisation: Organisation;
  /** In the latest year with a figure, one of each source, the one to lead with first. */
  readonly figures: readonly Figure[];
  /** The published target of that year. */
  readonly targetMilli: number | null;
  /** Published baseline and targets by year, and nothing between them. */
  readonly published: readonly PublishedTarget[];
  readonly own: readonly OwnFigure[];
  /** The figures of the annual window, by year and source. */
  readonly history: readonly Figure[];
  readonly windows: readonly WindowFigure[];
  readonly rankings: readonly Ranking[];
  readonly subgroups: readonly SubgroupFigure[];
}

export interface Names extends Shown {
  /** Organisation code to name. */
  readonly organisations: ReadonlyMap<string, string>;
  /** Window code to name, in the order of the year. */
  readonly windows: ReadonlyMap<string, string>;
  /** Subgroup code to name and family, in the order of the dimension. */
  readonly subgroups: ReadonlyMap<string, { readonly name: string; readonly family: string }>;
}

/** Every measure of the catalogue with its figures, in the order of the catalogue. */
export async function readMeasures(query: Query, names: Names): Promise<Measure[]> {
  const catalogue = await query(`
    select measure_code, measure_name, goal_code, role, sort_order, kind, direction, annual_window,
      denominator_rule, rule_source, of_measure
    from dim_measure`);
  const kinds = new Map(catalogue.map((row) => [text(row, 'measure_code'), text(row, 'kind')]));
  const leads = [names.lead, ...names.own];
  const figures = await readFigures(
    query,
    leads.map(({ code }) => code),
  );
  const published = await readPublishedTargets(query);
  return catalogue
    .toSorted((one, other) => number(one, 'sort_order') - number(other, 'sort_order'))
    .map((row) => {
      const code = text(row, 'measure_code');
      const kind = kindOf(row, kinds.get(textOrNull(row, 'of_measure') ?? ''));
      return measureOf(row, kind, figures.get(code) ?? [], published.get(code) ?? [], names);
    });
}

async function readPublishedTargets(query: Query): Promise<Map<string, PublishedTarget[]>> {
  const rows = await query(`
    select measure_code, school_year, organisation_code, kind, target_milli, source
    from fct_target
    where subgroup_code = 'ALL'`);
  const byYear = rows.toSorted((one, other) => number(one, 'school_year') - number(other, 'school_year'));
  const byMeasure = grouped(byYear, (row) => text(row, 'measure_code'));
  return new Map([...byMeasure].map(([code, ofMeasure]) => [code, ofMeasure.map(publishedTargetOf)]));
}

function publishedTargetOf(row: Row): PublishedTarget {
  return {
    organisationCode: text(row, 'organisation_code'),
    schoolYear: number(row, 'school_year'),
    kind: oneOf(row, 'kind', ['baseline', 'target']),
    targetMilli: number(row, 'target_milli'),
    source: text(row, 'source'),
  };
}

function kindOf(row: Row, ofKind: string | undefined): MeasureKind {
  return shownKind(
    oneOf(row, 'kind', [...MEASURE_KINDS, ...DERIVED_KINDS]),
    MEASURE_KINDS.find((kind) => kind === ofKind),
  );
}

function measureOf(
  row: Row,
  kind: MeasureKind,
  figures: readonly Figure[],
  targets: readonly PublishedTarget[],
  names: Names,
): Measure {
  const direction = oneOf(row, 'direction', DIRECTIONS);
  const annualWindow = text(row, 'annual_window');
  const latestOf = (organisation: Organisation) =>
    latestOfEachSource(kind, annualWindow, figuresOf(organisation, figures), names);
  const organisation =
    [names.lead, ...names.own].find((candidate) => latestOf(candidate).length > 0) ?? names.lead;
  const ofLead = figuresOf(organisation, figures);
  const published = targets.filter((target) => target.organisationCode === organisation.code);
  const shownBySource = latestOf(organisation);
  const lead = shownBySource[0];
  const year = lead?.schoolYear;
  return {
    code: text(row, 'measure_code'),
    name: text(row, 'measure_name'),
    goalCode: text(row, 'goal_code'),
    role: oneOf(row, 'role', MEASURE_ROLES),
    kind,
    direction,
    annualWindow,
    denominatorRule: text(row, 'denominator_rule'),
    ruleSource: text(row, 'rule_source'),
    organisation,
    figures: shownBySource,
    targetMilli:
      lead?.targetMilli ??
      published.find((target) => target.kind === 'target' && target.schoolYear === year)?.targetMilli ??
      null,
    published,
    own: shownBySource.flatMap((shown) => ownBeside(shown, organisation, figures, names)),
    history: ofLead
      .filter((figure) => figure.subgroupCode === 'ALL' && figure.windowCode === annualWindow)
      .filter((figure) => quotientOf(kind, figure) !== null)
      .toSorted((one, other) => one.schoolYear - other.schoolYear),
    windows: lead ? windowsOfYear(lead, ofLead, names) : [],
    rankings: shownBySource.flatMap((shown) => rankingsBeside(shown, figures, { kind, direction }, names)),
    subgroups: lead ? subgroupsBeside(lead, ofLead, names) : [],
  };
}

/** The latest year with any figure; of each source its annual window, or else the last one so far. */
function latestOfEachSource(
  kind: MeasureKind,
  annualWindow: string,
  ofLead: readonly Figure[],
  names: Names,
): Figure[] {
  const known = ofLead.filter((figure) => figure.subgroupCode === 'ALL' && quotientOf(kind, figure) !== null);
  const year = Math.max(...known.map((figure) => figure.schoolYear));
  const order = [...names.windows.keys()];
  const place = (figure: Figure) =>
    figure.windowCode === annualWindow ? order.length : order.indexOf(figure.windowCode);
  const ofYear = known
    .filter((figure) => figure.schoolYear === year)
    .toSorted((one, other) => place(other) - place(one));
  const newest = [...grouped(ofYear, (figure) => figure.source).values()].flatMap((group) =>
    group.slice(0, 1),
  );
  // A made-up figure never leads while there is a real or a reported one; then the later window leads.
  const weight = (figure: Figure) => (figure.origin === 'made up' ? 1 : 0);
  return newest.toSorted(
    (one, other) =>
      weight(one) - weight(other) || place(other) - place(one) || one.source.localeCompare(other.source),
  );
}

function figuresOf({ level, code }: Organisation, figures: readonly Figure[]): Figure[] {
  return figures.filter(
    (figure) =>
      figure.organisationLevel === level && (level === 'district' || figure.organisationCode === code),
  );
}

/** All students of another organisation in the year, window and source of a figure. */
function isBeside(figure: Figure, shown: Figure): boolean {
  return (
    figure.subgroupCode === 'ALL' &&
    figure.schoolYear === shown.schoolYear &&
    figure.windowCode === shown.windowCode &&
    figure.source === shown.source
  );
}

function ownBeside(
  shown: Figure,
  organisation: Organisation,
  figures: readonly Figure[],
  { own }: Names,
): OwnFigure[] {
  return own
    .filter((candidate) => candidate !== organisation)
    .flatMap((candidate) =>
      figuresOf(candidate, figures)
        .filter((figure) => isBeside(figure, shown))
        .map((figure) => ({ name: candidate.name, figure, beside: shown })),
    );
}

function windowsOfYear(lead: Figure, ofLead: readonly Figure[], names: Names): WindowFigure[] {
  const alike = ofLead.filter((figure) => figure.subgroupCode === 'ALL' && figure.source === lead.source);
  const at = (windowCode: string, schoolYear: number) =>
    alike.find((figure) => figure.windowCode === windowCode && figure.schoolYear === schoolYear) ?? null;
  return [...names.windows]
    .map(([code, windowName]) => ({
      windowName,
      figure: at(code, lead.schoolYear),
      yearBefore: at(code, lead.schoolYear - 1),
    }))
    .filter((window) => window.figure !== null || window.yearBefore !== null);
}

function rankingsBeside(
  shown: Figure,
  figures: readonly Figure[],
  measure: { readonly kind: MeasureKind; readonly direction: Direction },
  names: Names,
): Ranking[] {
  const beside = figures.filter((figure) => isBeside(figure, shown));
  return ORGANISATION_LEVELS.filter((level) => level !== 'district')
    .map((level) => ({
      level,
      beside: shown,
      rows: rank(
        beside.filter((figure) => figure.organisationLevel === level),
        measure,
        names.organisations,
      ),
    }))
    .filter((ranking) => ranking.rows.length > 0);
}

function subgroupsBeside(lead: Figure, ofLead: readonly Figure[], names: Names): SubgroupFigure[] {
  const order = [...names.subgroups.keys()];
  return ofLead
    .filter(
      (figure) =>
        figure.subgroupCode !== 'ALL' &&
        figure.schoolYear === lead.schoolYear &&
        figure.windowCode === lead.windowCode &&
        figure.source === lead.source,
    )
    .toSorted((one, other) => order.indexOf(one.subgroupCode) - order.indexOf(other.subgroupCode))
    .map((figure) => {
      const subgroup = names.subgroups.get(figure.subgroupCode);
      return {
        family: subgroup?.family ?? 'Other',
        name: subgroup?.name ?? figure.subgroupCode,
        figure,
      };
    });
}
