-- One row per student with an NC Math 1 EOC, for the goal and for middle or high school by grade.
-- Key: measure_code, school_year, window_code, student_id.
-- Rule: college and career ready is Level 4 or 5; the higher of several results of a year counts; grades up to 8 are
-- middle school, 9 to 13 high school (NC Technical Guide 2024-25; CMS Goal 3 includes middle school).
with results as (
    select * from stg_assessment_results
),

best_first as (
    select
        results.school_year,
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
    where results.assessment = 'EOC'
        and results.subject = 'M1'
),

for_goal as (
    select
        'math_1_ccr' as measure_code,
        best_first.*
    from best_first
    where best_first.place = 1
    union all
    select
        case when best_first.grade in ('09', '10', '11', '12', '13') then 'math_1_ccr_high' else 'math_1_ccr_middle' end
            as measure_code,
        best_first.*
    from best_first
    where best_first.place = 1
)

select
    for_goal.measure_code,
    for_goal.school_year,
    'YEAR' as window_code,
    for_goal.test_date as as_of_date,
    'every_level' as counts_at,
    for_goal.school_code as organisation_code,
    for_goal.student_id,
    for_goal.grade,
    'ALL' as subgroup_code,
    cast(case when for_goal.level in ('Level 4', 'Level 5') then 1 else 0 end as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    for_goal.is_made_up
from for_goal
