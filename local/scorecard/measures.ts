import type { CatalogueMeasure, MEASURE_ROLES, PublishedTarget } from './catalogue.ts';
import { type Figure, isOnRecord, isTold, ORGANISATION_LEVELS, type OrganisationLevel } from './figure.ts';
import type { Direction, MeasureKind } from './numbers.ts';
import type { Organisation, Shown } from './organisations.ts';
import { type Ranked, rank } from './ranking.ts';
import { grouped } from './row.ts';

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
  /** Version of the board's interim measures, where its goal has measures of several. */
  readonly generation: number | null;
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
  /** The schools that can be seen, by name. */
  readonly schools: readonly Organisation[];
  /** Organisation code to name. */
  readonly organisations: ReadonlyMap<string, string>;
  /** Window code to name, in the order of the year. */
  readonly windows: ReadonlyMap<string, string>;
  /** Subgroup code to name and family, in the order of the dimension. */
  readonly subgroups: ReadonlyMap<string, { readonly name: string; readonly family: string }>;
}

/** A measure of the catalogue as it is shown: whose figures lead, which of them, and what stands beside. */
export function measureOf({ figures, targets, ...measure }: CatalogueMeasure, names: Names): Measure {
  const { kind, direction, annualWindow } = measure;
  const latestOf = (organisation: Organisation) =>
    latestOfEachSource(measure, figuresOf(organisation, figures), names);
  const organisation =
    [names.lead, ...names.own].find((candidate) => latestOf(candidate).length > 0) ?? names.lead;
  const ofLead = figuresOf(organisation, figures);
  const published = targets.filter((target) => target.organisationCode === organisation.code);
  const shownBySource = latestOf(organisation);
  const lead = shownBySource[0];
  const year = lead?.schoolYear;
  return {
    code: measure.code,
    name: measure.name,
    goalCode: measure.goalCode,
    role: measure.role,
    generation: measure.generation,
    kind,
    direction,
    annualWindow,
    denominatorRule: measure.denominatorRule,
    ruleSource: measure.ruleSource,
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
      .filter((figure) => isOnRecord(kind, figure))
      .toSorted((one, other) => one.schoolYear - other.schoolYear),
    windows: lead ? windowsOfYear(lead, ofLead, names) : [],
    rankings: shownBySource.flatMap((shown) => rankingsBeside(shown, figures, { kind, direction }, names)),
    subgroups: lead ? subgroupsBeside(lead, ofLead, names) : [],
  };
}

/** The latest year with any figure; of each source its annual window, or else the last one so far. */
export function latestOfEachSource(
  { kind, annualWindow }: Pick<CatalogueMeasure, 'kind' | 'annualWindow'>,
  ofLead: readonly Figure[],
  names: Names,
): Figure[] {
  const known = ofLead.filter((figure) => figure.subgroupCode === 'ALL' && isOnRecord(kind, figure));
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
  // A made-up figure never leads while there is a real or a reported one; then what is shown, then the later window.
  const weight = (figure: Figure) => (figure.origin === 'made up' ? 2 : 0) + (isTold(figure) ? 0 : 1);
  return newest.toSorted(
    (one, other) =>
      weight(one) - weight(other) || place(other) - place(one) || one.source.localeCompare(other.source),
  );
}

export function figuresOf({ level, code }: Organisation, figures: readonly Figure[]): Figure[] {
  return figures.filter(
    (figure) =>
      figure.organisationLevel === level && (level === 'district' || figure.organisationCode === code),
  );
}

/** All students of an organisation in the year, window and source of a figure. */
export function isBeside(figure: Figure, shown: Figure): boolean {
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
