-- One row per student and school year, at each school, in each performance area and in the district: days present.
-- Key: measure_code, school_year, counts_at, organisation_code, student_id.
-- Rule: a day counts when there is a record of it; late is present; a missing day is neither present nor absent.
with student_days as (
    select * from stg_student_level_days
),

student_years as (
    select * from stg_student_years
)

select
    'attendance_rate' as measure_code,
    student_days.school_year,
    'YEAR' as window_code,
    student_days.last_date as as_of_date,
    student_days.counts_at,
    student_days.organisation_code,
    student_days.student_id,
    coalesce(student_years.grade, 'ALL') as grade,
    'ALL' as subgroup_code,
    student_days.days_enrolled - student_days.days_absent as numerator,
    student_days.days_enrolled as denominator,
    'computed' as source,
    student_days.is_made_up or coalesce(student_years.is_made_up, false) as is_made_up
from student_days
left join student_years
    on student_days.school_year = student_years.school_year
    and student_days.student_id = student_years.student_id
