-- One row per school and day on which a reportable act happened or students entered: acts, and students who count there.
-- Key: measure_code, school_year, organisation_code, as_of_date.
-- Rule: the 16 acts that NC DPI counts, per 1,000 students; a student counts once, at the school of the latest primary
-- enrollment. A year in which no act is recorded has no figure: the feed may not have come.
with incidents as (
    select * from stg_incidents
),

student_years as (
    select * from stg_student_years
),

years_with_acts as (
    select incidents.school_year
    from incidents
    group by incidents.school_year
),

acts_and_students as (
    select
        incidents.school_year,
        incidents.school_code,
        incidents.incident_date as as_of_date,
        1 as acts,
        0 as students,
        incidents.is_made_up
    from incidents
    union all
    select
        student_years.school_year,
        student_years.school_code,
        student_years.entry_date as as_of_date,
        0 as acts,
        1 as students,
        student_years.is_made_up
    from student_years
    inner join years_with_acts on student_years.school_year = years_with_acts.school_year
)

select
    'reportable_acts' as measure_code,
    acts_and_students.school_year,
    'YEAR' as window_code,
    acts_and_students.as_of_date,
    'every_level' as counts_at,
    acts_and_students.school_code as organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    cast(sum(acts_and_students.acts) as bigint) as numerator,
    cast(sum(acts_and_students.students) as bigint) as denominator,
    'computed' as source,
    bool_or(acts_and_students.is_made_up) as is_made_up
from acts_and_students
group by
    acts_and_students.school_year,
    acts_and_students.school_code,
    acts_and_students.as_of_date
