-- One row per student, school year and pair of subgroups to which the student belongs: race with one more.
-- Key: school_year, student_id, subgroup_code. Rule: the code of a pair is the two codes with a star between them.
with students as (
    select * from stg_student_traits
),

seconds as (
    select
        students.school_year,
        students.student_id,
        students.race,
        'race_by_sex' as subgroup_pairs,
        case when students.sex = 'F' then 'FEM' else 'MALE' end as second_code
    from students
    union all
    select
        students.school_year,
        students.student_id,
        students.race,
        'race_by_eds' as subgroup_pairs,
        case when students.is_eds then 'EDS' else 'NOT_EDS' end as second_code
    from students
    union all
    select
        students.school_year,
        students.student_id,
        students.race,
        'race_by_el' as subgroup_pairs,
        case when students.is_el then 'ELS' else 'NOT_ELS' end as second_code
    from students
    union all
    select
        students.school_year,
        students.student_id,
        students.race,
        'race_by_swd' as subgroup_pairs,
        case when students.is_swd then 'SWD' else 'NOT_SWD' end as second_code
    from students
)

select
    seconds.school_year,
    seconds.student_id,
    seconds.subgroup_pairs,
    seconds.race || '*' || seconds.second_code as subgroup_code
from seconds
where seconds.race is not null
    and seconds.second_code is not null
