-- One row per student assessed with DIBELS 8 in grades K-2 and window, for the goal, for the grade's interim measure and
-- in the middle of the year for the interim measure of 2024.
-- Key: measure_code, school_year, window_code, student_id.
-- Rule: counts who was assessed in the window; met is a composite At or Above Benchmark; of several sittings
-- the last one counts (CMS Goal 1; denominators of the board reports 2024-25).
with results as (
    select * from stg_assessment_results
),

last_first as (
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
            partition by results.school_year, results.window_code, results.student_id
            order by results.test_date desc
        ) as place
    from results
    where results.assessment = 'DIBELS8'
        and results.subject = 'COMPOSITE'
        and results.grade in ('KG', '01', '02')
),

grade_measures as (
    select
        grade_measure.grade,
        grade_measure.measure_code,
        grade_measure.only_window
    from (
        values
            ('KG', 'early_literacy_k2', cast(null as varchar)),
            ('01', 'early_literacy_k2', cast(null as varchar)),
            ('02', 'early_literacy_k2', cast(null as varchar)),
            ('KG', 'early_literacy_kg', cast(null as varchar)),
            ('01', 'early_literacy_1', cast(null as varchar)),
            ('02', 'early_literacy_2', cast(null as varchar)),
            ('KG', 'early_literacy_k2_midyear', 'MOY'),
            ('01', 'early_literacy_k2_midyear', 'MOY'),
            ('02', 'early_literacy_k2_midyear', 'MOY')
    ) as grade_measure (grade, measure_code, only_window)
)

select
    grade_measures.measure_code,
    last_first.school_year,
    last_first.window_code,
    last_first.test_date as as_of_date,
    'every_level' as counts_at,
    last_first.school_code as organisation_code,
    last_first.student_id,
    last_first.grade,
    'ALL' as subgroup_code,
    cast(case when last_first.level in ('At Benchmark', 'Above Benchmark') then 1 else 0 end as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    last_first.is_made_up
from last_first
inner join grade_measures on last_first.grade = grade_measures.grade
where last_first.place = 1
    and (grade_measures.only_window is null or grade_measures.only_window = last_first.window_code)
