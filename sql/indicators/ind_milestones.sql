-- One row per project of the plan and day of its report, in the district: milestones done, of all.
-- Key: measure_code, school_year, as_of_date.
-- Rule: done is with a day on which it was done, late or not. Which milestones a project has is data.
with milestones as (
    select * from stg_milestones
),

district as (
    select * from stg_district
)

select
    milestones.measure_code,
    milestones.school_year,
    'YEAR' as window_code,
    milestones.reported_date as as_of_date,
    'district' as counts_at,
    district.organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    count(milestones.done_date) as numerator,
    count(*) as denominator,
    'computed' as source,
    bool_or(milestones.is_made_up) as is_made_up
from milestones
cross join district
group by
    milestones.measure_code,
    milestones.school_year,
    milestones.reported_date,
    district.organisation_code
