import type { ExtractSelect } from './extract-select.ts';

/** Graduation cohorts of a year, and what its seniors reached; the five-year cohort where the year before is there. */
export function graduationExtracts(year: number, years: readonly number[]): ExtractSelect[] {
  return [
    cohort(year, 'four_year', `school_year = ${year} and rank = 12`, GRADUATES, `${year}-06-12`),
    ...(years.includes(year - 1)
      ? [cohort(year, 'five_year', `school_year = ${year - 1} and rank = 12`, FIVE_YEARS, `${year}-06-12`)]
      : []),
    cohort(year, 'projected', `school_year = ${year} and rank between 10 and 12`, PROJECTED, `${year}-01-31`),
    {
      name: `readiness_evidence_${year}.csv`,
      select: `select
        school_year, student_id, evidence_kind, evidence_code, date '${year}-05-02' as reached_date,
        hash('evidence', number, evidence_code) as roll
      from enrolled
      inner join (values
        ('test_benchmark', 'act', 0.15), ('grade_level_proficiency', 'three_tests', 0.25),
        ('cte_pathway', 'any_pathway', 0.75), ('industry_credential', 'any_credential', 0.8),
        ('college_credit', 'first_course', 0.25), ('college_credit', 'second_course', 0.4)
      ) as evidence (evidence_kind, evidence_code, bar)
        on 0.4 * talent + 0.75 * bell(evidence_code, number) - case when is_eds then 0.2 else 0 end > bar
      where school_year = ${year} and rank = 12`,
      mistakes: [
        { column: 'evidence_kind', value: 'driving licence', field: 'evidence_kind', rule: 'not_one_of' },
        { column: 'reached_date', value: `${year}-02-30`, field: 'reached_date', rule: 'not_a_date' },
      ],
    },
  ];
}

const LIKELY = `0.93 + 0.08 * talent - case when is_eds then 0.09 else 0 end - case when is_el then 0.08 else 0 end`;
const GRADUATES = outcome(`chance('graduates', number) < ${LIKELY}`, 'graduated', 'not_graduated');
const FIVE_YEARS = outcome(
  `chance('graduates', number) < ${LIKELY} or chance('a year later', number) < 0.25`,
  'graduated',
  'not_graduated',
);
// A projection is a little too hopeful.
const PROJECTED = outcome(`chance('graduates', number) < 0.02 + ${LIKELY}`, 'on_track', 'off_track');

function outcome(condition: string, one: string, other: string): string {
  return `case when ${condition} then '${one}' else '${other}' end`;
}

/** Who left the district that year is in no cohort of it. */
function cohort(
  year: number,
  name: 'four_year' | 'five_year' | 'projected',
  members: string,
  outcomeOf: string,
  asOf: string,
): ExtractSelect {
  const isOver = name !== 'projected';
  return {
    name: `graduation_cohort_${year}_${name}.csv`,
    select: `select
      ${year} as school_year, '${name}' as cohort, student_id, coalesce(next_school, first_school) as school_code, grade,
      ${outcomeOf} as outcome, date '${asOf}' as as_of_date, hash('${name}', number, school_year) as roll
    from enrolled where ${members} and leaves_in is distinct from school_year`,
    mistakes: [
      {
        column: 'outcome',
        value: isOver ? 'on_track' : 'graduated',
        field: 'outcome',
        rule: 'outcome_of_cohort',
      },
      { column: 'school_code', value: '600999', field: 'school_code', rule: 'unknown_reference' },
      { column: 'grade', value: '', field: 'grade', rule: 'missing' },
    ],
  };
}
