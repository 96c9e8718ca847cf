-- One row per student, school year and subgroup to which the student belongs.
-- Key: school_year, student_id, subgroup_code. Codes are those of NC DPI's Disag codebook.
with students as (
    select * from stg_student_traits
)

select
    students.school_year,
    students.student_id,
    case when students.sex = 'F' then 'FEM' else 'MALE' end as subgroup_code,
    students.is_made_up
from students
union all
select
    students.school_year,
    students.student_id,
    students.race as subgroup_code,
    students.is_made_up
from students
union all
select
    students.school_year,
    students.student_id,
    case when students.is_eds then 'EDS' else 'NOT_EDS' end as subgroup_code,
    students.is_made_up
from students
union all
select
    students.school_year,
    students.student_id,
    case when students.is_el then 'ELS' else 'NOT_ELS' end as subgroup_code,
    students.is_made_up
from students
union all
select
    students.school_year,
    students.student_id,
    case when students.is_swd then 'SWD' else 'NOT_SWD' end as subgroup_code,
    students.is_made_up
from students
