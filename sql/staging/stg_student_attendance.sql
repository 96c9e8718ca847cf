-- One row per student, school year, school and performance area: days in membership and days absent.
-- Key: school_year, student_id, school_code, performance_area.
-- Rule: a day counts when there is a record of it, and is absent when its status says so; the area is that
-- of the school on the day. A school without an area has 'Unassigned'.
with attendance as (
    select * from stg_attendance
),

school_areas as (
    select * from stg_school_areas
)

select
    attendance.school_year,
    attendance.student_id,
    attendance.school_code,
    coalesce(school_areas.performance_area, 'Unassigned') as performance_area,
    count(*) as days_enrolled,
    count(*) filter (where attendance.status = 'absent') as days_absent,
    max(attendance.attendance_date) as last_date,
    bool_or(attendance.is_made_up) as is_made_up,
    bool_or(coalesce(school_areas.is_made_up, false)) as is_area_made_up
from attendance
left join school_areas
    on attendance.school_code = school_areas.school_code
    and attendance.attendance_date between school_areas.from_date and school_areas.to_date
group by
    attendance.school_year,
    attendance.student_id,
    attendance.school_code,
    coalesce(school_areas.performance_area, 'Unassigned')
