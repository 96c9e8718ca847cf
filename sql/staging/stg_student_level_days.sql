-- One row per student and school year, at each school, in each performance area and in the district: days.
-- Key: school_year, counts_at, organisation_code, student_id.
-- Rule: each level by the days that count there: a transfer by its own at each school, once with all in the district.
with student_attendance as (
    select * from stg_student_attendance
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
)

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
