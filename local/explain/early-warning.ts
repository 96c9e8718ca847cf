import type { Row } from '../../functions/engines/engine.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import { flag, grouped, number, type Query, text, textOrNull } from '../scorecard/row.ts';

export interface Warning {
  readonly student: string;
  readonly grade: string;
  readonly measure: string;
  readonly window: string;
  readonly 'as of': string | null;
  /** The rule that put the student on the list, as the catalogue says it. */
  readonly why: string;
}

/** Who of a school is on any list, students on the most lists first. */
export interface EarlyWarning {
  readonly school: string;
  readonly year: number;
  /** How many students any measure with a list looks at. */
  readonly counted: number;
  /** How many of them are on a list. */
  readonly listed: number;
  readonly warnings: readonly Warning[];
}

/**
 * Reads every list of a school in a year, each in the measure's annual window or else its latest. What two measures
 * say in the same words, such as a goal and its grade, is said once.
 * @param query the published tables as the reader is shown them
 * @returns undefined where the reader is shown no row
 */
export async function earlyWarningOf(
  { school, year }: { readonly school: string; readonly year?: number | undefined },
  query: Query,
): Promise<EarlyWarning | undefined> {
  const rows = await query(`select fct_student_indicator.*, dim_measure.list_rule, dim_measure.annual_window
from fct_student_indicator
inner join dim_measure on fct_student_indicator.measure_code = dim_measure.measure_code
where dim_measure.list_rule is not null
    and fct_student_indicator.organisation_code = ${literal(school, 'varchar')}
order by school_year desc, dim_measure.goal_code, dim_measure.sort_order, fct_student_indicator.as_of_date desc`);
  const [first] = rows;
  if (!first) return undefined;
  const shown = year ?? number(first, 'school_year');
  const ofYear = rows.filter((row) => row.school_year === shown);
  if (ofYear.length === 0) return undefined;
  const current = [...grouped(ofYear, (row) => text(row, 'measure_code')).values()].flatMap(ofOneWindow);
  const byStudent = grouped(current.filter(isListed).map(warningOf), ({ student }) => student);
  const lists = [...byStudent.values()]
    .map(withoutRepeats)
    .toSorted(
      (one, other) =>
        other.length - one.length || ((one[0]?.student ?? '') < (other[0]?.student ?? '') ? -1 : 1),
    );
  return {
    school,
    year: shown,
    counted: new Set(current.map((row) => text(row, 'student_id'))).size,
    listed: lists.length,
    warnings: lists.flat(),
  };
}

/** Of the rows of a measure, newest first, those of its annual window, or else of the newest one. */
function ofOneWindow(rows: readonly Row[]): Row[] {
  const annual = rows.filter((row) => row.window_code === row.annual_window);
  return annual.length > 0 ? annual : rows.filter((row) => row.window_code === rows[0]?.window_code);
}

function isListed(row: Row): boolean {
  return row.is_listed !== null && flag(row, 'is_listed');
}

function withoutRepeats(warnings: readonly Warning[]): Warning[] {
  return warnings.filter(({ why }, index) => warnings.findIndex((other) => other.why === why) === index);
}

function warningOf(row: Row): Warning {
  return {
    student: text(row, 'student_id'),
    grade: text(row, 'grade'),
    measure: text(row, 'measure_code'),
    window: text(row, 'window_code'),
    'as of': textOrNull(row, 'as_of_date'),
    why: text(row, 'list_rule'),
  };
}
