-- One row per student, MVPA benchmark and measure of it: reading of grades 3-8 and Math I, by the grades of each measure.
-- Key: measure_code, school_year, window_code, student_id.
-- Rule: college and career ready is a predicted level of 4 or 5; of several sittings in a window the last one counts
-- (interim measures 2.1, 2.2 and of Math I; the version of 2024 reads the benchmark in the middle of the year).
with results as (
    select * from stg_assessment_results
),

last_first as (
    select
        results.school_year,
        results.window_code,
        results.subject,
        results.student_id,
        results.school_code,
        results.grade,
        results.test_date,
        results.level,
        results.is_made_up,
        row_number() over (
            partition by results.school_year, results.window_code, results.subject, results.student_id
            order by results.test_date desc
        ) as place
    from results
    where results.assessment = 'MVPA'
        and results.subject in ('RD', 'M1')
),

for_measure as (
    select
        case when last_first.grade in ('03', '04', '05') then 'reading_mvpa_3_5' else 'reading_mvpa_6_8' end as measure_code,
        last_first.*
    from last_first
    where last_first.subject = 'RD'
        and last_first.grade in ('03', '04', '05', '06', '07', '08')
    union all
    select
        'reading_mvpa_3_8' as measure_code,
        last_first.*
    from last_first
    where last_first.subject = 'RD'
        and last_first.grade in ('03', '04', '05', '06', '07', '08')
    union all
    select
        case when last_first.grade in ('09', '10', '11', '12', '13') then 'math_1_mvpa_high' else 'math_1_mvpa_middle' end
            as measure_code,
        last_first.*
    from last_first
    where last_first.subject = 'M1'
    union all
    select
        'math_1_mvpa' as measure_code,
        last_first.*
    from last_first
    where last_first.subject = 'M1'
)

select
    for_measure.measure_code,
    for_measure.school_year,
    for_measure.window_code,
    for_measure.test_date as as_of_date,
    'every_level' as counts_at,
    for_measure.school_code as organisation_code,
    for_measure.student_id,
    for_measure.grade,
    'ALL' as subgroup_code,
    cast(case when for_measure.level in ('4', '5') then 1 else 0 end as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    for_measure.is_made_up
from for_measure
where for_measure.place = 1
