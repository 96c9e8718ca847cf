import { literal } from '../../functions/engines/sql-text.ts';
import { flag, number, type Query, text } from '../scorecard/row.ts';
import type { AskedMeasure, AskedPlace } from './asked.ts';
import type { FigureOf } from './figure.ts';

/** A file that a figure comes from, as its receipt has it. */
export interface FileBehind {
  readonly feed: string;
  readonly file: string;
  readonly landedAt: string;
  readonly records: number;
  readonly quarantined: number;
  readonly source: string;
  readonly isMadeUp: boolean;
  readonly landingId: string;
}

export interface PublishedTarget {
  readonly adoptedDate: string;
  readonly source: string;
}

/** Where the target of a figure was published. */
export async function readTarget(
  query: Query,
  { code }: AskedMeasure,
  place: AskedPlace,
  { year, subgroup }: Pick<FigureOf, 'year' | 'subgroup'>,
): Promise<PublishedTarget | undefined> {
  const [row] = await query(`select adopted_date, source from fct_target
where measure_code = ${literal(code, 'varchar')}
    and school_year = ${literal(year, 'integer')}
    and organisation_code = ${literal(place.code, 'varchar')}
    and subgroup_code = ${literal(subgroup, 'varchar')}
    and kind = 'target'`);
  return row && { adoptedDate: text(row, 'adopted_date'), source: text(row, 'source') };
}

/** The files of some feeds that still count, the newest first; none for a reader who is not shown landings. */
export async function readFiles(query: Query, feeds: readonly string[]): Promise<FileBehind[]> {
  if (feeds.length === 0) return [];
  const names = feeds.map((feed) => literal(feed, 'varchar')).join(', ');
  const rows = await query(
    `select * from fct_landing where is_live and feed in (${names}) order by landed_at desc, landing_id`,
  );
  return rows.map((row) => ({
    feed: text(row, 'feed'),
    file: text(row, 'file'),
    landedAt: text(row, 'landed_at'),
    records: number(row, 'records'),
    quarantined: number(row, 'quarantined'),
    source: text(row, 'source'),
    isMadeUp: flag(row, 'is_made_up'),
    landingId: text(row, 'landing_id'),
  }));
}

/**
 * How many rows of students a figure counts. Undefined where rows are not kept so: of a subgroup, of another
 * measure's figures, and at an area or in the district where each level counts rows of its own.
 */
export async function countRows(
  whole: Query,
  measure: AskedMeasure,
  place: AskedPlace,
  figure: FigureOf,
): Promise<number | undefined> {
  if (!hasRows(measure, figure)) return undefined;
  if (place.level !== 'school' && measure.countsUpward !== 'school') return undefined;
  const [row] = await whole(
    `select count(*) as rows_counted from fct_student_indicator where ${ofFigure(measure, place, figure)}`,
  );
  const count = row ? number(row, 'rows_counted') : 0;
  return count > 0 ? count : undefined;
}

/** The students that a school's figure counts, as far as the reader may see them. */
export async function readStudents(
  shown: Query,
  measure: AskedMeasure,
  place: AskedPlace,
  figure: FigureOf,
): Promise<string[]> {
  if (!hasRows(measure, figure) || place.level !== 'school') return [];
  const rows = await shown(
    `select * from fct_student_indicator where ${ofFigure(measure, place, figure)} order by student_id`,
  );
  return rows.map((row) => text(row, 'student_id'));
}

function hasRows({ ofMeasure }: AskedMeasure, { source, subgroup }: FigureOf): boolean {
  return ofMeasure === null && source === 'computed' && subgroup === 'ALL';
}

function ofFigure({ code }: AskedMeasure, place: AskedPlace, { year, window, grade }: FigureOf): string {
  const at = {
    school: `organisation_code = ${literal(place.code, 'varchar')}`,
    performance_area: `performance_area = ${literal(place.code, 'varchar')}`,
    district: 'true',
  };
  return [
    `measure_code = ${literal(code, 'varchar')}`,
    `school_year = ${literal(year, 'integer')}`,
    `window_code = ${literal(window, 'varchar')}`,
    at[place.level],
    grade === 'ALL' ? 'true' : `grade = ${literal(grade, 'varchar')}`,
  ].join('\n    and ');
}
