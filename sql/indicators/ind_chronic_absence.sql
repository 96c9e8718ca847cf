-- One row per student and school year, at each school, in each performance area and in the district.
-- Key: measure_code, school_year, counts_at, organisation_code, student_id.
-- Rule: absent on at least 10 % of the days enrolled, at least 10 days enrolled; each level by its own days
-- (NC DPI, School Report Card data dictionary 2024-25).
with student_attendance as (
    select * from stg_student_attendance
),

student_years as (
    select * from stg_student_years
),

district as (
    select * from stg_district
),

at_each_level as (
    select
        student_attendance.school_year,
        student_attendance.student_id,
        'school' as counts_at,
        student_attendance.school_code as organisation_code,
        student_attendance.days_enrolled,
        student_attendance.days_absent,
        student_attendance.last_date,
        student_attendance.is_made_up
    from student_attendance
    union all
    select
        student_attendance.school_year,
        student_attendance.student_id,
        'performance_area' as counts_at,
        student_attendance.performance_area as organisation_code,
        student_attendance.days_enrolled,
        student_attendance.days_absent,
        student_attendance.last_date,
        student_attendance.is_made_up or student_attendance.is_area_made_up as is_made_up
    from student_attendance
    where student_attendance.performance_area <> 'Unassigned'
    union all
    select
        student_attendance.school_year,
        student_attendance.student_id,
        'district' as counts_at,
        district.organisation_code,
        student_attendance.days_enrolled,
        student_attendance.days_absent,
        student_attendance.last_date,
        student_attendance.is_made_up
    from student_attendance
    cross join district
),

student_days as (
    select
        at_each_level.school_year,
        at_each_level.student_id,
        at_each_level.counts_at,
        at_each_level.organisation_code,
        cast(sum(at_each_level.days_enrolled) as bigint) as days_enrolled,
        cast(sum(at_each_level.days_absent) as bigint) as days_absent,
        max(at_each_level.last_date) as last_date,
        bool_or(at_each_level.is_made_up) as is_made_up
    from at_each_level
    group by
        at_each_level.school_year,
        at_each_level.student_id,
        at_each_level.counts_at,
        at_each_level.organisation_code
)

select
    'chronic_absence' as measure_code,
    student_days.school_year,
    'YEAR' as window_code,
    student_days.last_date as as_of_date,
    student_days.counts_at,
    student_days.organisation_code,
    student_days.student_id,
    coalesce(student_years.grade, 'ALL') as grade,
    'ALL' as subgroup_code,
    cast(case when student_days.days_absent * 10 >= student_days.days_enrolled then 1 else 0 end as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    student_days.is_made_up or coalesce(student_years.is_made_up, false) as is_made_up
from student_days
left join student_years
    on student_days.school_year = student_years.school_year
    and student_days.student_id = student_years.student_id
where student_days.days_enrolled >= 10
