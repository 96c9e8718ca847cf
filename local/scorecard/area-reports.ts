import type { CatalogueMeasure } from './catalogue.ts';
import type { Figure } from './figure.ts';
import { figuresOf, isBeside, latestOfEachSource, type Measure, measureOf, type Names } from './measures.ts';
import type { Organisation } from './organisations.ts';
import { grouped } from './row.ts';
import { type Origin, schoolYearWords } from './words.ts';

/** What a reader of performance areas of one group sees first: their own measures, their schools side by side. */
export interface AreaReport {
  /** Elementary, Middle, K-8 or High. */
  readonly group: string;
  /** Areas of the group, or schools without theirs. */
  readonly parts: readonly Organisation[];
  readonly columns: readonly ReportColumn[];
  /** The district where it may be seen, then each part and its schools. */
  readonly lines: readonly ReportLine[];
  /** Own measures of which no part has a figure, by name. */
  readonly without: readonly string[];
}

/** One of the own measures: of one year, window and source in all lines, so that they can be compared. */
export interface ReportColumn {
  readonly measure: Measure;
  readonly schoolYear: number;
  readonly windowCode: string;
  readonly windowName: string;
  readonly origins: readonly Origin[];
  /** The measure as it stands in each part: its years, its subgroups, its schools. */
  readonly details: readonly Measure[];
}

export interface ReportLine {
  readonly organisation: Organisation;
  /** The district, a part that the reader is granted, or a school of it. */
  readonly is: 'whole' | 'part' | 'school';
  /** One for each column; null where there is none. */
  readonly figures: readonly (Figure | null)[];
}

/**
 * The reports of the groups of which a reader sees a part. Which measures are a group's own the catalogue says.
 * @param catalogue in the order in which the measures are to stand
 */
export function areaReports(catalogue: readonly CatalogueMeasure[], names: Names): AreaReport[] {
  const parts = [names.lead, ...names.own].filter(({ level }) => level !== 'district');
  return [...grouped(parts, ({ areaGroup }) => areaGroup)]
    .map(([group, ofGroup]) =>
      reportOf(
        group,
        ofGroup,
        catalogue.filter(({ forAreaGroups }) => forAreaGroups.includes(group)),
        names,
      ),
    )
    .filter(({ columns, without }) => columns.length + without.length > 0);
}

/** So many parts go by their names. */
const A_FEW = 3;

/** Whose report it is: `Elementary 1`, `K-8 1 · Oak Elementary`, `Elementary performance areas`. */
export function partsWords({ group, parts }: AreaReport): string {
  if (parts.length > A_FEW) return `${group} performance areas`;
  return parts.map(({ name }) => name).join(' · ');
}

/** `2024-25`, `End of year 2024-25`. */
export function periodOf(column: Pick<ReportColumn, 'schoolYear' | 'windowCode' | 'windowName'>): string {
  const year = schoolYearWords(column.schoolYear);
  return column.windowCode === 'YEAR' ? year : `${column.windowName} ${year}`;
}

function reportOf(
  group: string,
  parts: readonly Organisation[],
  own: readonly CatalogueMeasure[],
  names: Names,
): AreaReport {
  const shown = own.map((measure) => ({ measure, figure: leadOf(measure, parts, names) }));
  const known = shown.flatMap(({ measure, figure }) => (figure ? [{ measure, figure }] : []));
  const lineOf = (organisation: Organisation, is: ReportLine['is']): ReportLine => ({
    organisation,
    is,
    figures: known.map(
      ({ measure, figure }) =>
        figuresOf(organisation, measure.figures).find((each) => isBeside(each, figure)) ?? null,
    ),
  });
  const hasFigure = ({ figures }: ReportLine) => figures.some((figure) => figure !== null);
  const schoolLinesOf = ({ level, code }: Organisation) =>
    names.schools
      .filter(({ area }) => level === 'performance_area' && area === code)
      .map((school) => lineOf(school, 'school'))
      .filter(hasFigure);
  const lines = [
    ...(names.lead.level === 'district' ? [lineOf(names.lead, 'whole')] : []),
    ...parts.flatMap((part) => [lineOf(part, 'part'), ...schoolLinesOf(part)]),
  ];
  return {
    group,
    parts,
    columns: known.map(({ measure, figure }, index) => ({
      ...columnOf(measure, figure, parts, names),
      origins: [...new Set(lines.flatMap(({ figures }) => figures[index]?.origin ?? []))],
    })),
    lines,
    without: shown.filter(({ figure }) => !figure).map(({ measure }) => measure.name),
  };
}

/** The figure that says which year, window and source a column is of. */
function leadOf(measure: CatalogueMeasure, parts: readonly Organisation[], names: Names): Figure | undefined {
  const ofParts = parts.flatMap((part) => figuresOf(part, measure.figures));
  return latestOfEachSource(measure, ofParts, names)[0];
}

function columnOf(
  measure: CatalogueMeasure,
  figure: Figure,
  parts: readonly Organisation[],
  names: Names,
): Omit<ReportColumn, 'origins'> {
  return {
    measure: measureOf(measure, names),
    schoolYear: figure.schoolYear,
    windowCode: figure.windowCode,
    windowName: names.windows.get(figure.windowCode) ?? figure.windowCode,
    details: parts
      .map((part) => measureWithin(part, measure, names))
      .filter(({ figures }) => figures.length > 0),
  };
}

/** A measure of one part alone. */
function measureWithin(part: Organisation, measure: CatalogueMeasure, names: Names): Measure {
  const figures = measure.figures.filter(
    (figure) =>
      figure.organisationCode === part.code ||
      (figure.organisationLevel === 'school' && figure.performanceArea === part.code),
  );
  const within = measureOf({ ...measure, figures }, { ...names, lead: part, own: [] });
  const level = part.level === 'performance_area' ? 'school' : null;
  return { ...within, rankings: within.rankings.filter((ranking) => ranking.level === level) };
}
