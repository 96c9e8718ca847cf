import type { ExtractSelect } from './extract-select.ts';

/** One subject of a sitting: who takes it, and the share of each grade that reaches the two upper levels. */
interface Subject {
  readonly code: string;
  /** A condition on the columns of `stay`. */
  readonly takers: string;
  /** A share, as an expression over `rank` and `school_year`. */
  readonly well: string;
}

interface Sitting {
  readonly assessment: string;
  readonly window: string;
  readonly subjects: readonly Subject[];
  /** Number of the first school day of its window, from 0, and the days that it lasts. */
  readonly from: number;
  readonly days: number;
  /** Levels from the best, with the share of those above or below the bar that it ends at; none: a score alone. */
  readonly levels: readonly (readonly [level: string, upTo: string])[];
  /** The score of a result on a bell curve around 0, an expression over `result`. */
  readonly score: string;
  readonly hasAlternateForm: boolean;
}

// DIBELS 8 (mCLASS), NC's four levels, MVPA's five; `well` is the share that stands above the bar.
const DIBELS_LEVELS = [
  ['Above Benchmark', '0.6 * well'],
  ['At Benchmark', 'well'],
  ['Below Benchmark', 'well + 0.45 * (1 - well)'],
  ['Well Below Benchmark', '1'],
] as const;
const NC_LEVELS = [
  ['Level 5', '0.35 * well'],
  ['Level 4', 'well'],
  ['Level 3', 'well + 0.35 * (1 - well)'],
  ['Not Proficient', '1'],
] as const;
const MVPA_LEVELS = [
  ['5', '0.3 * well'],
  ['4', 'well'],
  ['3', 'well + 0.35 * (1 - well)'],
  ['2', 'well + 0.7 * (1 - well)'],
  ['1', '1'],
] as const;

// Students whose talent is above this take Math I in grade 8: about a third of them.
const IS_AHEAD = 'talent > 0.45';

const reading = (well: string): Subject => ({ code: 'RD', takers: 'rank between 3 and 8', well });
const mathI = (middle: string, high: string): Subject => ({
  code: 'M1',
  takers: `(rank = 8 and ${IS_AHEAD}
    or rank = 9 and not ${IS_AHEAD} or rank = 10 and not ${IS_AHEAD} and chance('again', number) < 0.1)`,
  well: `case when rank = 8 then ${middle} else ${high} end`,
});

const DIBELS = { assessment: 'DIBELS8', levels: DIBELS_LEVELS, score: '400 + 40 * result', days: 12 };
const MVPA = { assessment: 'MVPA', levels: MVPA_LEVELS, score: '52 + 15 * result', days: 8 };
const NC_TEST = { window: 'YEAR', levels: NC_LEVELS, score: '545 + 10 * result', days: 5 };

/** Every sitting of a year; shares are near those that were published for 2023-24 and 2024-25. */
const SITTINGS: readonly Sitting[] = [
  ...(
    [
      ['BOY', 8, '0.53 - 0.02 * rank'],
      ['MOY', 84, '0.58 + 0.02 * rank'],
      ['EOY', 156, '0.74 - 0.035 * rank'],
    ] as const
  ).map(([window, from, well]) => ({
    ...DIBELS,
    window,
    from,
    subjects: [{ code: 'COMPOSITE', takers: 'rank between 0 and 3', well }],
    hasAlternateForm: false,
  })),
  ...(
    [
      ['B1', 45, '0.29', '0.62', '0.13'],
      ['B2', 92, '0.31', '0.66', '0.12'],
      ['B3', 138, '0.32', '0.68', '0.11'],
    ] as const
  ).map(([window, from, read, middle, high]) => ({
    ...MVPA,
    window,
    from,
    subjects: [reading(read), mathI(middle, high)],
    hasAlternateForm: false,
  })),
  {
    ...NC_TEST,
    assessment: 'EOG',
    from: 168,
    subjects: [
      reading('case when rank <= 5 then 0.358 else 0.308 end'),
      // Who takes Math I in grade 8 does not take the grade's own test.
      { code: 'MA', takers: `(rank between 3 and 7 or rank = 8 and not ${IS_AHEAD})`, well: '0.40' },
      { code: 'SC', takers: 'rank in (5, 8)', well: '0.45' },
    ],
    hasAlternateForm: true,
  },
  {
    ...NC_TEST,
    assessment: 'EOC',
    from: 166,
    subjects: [
      mathI('0.70', '0.09'),
      { code: 'BI', takers: 'rank = 10', well: '0.36' },
      { code: 'E2', takers: 'rank = 10', well: '0.40' },
      { code: 'M3', takers: 'rank = 11', well: '0.38' },
    ],
    hasAlternateForm: true,
  },
  {
    assessment: 'ACT',
    window: 'YEAR',
    from: 118,
    days: 3,
    subjects: ['COMPOSITE', 'RD', 'MA', 'EN', 'SC'].map((code) => ({
      code,
      takers: `(rank = 11 or rank = 12 and chance('act again', number) < 0.15)`,
      well: '0',
    })),
    levels: [],
    score: 'least(36, greatest(1, 18.6 + 5 * result))',
    hasAlternateForm: false,
  },
];

