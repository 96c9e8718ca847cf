-- One row per school improvement plan of a school year: is it aligned, in order and monitored?
-- Key: measure_code, school_year, organisation_code.
-- Rule: all three count together (annual plan, School Improvement and Data Integration): aligned to the targets of the
-- year, adhering to all requirements, monitored and adjusted.
with plans as (
    select * from stg_improvement_plans
)

select
    'improvement_plans_aligned' as measure_code,
    plans.school_year,
    'YEAR' as window_code,
    plans.reviewed_date as as_of_date,
    'every_level' as counts_at,
    plans.school_code as organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    cast(case when plans.is_aligned and plans.is_compliant and plans.is_monitored then 1 else 0 end as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    plans.is_made_up
from plans
