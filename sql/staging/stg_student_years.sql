-- One row per student and school year: the grade of the latest primary enrollment.
-- Key: school_year, student_id. A student with several stays has the grade of the last one.
with enrollments as (
    select * from stg_enrollments
),

newest_first as (
    select
        enrollments.school_year,
        enrollments.student_id,
        enrollments.school_code,
        enrollments.grade,
        enrollments.entry_date,
        enrollments.is_made_up,
        row_number() over (
            partition by enrollments.school_year, enrollments.student_id
            order by enrollments.entry_date desc, enrollments.school_code
        ) as place
    from enrollments
    where enrollments.is_primary
)

select
    newest_first.school_year,
    newest_first.student_id,
    newest_first.school_code,
    newest_first.grade,
    newest_first.entry_date,
    newest_first.is_made_up
from newest_first
where newest_first.place = 1
