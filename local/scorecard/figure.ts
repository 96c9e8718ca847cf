import type { Row } from '../../functions/engines/engine.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import { countWords, figureWords, type MeasureKind, type Quotient } from './numbers.ts';
import { flag, number, numberOrNull, oneOf, type Query, text, textOrNull } from './row.ts';
import { type Origin, originOf, SOURCES, type Source, STATUS_WORDS, STATUSES, type Status } from './words.ts';

export const ORGANISATION_LEVELS = ['district', 'performance_area', 'school'] as const;
export type OrganisationLevel = (typeof ORGANISATION_LEVELS)[number];

/** Of a figure: itself, the band in which its share lies, the size of its group alone, or nothing. */
const SHOWS = ['figure', 'band', 'size', 'nothing'] as const;

/** One figure of one measure, as the curated tables have it. */
export interface Figure {
  readonly schoolYear: number;
  readonly windowCode: string;
  readonly source: Source;
  readonly origin: Origin;
  readonly organisationLevel: OrganisationLevel;
  readonly organisationCode: string;
  readonly performanceArea: string;
  readonly subgroupCode: string;
  readonly asOfDate: string | null;
  readonly shows: (typeof SHOWS)[number];
  /** The band in percent, where that is what is shown: `<5`. */
  readonly band: string | null;
  /** Null when the publisher masked it, and unless the figure itself is shown. */
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly targetMilli: number | null;
  readonly status: Status;
  readonly studentsNeeded: number | null;
}

const CELL =
  'measure_code, school_year, window_code, organisation_level, organisation_code, subgroup_code, source';
const ABOUT =
  'performance_area, as_of_date, numerator, denominator, target_milli, status, students_needed, is_made_up';

/**
 * Figures that a scorecard shows: of every organisation for all students, and the subgroups of those that may lead.
 * Where the reader does not see a figure whole, what the suppressed table shows of it.
 */
export async function readFigures(query: Query, leads: readonly string[]): Promise<Map<string, Figure[]>> {
  const codes = leads.map((code) => literal(code, 'varchar'));
  const where = `grade = 'ALL' and (
      subgroup_code = 'ALL' or organisation_level = 'district' or organisation_code in (${codes.join(', ')})
    )`;
  const rows = await query(`
    with whole as (
      select ${CELL}, ${ABOUT}, 'figure' as shows, cast(null as varchar) as band from fct_measure where ${where}
    ),
    suppressed as (
      select ${CELL}, ${ABOUT}, shows, band from fct_measure_suppressed where ${where}
    )
    select * from whole
    union all
    select suppressed.* from suppressed anti join whole using (${CELL})`);
  const figures = new Map<string, Figure[]>();
  for (const row of rows) {
    const measureCode = text(row, 'measure_code');
    const ofMeasure = figures.get(measureCode);
    if (ofMeasure) ofMeasure.push(figureOf(row));
    else figures.set(measureCode, [figureOf(row)]);
  }
  return figures;
}

function figureOf(row: Row): Figure {
  const source = oneOf(row, 'source', SOURCES);
  return {
    schoolYear: number(row, 'school_year'),
    windowCode: text(row, 'window_code'),
    source,
    origin: originOf(source, flag(row, 'is_made_up')),
    organisationLevel: oneOf(row, 'organisation_level', ORGANISATION_LEVELS),
    organisationCode: text(row, 'organisation_code'),
    performanceArea: text(row, 'performance_area'),
    subgroupCode: text(row, 'subgroup_code'),
    shows: oneOf(row, 'shows', SHOWS),
    band: textOrNull(row, 'band'),
    asOfDate: textOrNull(row, 'as_of_date'),
    numerator: numberOrNull(row, 'numerator'),
    denominator: numberOrNull(row, 'denominator'),
    targetMilli: numberOrNull(row, 'target_milli'),
    status: row.status === null ? 'not_shown' : oneOf(row, 'status', STATUSES),
    studentsNeeded: numberOrNull(row, 'students_needed'),
  };
}

/** The figure's two whole numbers, or null where there is nothing to show: masked, or nobody counted. */
export function quotientOf(kind: MeasureKind, figure: Figure): Quotient | null {
  const { numerator, denominator } = figure;
  if (numerator === null) return null;
  if (kind === 'count') return { numerator, denominator: 1 };
  return denominator === null || denominator <= 0 ? null : { numerator, denominator };
}

/** Whether there is anything to say of a figure: its value, or that it is kept back. */
export function isOnRecord(kind: MeasureKind, figure: Figure): boolean {
  return figure.shows !== 'figure' || quotientOf(kind, figure) !== null;
}

/** Whether more is told of a figure than that it is not shown or not known. */
export function isTold({ numerator, band }: Figure): boolean {
  return numerator !== null || band !== null;
}

/** A figure as far as it is shown: `33.2 %`, `<5 %`, `not shown`, or `no data`. */
export function valueWords(kind: MeasureKind, figure: Figure): string {
  if (figure.band !== null) return `${figure.band} %`;
  if (figure.shows !== 'figure') return STATUS_WORDS.not_shown;
  const quotient = quotientOf(kind, figure);
  return quotient === null ? STATUS_WORDS.no_data : figureWords(kind, quotient);
}

/** How many were counted, as far as it is shown: `21,324 of 64,143`, `64,143 counted`. */
export function countedWords(kind: MeasureKind, { numerator, denominator }: Figure): string | null {
  if (kind === 'count' || kind === 'points' || denominator === null) return null;
  return numerator === null
    ? `${countWords(denominator)} counted`
    : `${countWords(numerator)} of ${countWords(denominator)}`;
}

/** Of how many a figure is: `of 64,143`. */
export function sizeWords(kind: MeasureKind, { denominator }: Figure): string | null {
  return kind === 'count' || kind === 'points' || denominator === null
    ? null
    : `of ${countWords(denominator)}`;
}
