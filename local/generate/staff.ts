import type { ExtractSelect } from './extract-select.ts';

// About 16 students for each teacher.
const STUDENTS_PER_TEACHER = 16;

/** Teachers of each school by its students, and a principal. Who left a year before has another in that place. */
export function staffExtract(year: number): ExtractSelect {
  return {
    name: `staff_${year}.csv`,
    select: `select
        ${year} as school_year,
        school_code || lpad(cast(place as varchar), 3, '0') || case when is_new then '${year % 10}' else '9' end as staff_id,
        school_code,
        case when place = 0 then 'principal' else 'teacher' end as role,
        case when is_new then date '${year - 1}-08-18' else date '${year - 4}-08-15' - cast(roll % 6000 as integer) end as hire_date,
        case when leaves then date '${year}-06-13' end as leave_date,
        place > 0 and (is_new or roll % 100 < 12) as is_beginning,
        case
            when place = 0 or roll % 100 >= 62 then null
            when roll % 62 < 10 then 'needs_improvement' when roll % 62 < 48 then 'effective' else 'highly_effective'
        end as rating,
        roll
    from (
        select
            *,
            hash('staff', school_code, place) as roll,
            chance('leaves staff', school_code || place, ${year}) < ${LEAVERS} as leaves,
            chance('leaves staff', school_code || place, ${year - 1}) < ${LEAVERS} as is_new
        from (
            select school_code, unnest(range(1 + cast(ceil(count(*) / ${STUDENTS_PER_TEACHER}.0) as bigint))) as place
            from stay where school_year = ${year} group by school_code
        ) as places
    ) as people
    order by school_code, place`,
    mistakes: [
      { column: 'role', value: 'teecher', field: 'role', rule: 'not_one_of' },
      { column: 'leave_date', value: '2001-01-01', field: 'leave_date', rule: 'dates_in_order' },
      { column: 'is_beginning', value: 'perhaps', field: 'is_beginning', rule: 'not_true_or_false' },
      { column: 'school_code', value: '600999', field: 'school_code', rule: 'unknown_reference' },
    ],
    conflict: { column: 'is_beginning', expression: 'not is_beginning' },
  };
}

// Between the 14.1 and 18 % that were published, more in schools where the climate is worse.
const LEAVERS = `0.1 + 0.12 * chance('climate', school_code)`;