/** One file for each sitting of a year. */
export function assessmentExtracts(year: number, lastYear: number): ExtractSelect[] {
  return SITTINGS.map((sitting) => ({
    name: `assessment_results_${year}_${sitting.assessment.toLowerCase()}_${sitting.window.toLowerCase()}.csv`,
    select: `select * from (
${sitting.subjects.map((subject) => results(sitting, subject, year, lastYear)).join('\nunion all\n')}
) as results order by student_id, subject`,
    mistakes: [
      { column: 'level', value: 'Level 9', field: 'score', rule: 'level_of_assessment' },
      { column: 'school_code', value: '600999', field: 'school_code', rule: 'unknown_reference' },
      { column: 'test_date', value: `${year}-02-30`, field: 'test_date', rule: 'not_a_date' },
      { column: 'student_id', value: '', field: 'student_id', rule: 'missing' },
    ],
    conflict: { column: 'score', expression: '9999' },
  }));
}

/**
 * The results of one subject. Who did best in a grade stands above the bar, so that the district's share is the one
 * wanted at any size, while schools and subgroups differ by their students.
 */
function results(sitting: Sitting, { code, takers, well }: Subject, year: number, lastYear: number): string {
  const { assessment, window, from, days, levels, score, hasAlternateForm } = sitting;
  const test = `${assessment} ${window} ${code}`;
  const level = levels.map(([name, upTo]) => `when place <= ${upTo} then '${name}'`).join(' ');
  // A hundredth better with every year.
  const gain = ((year - lastYear) * 0.01).toFixed(2);
  return `select
    school_year, '${assessment}' as assessment, '${code}' as subject, '${window}' as window_code,
    student_id, school_code, grade, test_date, form,
    ${levels.length === 0 ? 'cast(null as varchar)' : `case ${level} end`} as level,
    cast(round(${score}) as integer) as score,
    hash('${test}', number, school_year) as roll
from (
    select
        *,
        row_number() over (partition by rank order by result desc, number)
            / cast(count(*) over (partition by rank) as double) as place,
        ${well} + ${gain} as well
    from (
        select
            *,
            days[test_day + 1] as test_date,
            ${hasAlternateForm ? `case when is_swd and chance('form', number) < 0.09 then 'X1' else 'RG' end` : `'RG'`} as form,
            0.75 * talent + 0.55 * bell('${test}', number, school_year)
                + chance('teaching', school_code) - 0.5
                - case when is_eds then 0.45 else 0 end - case when is_el then 0.4 else 0 end
                - case when is_swd then 0.65 else 0 end + 0.35 as result
        from (
            select
                *,
                ${from} + cast(floor(chance('seat ${window}', number, school_year) * ${days}) as integer) as test_day
            from stay
            inner join calendar using (school_year)
            where school_year = ${year} and ${takers}
                and chance('sits ${test}', number, school_year) > 0.03
        ) as seated
        where test_day between first_day and last_day
    ) as sat
) as placed`;
}
