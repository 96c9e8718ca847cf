import type { Row } from '../../functions/engines/engine.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import type { Quotient } from '../scorecard/numbers.ts';
import { flag, number, numberOrNull, oneOf, type Query, text, textOrNull } from '../scorecard/row.ts';
import { type Origin, originOf, SOURCES, type Source, STATUSES, type Status } from '../scorecard/words.ts';
import type { AskedMeasure, AskedPlace } from './asked.ts';

/** Which of a measure's figures at a place. */
export interface Which {
  /** The latest year with a figure, unless said. */
  readonly year?: number | undefined;
  /** The measure's annual window where it has a figure, else the latest, unless said. */
  readonly window?: string | undefined;
  readonly grade: string;
  readonly subgroup: string;
}

export interface FigureOf {
  readonly year: number;
  readonly window: string;
  readonly grade: string;
  readonly subgroup: string;
  readonly source: Source;
  readonly origin: Origin;
  readonly asOfDate: string | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly targetMilli: number | null;
  readonly status: Status;
  readonly studentsNeeded: number | null;
  readonly projectionMilli: number | null;
}

/** The figure of the year before in the same window and in the annual one, from which a gain is taken. */
export interface YearBefore {
  readonly sameWindow: Quotient;
  readonly annual: Quotient;
}

/** The figures of one year and window, one of each source; the figures of a year before beside. */
export async function readFigure(
  query: Query,
  measure: AskedMeasure,
  place: AskedPlace,
  { year, window, grade, subgroup }: Which,
): Promise<{ figures: FigureOf[]; before: Map<Source, YearBefore> }> {
  const rows = await query(`select * from fct_measure
where measure_code = ${literal(measure.code, 'varchar')}
    and organisation_level = ${literal(place.level, 'varchar')}
    and organisation_code = ${literal(place.code, 'varchar')}
    and grade = ${literal(grade, 'varchar')}
    and subgroup_code = ${literal(subgroup, 'varchar')}
order by school_year desc, window_code = ${literal(measure.annualWindow, 'varchar')} desc, as_of_date desc, source`);
  const all = rows.map(figureOf);
  const first = all.find(
    (figure) =>
      (year === undefined || figure.year === year) && (window === undefined || figure.window === window),
  );
  if (!first) return { figures: [], before: new Map() };
  const figures = all.filter((figure) => figure.year === first.year && figure.window === first.window);
  return { figures, before: yearBefore(all, figures, measure) };
}

function yearBefore(
  all: readonly FigureOf[],
  figures: readonly FigureOf[],
  measure: AskedMeasure,
): Map<Source, YearBefore> {
  const found = figures.flatMap(({ year, window, source }): [Source, YearBefore][] => {
    const quotient = (of: string) => {
      const figure = all.find(
        (each) => each.year === year - 1 && each.window === of && each.source === source,
      );
      return figure && quotientOf(figure);
    };
    const sameWindow = quotient(window);
    const annual = quotient(measure.annualWindow);
    return sameWindow && annual ? [[source, { sameWindow, annual }]] : [];
  });
  return new Map(found);
}

/** Undefined where a numerator is not known, or nobody was counted. */
export function quotientOf({
  numerator,
  denominator,
}: Pick<FigureOf, 'numerator' | 'denominator'>): Quotient | undefined {
  return numerator === null || denominator === null || denominator <= 0
    ? undefined
    : { numerator, denominator };
}

function figureOf(row: Row): FigureOf {
  const source = oneOf(row, 'source', SOURCES);
  return {
    year: number(row, 'school_year'),
    window: text(row, 'window_code'),
    grade: text(row, 'grade'),
    subgroup: text(row, 'subgroup_code'),
    source,
    origin: originOf(source, flag(row, 'is_made_up')),
    asOfDate: textOrNull(row, 'as_of_date'),
    numerator: numberOrNull(row, 'numerator'),
    denominator: numberOrNull(row, 'denominator'),
    targetMilli: numberOrNull(row, 'target_milli'),
    status: oneOf(row, 'status', STATUSES),
    studentsNeeded: numberOrNull(row, 'students_needed'),
    projectionMilli: numberOrNull(row, 'projection_milli'),
  };
}
