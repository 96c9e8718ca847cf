import type { Row } from '../../functions/engines/engine.ts';
import { literal } from '../../functions/engines/sql-text.ts';
import type { Model } from '../../functions/refresh/models.ts';
import { flag, number, type Query, text, textOrNull } from '../scorecard/row.ts';
import { type AskedMeasure, findMeasure } from './asked.ts';
import { pathOf } from './path.ts';

export interface ListedStudent {
  readonly student: string;
  readonly grade: string;
  readonly 'as of': string | null;
  /** The rule that put the student on the list, as the catalogue says it. */
  readonly why: string;
}

/** The students of a school who are on the list of a measure. */
export interface StudentList {
  readonly measure: AskedMeasure;
  readonly school: string;
  readonly year: number;
  readonly window: string;
  /** What its indicators say of a row and their rule. */
  readonly rules: readonly string[];
  /** Who is on its list; null for a measure that has none. */
  readonly listRule: string | null;
  /** How many students the measure looks at, on the list or not. */
  readonly counted: number;
  readonly students: readonly ListedStudent[];
}

export interface ListQuestion {
  readonly measure: string;
  readonly school: string;
  readonly year?: number | undefined;
  readonly window?: string | undefined;
}

interface ListTools {
  /** The published tables as the reader is shown them: rows that may not be seen are not there. */
  readonly query: Query;
  readonly models: readonly Model[];
  readonly feeds: readonly string[];
}

/**
 * Reads the list of a measure at a school; undefined where a reader is shown no row of it, whatever there is.
 * @throws WrongUse for a measure that is not in the catalogue
 */
export async function listOf(
  { measure: code, school, year, window }: ListQuestion,
  { query, models, feeds }: ListTools,
): Promise<StudentList | undefined> {
  const measure = await findMeasure(query, code, true);
  if (!measure) return undefined;
  const rows = await query(`select * from fct_student_indicator
where measure_code = ${literal(code, 'varchar')}
    and organisation_code = ${literal(school, 'varchar')}
order by school_year desc, window_code = ${literal(measure.annualWindow, 'varchar')} desc, as_of_date desc, student_id`);
  const asked = rows.filter(
    (row) =>
      (year === undefined || row.school_year === year) &&
      (window === undefined || row.window_code === window),
  );
  const [first] = asked;
  if (!first) return undefined;
  const listRule = await listRuleOf(query, code);
  const same = asked.filter(
    (row) => row.school_year === first.school_year && row.window_code === first.window_code,
  );
  return {
    measure,
    school,
    year: number(first, 'school_year'),
    window: text(first, 'window_code'),
    rules: pathOf(code, models, feeds).indicators.map(({ description }) => description),
    listRule,
    counted: same.length,
    students: same
      .filter((row) => row.is_listed !== null && flag(row, 'is_listed'))
      .map((row) => studentOf(row, listRule ?? ''))
      .toSorted((one, other) => (one.student < other.student ? -1 : 1)),
  };
}

async function listRuleOf(query: Query, measure: string): Promise<string | null> {
  const [row] = await query(
    `select list_rule from dim_measure where measure_code = ${literal(measure, 'varchar')}`,
  );
  return row ? textOrNull(row, 'list_rule') : null;
}

function studentOf(row: Row, why: string): ListedStudent {
  return {
    student: text(row, 'student_id'),
    grade: text(row, 'grade'),
    'as of': textOrNull(row, 'as_of_date'),
    why,
  };
}
