import { schoolDaysOf } from './calendar.ts';
import type { ExtractSelect } from './extract-select.ts';

// School days, from 0, on which the benchmark windows end (see the sittings of MVPA).
const WINDOW_ENDS = [
  ['B1', 52],
  ['B2', 99],
  ['B3', 145],
] as const;

/** What schools report of the annual plan: data sessions, improvement plans, projections of graduation. */
export function schoolPlanExtracts(year: number): ExtractSelect[] {
  const days = schoolDaysOf(year);
  const inYear = `(select school_code, max(rank) as highest from stay where school_year = ${year} group by school_code order by school_code) as school`;
  return [
    ...WINDOW_ENDS.map(([window, at]) => ({
      name: `data_sessions_${year}_${window.toLowerCase()}.csv`,
      select: `select
        ${year} as school_year, '${window}' as window_code, school_code, date '${days[at]}' as window_end_date,
        case when late < 0.94
            then date '${days[at]}' + cast(floor(late / 0.94 * late * 9) as integer) end as session_date,
        hash('session ${window}', school_code) as roll
      from (select *, chance('session ${window}', school_code, ${year}) as late from ${inYear}) as held`,
      mistakes: [],
    })),
    {
      name: `improvement_plans_${year}.csv`,
      select: `select
        ${year} as school_year, school_code,
        chance('aligned', school_code, ${year}) < 0.97 as is_aligned,
        chance('compliant', school_code, ${year}) < 0.95 as is_compliant,
        chance('monitored', school_code, ${year}) < 0.9 as is_monitored,
        date '${days[160]}' + cast(floor(chance('reviewed', school_code, ${year}) * 5) as integer) as reviewed_date,
        hash('plan', school_code) as roll
      from ${inYear}`,
      mistakes: [],
    },
    ...(
      [
        ['S1', 88],
        ['S2', 172],
      ] as const
    ).map(([semester, at]) => ({
      name: `projection_reports_${year}_${semester.toLowerCase()}.csv`,
      select: `select
        ${year} as school_year, '${semester}' as semester, school_code,
        date '${days[at]}' - cast(floor(chance('due ${semester}', school_code, ${year}) * 5) as integer) as due_date,
        share < 0.9 as is_submitted, share < 0.75 as is_accurate,
        hash('report ${semester}', school_code) as roll
      from (select *, chance('report ${semester}', school_code, ${year}) as share from ${inYear}) as reported
      where highest >= 10`,
      mistakes: [],
    })),
  ];
}
