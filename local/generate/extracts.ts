import { type MadeUpSchool, schoolDaysOf } from './shape.ts';

/** One file to write: its name, and a select whose columns are the contract's, as text. */
export interface ExtractSelect {
  readonly name: string;
  readonly select: string;
  /** Column whose value a mistake replaces, and by what. */
  readonly mistakes: readonly (readonly [column: string, value: string])[];
}

/** The files of the schools, written out from their shape. */
export function schoolExtracts(schools: readonly MadeUpSchool[], years: readonly number[]): ExtractSelect[] {
  const first = Math.min(...years);
  const values = schools
    .map(
      ({ code, name, level, lowest, highest }) =>
        `('${code}', '${name}', '${level}', '${lowest}', '${highest}')`,
    )
    .join(', ');
  const changed = schoolDaysOf(Math.max(...years))[90] ?? '';
  const areas = schools.flatMap(({ code, area, group, level }, at) => {
    const other = schools.find((school) => school.group === group && school.area !== area)?.area;
    // One elementary school moves to another area in the middle of the last year.
    if (level !== 'elementary' || at !== 1 || other === undefined)
      return [`('${code}', '${area}', '${group}', '${first - 1}-07-01', null)`];
    return [
      `('${code}', '${area}', '${group}', '${first - 1}-07-01', cast(date '${changed}' - 1 as varchar))`,
      `('${code}', '${other}', '${group}', '${changed}', null)`,
    ];
  });
  return [
    {
      name: 'schools.csv',
      select: `select *, null as opened_date, null as closed_date from (values ${values}) as s (school_code, school_name, school_level, lowest_grade, highest_grade)`,
      mistakes: [],
    },
    {
      name: 'performance_area_assignments.csv',
      select: `select * from (values ${areas.join(', ')}) as a (school_code, performance_area, area_group, from_date, to_date)`,
      mistakes: [],
    },
  ];
}

export function yearExtracts(year: number, withAttendance: boolean): ExtractSelect[] {
  return [
    {
      name: `students_${year}.csv`,
      select: `select school_year, student_id, sex, race, is_eds, is_el, is_swd from enrolled where school_year = ${year}`,
      mistakes: [
        ['sex', ''],
        ['race', 'unknown'],
        ['is_eds', 'perhaps'],
      ],
    },
    {
      name: `enrollments_${year}.csv`,
      select: `select school_year, student_id, school_code, grade, entry_date, exit_date,
        case when part = 1 then 'E1' else 'R2' end as entry_code,
        case when exit_date is not null then 'W1' end as exit_code, true as is_primary
        from stay where school_year = ${year}`,
      mistakes: [
        ['school_code', '600999'],
        ['school_code', '6.00E+05'],
        ['entry_date', `${year}-02-30`],
      ],
    },
    ...(withAttendance ? [attendance(year)] : []),
    ...assessments(year),
  ];
}

function attendance(year: number): ExtractSelect {
  // About 24 of 100 are absent on a tenth of their days or more, the poorer more often.
  const propensity = `case when chance(number, school_year || 'absent') < 0.24 * case when is_eds then 1.35 else 0.7 end
      then 0.12 + 0.2 * chance(number, 'how often') else 0.075 * chance(number, 'how seldom') end`;
  return {
    name: `attendance_${year}.csv`,
    select: `select school_year, school_code, student_id, calendar[day_number + 1] as attendance_date, status,
      case status when 'absent' then case when day_chance * 1000 % 2 < 1 then '2A' else '1L' end when 'tardy' then 'T' end as attendance_code,
      420 as minutes_scheduled,
      case status when 'absent' then 420 when 'tardy' then 15 else 0 end as minutes_absent
    from (
      select *, case when day_chance < propensity then 'absent' when day_chance > 0.97 then 'tardy' else 'present' end as status
      from (
        select school_year, school_code, student_id, propensity, day_number, chance(number, school_year * 1000 + day_number) as day_chance
        from (
          select school_year, school_code, student_id, number, ${propensity} as propensity, unnest(range(first_day, last_day + 1)) as day_number
          from stay where school_year = ${year}
        ) as days
      ) as rolled
    ) as marked
    cross join (select list(day order by number) as calendar from day where school_year = ${year}) as calendars`,
    mistakes: [
      ['status', 'unexcused'],
      ['minutes_absent', '721'],
      ['minutes_absent', '600'],
    ],
  };
}

