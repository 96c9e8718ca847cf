-- One row per student with a reading EOG in grades 3-8.
-- Key: measure_code, school_year, window_code, student_id.
-- Rule: college and career ready is Level 4 or 5, regular and alternate forms together (NC Technical Guide 2024-25,
-- type ALL: the only one that gives the district's published 33 %); the higher of several results of a year counts.
with results as (
    select * from stg_assessment_results
),

best_first as (
    select
        results.school_year,
        results.window_code,
        results.student_id,
        results.school_code,
        results.grade,
        results.test_date,
        results.level,
        results.is_made_up,
        row_number() over (
            partition by results.school_year, results.student_id
            order by results.level in ('Level 4', 'Level 5') desc, results.test_date desc, results.window_code
        ) as place
    from results
    where results.assessment = 'EOG'
        and results.subject = 'RD'
        and results.grade in ('03', '04', '05', '06', '07', '08')
)

select
    'reading_ccr_3_8' as measure_code,
    best_first.school_year,
    'YEAR' as window_code,
    best_first.test_date as as_of_date,
    'every_level' as counts_at,
    best_first.school_code as organisation_code,
    best_first.student_id,
    best_first.grade,
    'ALL' as subgroup_code,
    cast(case when best_first.level in ('Level 4', 'Level 5') then 1 else 0 end as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    best_first.is_made_up
from best_first
where best_first.place = 1
