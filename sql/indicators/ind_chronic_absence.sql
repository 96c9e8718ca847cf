-- One row per student, school year and measure of absence, at each school, in each performance area and in the district.
-- Key: measure_code, school_year, counts_at, organisation_code, student_id.
-- Rule: chronic is absent on at least 10 % of the days enrolled, at least 10 days enrolled; each level by its own days
-- (NC DPI, School Report Card data dictionary 2024-25). At risk is on at least 5 % and not chronic (New York State
-- Education Department, report SIRS-361).
with student_days as (
    select * from stg_student_level_days where days_enrolled >= 10
),

student_years as (
    select * from stg_student_years
),

for_measure as (
    select
        'chronic_absence' as measure_code,
        student_days.*,
        student_days.days_absent * 10 >= student_days.days_enrolled as counts
    from student_days
    union all
    select
        'absence_at_risk' as measure_code,
        student_days.*,
        student_days.days_absent * 20 >= student_days.days_enrolled
            and student_days.days_absent * 10 < student_days.days_enrolled as counts
    from student_days
)

select
    for_measure.measure_code,
    for_measure.school_year,
    'YEAR' as window_code,
    for_measure.last_date as as_of_date,
    for_measure.counts_at,
    for_measure.organisation_code,
    for_measure.student_id,
    coalesce(student_years.grade, 'ALL') as grade,
    'ALL' as subgroup_code,
    cast(case when for_measure.counts then 1 else 0 end as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    for_measure.is_made_up or coalesce(student_years.is_made_up, false) as is_made_up
from for_measure
left join student_years
    on for_measure.school_year = student_years.school_year
    and for_measure.student_id = student_years.student_id
