-- One row per day of review, in the district: projects of the annual plans for which the tools are used, of all.
-- Key: measure_code, school_year, as_of_date.
-- Rule: projects of the district's plan and of the departments' plans together (annual plan, Oe 4.002).
with tool_use as (
    select * from stg_project_tool_use
),

district as (
    select * from stg_district
)

select
    'project_tool_use' as measure_code,
    tool_use.school_year,
    'YEAR' as window_code,
    tool_use.reviewed_date as as_of_date,
    'district' as counts_at,
    district.organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    count(*) filter (where tool_use.is_used) as numerator,
    count(*) as denominator,
    'computed' as source,
    bool_or(tool_use.is_made_up) as is_made_up
from tool_use
cross join district
group by
    tool_use.school_year,
    tool_use.reviewed_date,
    district.organisation_code