/** What one sitting depends on: who sits it, and the share of them that should do well. */
interface Sitting {
  readonly assessment: string;
  readonly window: string;
  readonly subjects: readonly { readonly subject: string; readonly grades: string; readonly well: string }[];
  readonly levels: readonly string[] | 'score';
  readonly day: number;
}

const DIBELS = ['Well Below Benchmark', 'Below Benchmark', 'At Benchmark', 'Above Benchmark'];
const NC = ['Not Proficient', 'Level 3', 'Level 4', 'Level 5'];
const READING = { subject: 'RD', grades: 'rank between 3 and 8', well: '0.33' };

const SITTINGS: readonly Sitting[] = [
  ...(
    [
      ['BOY', 12, '0.50'],
      ['MOY', 88, '0.59'],
      ['EOY', 160, '0.70'],
    ] as const
  ).map(([window, day, well]) => ({
    assessment: 'DIBELS8',
    window,
    day,
    levels: DIBELS,
    subjects: [
      { subject: 'COMPOSITE', grades: 'rank between 0 and 3', well: `${well} - 0.05 * rank + 0.05` },
    ],
  })),
  ...(
    [
      ['B1', 45],
      ['B2', 95],
      ['B3', 140],
    ] as const
  ).map(([window, day]) => ({
    assessment: 'MVPA',
    window,
    day,
    levels: ['1', '3', '4', '5'],
    subjects: [READING],
  })),
  {
    assessment: 'EOG',
    window: 'YEAR',
    day: 170,
    levels: NC,
    subjects: [
      READING,
      { subject: 'MA', grades: 'rank between 3 and 8', well: '0.41' },
      { subject: 'SC', grades: 'rank in (5, 8)', well: '0.42' },
    ],
  },
  {
    assessment: 'EOC',
    window: 'YEAR',
    day: 172,
    levels: NC,
    subjects: [
      // Grade 8 takes Math I when it is ahead of its time: among them about three in four do well at this share.
      {
        subject: 'M1',
        grades: '(rank = 9 or (rank = 8 and talent > 0.7))',
        well: 'case when rank = 8 then 0.36 else 0.10 end',
      },
      { subject: 'BI', grades: 'rank = 10', well: '0.34' },
      { subject: 'E2', grades: 'rank = 10', well: '0.37' },
      { subject: 'M3', grades: 'rank = 11', well: '0.46' },
    ],
  },
  {
    assessment: 'ACT',
    window: 'YEAR',
    day: 120,
    levels: 'score',
    subjects: [{ subject: 'COMPOSITE', grades: 'rank = 11', well: '0.40' }],
  },
];

function assessments(year: number): ExtractSelect[] {
  return SITTINGS.map(({ assessment, window, subjects, levels, day }) => {
    const selects = subjects.map(({ subject, grades, well }) => {
      // A student's own talent, the school, poverty and the day each have their share in a result.
      const result = `0.45 * talent + 0.45 * chance(number, '${assessment} ${window} ${subject}' || school_year)
        + 0.1 * chance(school_code, 'school') + case when is_eds then -0.05 else 0.05 end`;
      return `select school_year, '${assessment}' as assessment, '${subject}' as subject, '${window}' as window_code,
        student_id, school_code, grade, calendar[${day + 1} + cast(floor(chance(number, 'sits') * 5) as integer)] as test_date,
        case when chance(number, 'form') < 0.01 then 'X1' else 'RG' end as form,
        ${levels === 'score' ? `null as level, cast(floor(10 + 22 * result) as varchar) as score` : `${levelCase(levels)} as level, cast(floor(300 + 200 * result) as varchar) as score`}
      from (select *, ${result} as result, ${well} as well from stay where school_year = ${year} and ${grades}) as sitting
      cross join (select list(day order by number) as calendar from day where school_year = ${year}) as calendars
      where first_day <= ${day} and last_day >= ${day + 5} and chance(number, '${window} seat' || school_year) > 0.03`;
    });
    return {
      name: `assessment_results_${year}_${assessment.toLowerCase()}_${window.toLowerCase()}.csv`,
      select: selects.join('\nunion all\n'),
      mistakes: [
        ['level', 'Level 9'],
        ['school_code', '600999'],
        ['test_date', '2024-02-30'],
      ],
    };
  });
}

/** Results lie about evenly around one half; the share \`well\` of them reaches the two upper levels. */
function levelCase([lowest, low, high, highest]: readonly string[]): string {
  const bar = '(0.5 + (0.5 - well) * 0.49)';
  return `case when result >= ${bar} + 0.12 then '${highest}' when result >= ${bar} then '${high}' when result >= ${bar} - 0.12 then '${low}' else '${lowest}' end`;
}
