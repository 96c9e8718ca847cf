import { schoolDaysOf } from './calendar.ts';
import type { ExtractSelect } from './extract-select.ts';
import type { MadeUpSchool } from './shape.ts';

/** The schools, and the performance areas that they belong to; in these files nothing is wrong. */
export function schoolExtracts(schools: readonly MadeUpSchool[], years: readonly number[]): ExtractSelect[] {
  return [
    {
      name: 'schools.csv',
      select: `select *, 0 as roll from (values ${schools
        .map(
          ({ code, name, level, lowest, highest }) =>
            `('${code}', '${name}', '${level}', '${lowest}', '${highest}', null, null)`,
        )
        .join(', ')}) as school
        (school_code, school_name, school_level, lowest_grade, highest_grade, opened_date, closed_date)`,
      mistakes: [],
    },
    {
      name: 'performance_area_assignments.csv',
      select: `select *, 0 as roll from (values ${areaRows(schools, years).join(', ')}) as assignment
        (school_code, performance_area, area_group, from_date, to_date)`,
      mistakes: [],
    },
  ];
}

/** One row per school, and two for the second elementary school: it changes areas in the middle of the last year. */
function areaRows(schools: readonly MadeUpSchool[], years: readonly number[]): string[] {
  const from = `${Math.min(...years) - 1}-07-01`;
  const changed = schoolDaysOf(Math.max(...years))[90] ?? from;
  const dayBefore = new Date(Date.parse(changed) - 86_400_000).toISOString().slice(0, 10);
  const mover = schools.filter(({ group }) => group === 'Elementary')[1];
  return schools.flatMap(({ code, area, group }) => {
    if (code !== mover?.code) return [`('${code}', '${area}', '${group}', '${from}', null)`];
    const next = schools.find((school) => school.group === group && school.area !== area)?.area ?? area;
    return [
      `('${code}', '${area}', '${group}', '${from}', '${dayBefore}')`,
      `('${code}', '${next}', '${group}', '${changed}', null)`,
    ];
  });
}

/** The students of a year, and their stays at schools. */
export function studentExtracts(year: number): ExtractSelect[] {
  return [
    {
      name: `students_${year}.csv`,
      select: `select school_year, student_id, sex, race, is_eds, is_el, is_swd, hash('student', number) as roll
      from enrolled where school_year = ${year}`,
      mistakes: [
        { column: 'sex', value: '', field: 'sex', rule: 'missing' },
        { column: 'race', value: 'unknown', field: 'race', rule: 'not_one_of' },
        { column: 'is_eds', value: 'perhaps', field: 'is_eds', rule: 'not_true_or_false' },
        { column: 'student_id', value: '9.00E+09', field: 'student_id', rule: 'pattern' },
      ],
      conflict: { column: 'is_swd', expression: 'not is_swd' },
    },
    {
      name: `enrollments_${year}.csv`,
      select: `select
        school_year, student_id, school_code, grade, entry_date, exit_date,
        case when part = 2 or arrives_in = school_year then 'E2' else 'E1' end as entry_code,
        case when exit_date is not null then 'W1' end as exit_code,
        true as is_primary,
        hash('stay', number, part) as roll
      from stay where school_year = ${year}`,
      mistakes: [
        { column: 'school_code', value: '600999', field: 'school_code', rule: 'unknown_reference' },
        { column: 'school_code', value: '6.00E+05', field: 'school_code', rule: 'pattern' },
        { column: 'grade', value: '', field: 'grade', rule: 'missing' },
        { column: 'entry_date', value: `${year}-02-30`, field: 'entry_date', rule: 'not_a_date' },
        { column: 'exit_date', value: `${year - 1}-07-01`, field: 'exit_date', rule: 'dates_in_order' },
      ],
      conflict: { column: 'is_primary', expression: 'not is_primary' },
    },
  ];
}
