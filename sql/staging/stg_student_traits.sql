-- One row per student and school year: what tells in which subgroups the student counts.
-- Key: school_year, student_id.
-- Rule: as recorded for the year. Who is in a graduation cohort and left before its year counts as last recorded.
with students as (
    select * from stg_students
),

cohorts as (
    select * from stg_graduation_cohort
),

gone as (
    select
        cohorts.school_year,
        cohorts.student_id
    from cohorts
    left join students
        on cohorts.school_year = students.school_year
        and cohorts.student_id = students.student_id
    where students.student_id is null
    group by
        cohorts.school_year,
        cohorts.student_id
),

newest_first as (
    select
        gone.school_year,
        gone.student_id,
        students.sex,
        students.race,
        students.is_eds,
        students.is_el,
        students.is_swd,
        students.is_made_up,
        row_number() over (
            partition by gone.school_year, gone.student_id
            order by students.school_year desc
        ) as place
    from gone
    inner join students
        on gone.student_id = students.student_id
        and gone.school_year > students.school_year
)

select
    students.school_year,
    students.student_id,
    students.sex,
    students.race,
    students.is_eds,
    students.is_el,
    students.is_swd,
    students.is_made_up
from students
union all
select
    newest_first.school_year,
    newest_first.student_id,
    newest_first.sex,
    newest_first.race,
    newest_first.is_eds,
    newest_first.is_el,
    newest_first.is_swd,
    newest_first.is_made_up
from newest_first
where newest_first.place = 1
