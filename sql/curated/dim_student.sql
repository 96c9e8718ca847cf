-- One row per student and school year, at the school of the latest primary enrollment.
-- Key: school_year, student_id. Rule: the area is the one to which the school is assigned today.
with students as (
    select * from stg_students
),

student_years as (
    select * from stg_student_years
),

area_today as (
    select
        school_areas.school_code,
        school_areas.performance_area,
        school_areas.area_group
    from stg_school_areas as school_areas
    inner join today on today.today between school_areas.from_date and school_areas.to_date
)

select
    students.school_year,
    students.student_id,
    'school' as organisation_level,
    coalesce(student_years.school_code, 'Unassigned') as organisation_code,
    coalesce(area_today.performance_area, 'Unassigned') as performance_area,
    coalesce(area_today.area_group, 'Unassigned') as area_group,
    student_years.grade,
    students.sex,
    students.race,
    students.is_eds,
    students.is_el,
    students.is_swd,
    students.is_made_up or coalesce(student_years.is_made_up, false) as is_made_up
from students
left join student_years
    on students.school_year = student_years.school_year
    and students.student_id = student_years.student_id
left join area_today on student_years.school_code = area_today.school_code
