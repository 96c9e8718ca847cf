-- One row per last day of testing, in the district: assessments monitored before, during and after testing, of all.
-- Key: measure_code, school_year, as_of_date.
-- Rule: an assessment counts when all three were done by the standard process (annual plan, Federal, State, and Local
-- Testing).
with assessments as (
    select * from stg_assessment_monitoring
),

district as (
    select * from stg_district
)

select
    'assessments_monitored' as measure_code,
    assessments.school_year,
    'YEAR' as window_code,
    assessments.last_test_date as as_of_date,
    'district' as counts_at,
    district.organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    count(*) filter (
        where assessments.is_monitored_before
            and assessments.is_monitored_during
            and assessments.is_monitored_after
    ) as numerator,
    count(*) as denominator,
    'computed' as source,
    bool_or(assessments.is_made_up) as is_made_up
from assessments
cross join district
group by
    assessments.school_year,
    assessments.last_test_date,
    district.organisation_code
