import { dateList, schoolDaysOf } from './calendar.ts';
import type { ExtractSelect } from './extract-select.ts';

/**
 * Every student, school and school day in membership. About 24 of 100 students are absent on a tenth of their days
 * or more, the poorer and the older more often, and some schools have more of them than others.
 */
export function attendanceExtract(year: number): ExtractSelect {
  return {
    name: `attendance_${year}.csv`,
    // Streams from stay in its order: nothing here may sort or gather, so that memory stays bounded.
    select: `select
        ${year} as school_year,
        school_code,
        student_id,
        attendance_date,
        case when is_absent then 'absent' when is_tardy then 'tardy' else 'present' end as status,
        case
            when is_absent then case when roll % 5 < 3 then '1L' else '2A' end
            when is_tardy then 'T'
        end as attendance_code,
        minutes_scheduled,
        case
            when is_absent then minutes_scheduled
            when is_tardy then 5 + roll % 40
            when roll % 1000 < 10 then 30 + roll % 120
            else 0
        end as minutes_absent,
        roll
    from (
        select
            *,
            day_chance < propensity * case when isodow(attendance_date) in (1, 5) then 1.12 else 0.92 end as is_absent,
            day_chance > 0.98 - 0.3 * propensity as is_tardy
        from (
            select
                *,
                hash(hash(student_chance, attendance_date)) as roll,
                (roll >> 11) / 9007199254740992e0 as day_chance
            from (
                select
                    school_code,
                    student_id,
                    chance('attendance', number, school_year) as student_chance,
                    ${PROPENSITY} as propensity,
                    case when rank <= 5 then 390 when rank <= 8 then 405 else 420 end as minutes_scheduled,
                    unnest(${dateList(schoolDaysOf(year))}[first_day + 1:last_day + 1]) as attendance_date
                from stay
                where school_year = ${year}
            ) as days
        ) as rolled
    ) as marked`,
    mistakes: [
      { column: 'status', value: 'unexcused', field: 'status', rule: 'not_one_of' },
      { column: 'status', value: '', field: 'status', rule: 'missing' },
      { column: 'minutes_absent', value: '720', field: 'minutes_absent', rule: 'absent_within_scheduled' },
      { column: 'attendance_date', value: `${year}-02-30`, field: 'attendance_date', rule: 'not_a_date' },
      { column: 'school_code', value: '600999', field: 'school_code', rule: 'unknown_reference' },
      { column: 'school_code', value: '6.00E+05', field: 'school_code', rule: 'pattern' },
    ],
    conflict: { column: 'minutes_scheduled', expression: 'minutes_scheduled + 1' },
  };
}

// A cube is a curve on which most are seldom absent and few very often. One in four is as if another person next year.
const PROPENSITY = `(0.01
    + case when is_eds then 0.294 else 0.155 end
    * case when rank between 1 and 8 then 0.92 else 1.12 end
    * (0.8 + 0.4 * chance('climate', school_code))
    * cube(case when chance('absence changes', number, school_year) < 0.25
        then chance('absence', number, school_year) else chance('absence', number) end))`;
