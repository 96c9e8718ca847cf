import type { Row } from '../../functions/engines/engine.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import type { MeasureKind, Quotient } from './numbers.ts';
import { flag, number, numberOrNull, oneOf, type Query, text, textOrNull } from './row.ts';
import { type Origin, originOf, SOURCES, type Source, STATUSES, type Status } from './words.ts';

export const ORGANISATION_LEVELS = ['district', 'performance_area', 'school'] as const;
export type OrganisationLevel = (typeof ORGANISATION_LEVELS)[number];

/** One figure of one measure, as the curated table has it. */
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
  /** Null when the publisher masked it. */
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly targetMilli: number | null;
  readonly status: Status;
  readonly studentsNeeded: number | null;
}

/** Figures that a scorecard shows: of every organisation for all students, and the subgroups of those that may lead. */
export async function readFigures(query: Query, leads: readonly string[]): Promise<Map<string, Figure[]>> {
  const codes = leads.map((code) => literal(code, 'varchar'));
  const rows = await query(`
    select measure_code, school_year, window_code, organisation_level, organisation_code, subgroup_code, source,
      performance_area, as_of_date, numerator, denominator, target_milli, status, students_needed, is_made_up
    from fct_measure
    where grade = 'ALL' and (
      subgroup_code = 'ALL' or organisation_level = 'district' or organisation_code in (${codes.join(', ')})
    )`);
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
    asOfDate: textOrNull(row, 'as_of_date'),
    numerator: numberOrNull(row, 'numerator'),
    denominator: numberOrNull(row, 'denominator'),
    targetMilli: numberOrNull(row, 'target_milli'),
    status: oneOf(row, 'status', STATUSES),
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
