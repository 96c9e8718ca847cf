-- One row per school, school year and measure of teachers: who left, who of those rated is effective, who begins.
-- Key: measure_code, school_year, organisation_code.
-- Rule: left is with a last day of work, up to the beginning of the next year (the district publishes no definition);
-- effective is a rating of effective or highly effective; beginning is in the first three years (NC DPI, School Report
-- Card dictionary 2024-25). A teacher counts at the last school of the year, in its area of 30 June.
with teachers as (
    select * from stg_staff where role = 'teacher'
),

for_measure as (
    select
        'teacher_turnover' as measure_code,
        teachers.school_year,
        teachers.school_code,
        case when teachers.leave_date is null then 0 else 1 end as counts,
        teachers.is_made_up
    from teachers
    union all
    select
        'teacher_effectiveness' as measure_code,
        teachers.school_year,
        teachers.school_code,
        case when teachers.rating in ('effective', 'highly_effective') then 1 else 0 end as counts,
        teachers.is_made_up
    from teachers
    where teachers.rating is not null
    union all
    select
        'beginning_teachers' as measure_code,
        teachers.school_year,
        teachers.school_code,
        case when teachers.is_beginning then 1 else 0 end as counts,
        teachers.is_made_up
    from teachers
)

select
    for_measure.measure_code,
    for_measure.school_year,
    'YEAR' as window_code,
    cast(cast(for_measure.school_year as varchar) || '-06-30' as date) as as_of_date,
    'every_level' as counts_at,
    for_measure.school_code as organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    cast(sum(for_measure.counts) as bigint) as numerator,
    count(*) as denominator,
    'computed' as source,
    bool_or(for_measure.is_made_up) as is_made_up
from for_measure
group by
    for_measure.measure_code,
    for_measure.school_year,
    for_measure.school_code
