-- One row per student and school year, at each school, in each performance area and in the district.
-- Key: measure_code, school_year, counts_at, organisation_code, student_id.
-- Rule: absent on at least 5 % and under 10 % of the days enrolled, at least 10 days enrolled; each level by its own days
-- (New York State Education Department, report SIRS-361; days as chronic absence counts them).
with student_days as (
    select * from stg_student_level_days
),

student_years as (
    select * from stg_student_years
)

select
    'absence_at_risk' as measure_code,
    student_days.school_year,
    'YEAR' as window_code,
    student_days.last_date as as_of_date,
    student_days.counts_at,
    student_days.organisation_code,
    student_days.student_id,
    coalesce(student_years.grade, 'ALL') as grade,
    'ALL' as subgroup_code,
    cast(
        case
            when student_days.days_absent * 10 >= student_days.days_enrolled then 0
            when student_days.days_absent * 20 >= student_days.days_enrolled then 1
            else 0
        end as bigint
    ) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    student_days.is_made_up or coalesce(student_years.is_made_up, false) as is_made_up
from student_days
left join student_years
    on student_days.school_year = student_years.school_year
    and student_days.student_id = student_years.student_id
where student_days.days_enrolled >= 10
