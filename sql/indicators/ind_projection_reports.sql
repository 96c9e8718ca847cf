-- One row per school and day on which a report was due: did it report its projected graduation cohort rates, and correctly?
-- Key: measure_code, school_year, organisation_code, as_of_date.
-- Rule: submitted by the reporting process and accurate (annual plan, Federal, State, and Local Testing).
with reports as (
    select * from stg_projection_reports
)

select
    'projected_graduation_reports' as measure_code,
    reports.school_year,
    'YEAR' as window_code,
    reports.due_date as as_of_date,
    'every_level' as counts_at,
    reports.school_code as organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    count(*) filter (where reports.is_submitted and reports.is_accurate) as numerator,
    count(*) as denominator,
    'computed' as source,
    bool_or(reports.is_made_up) as is_made_up
from reports
group by
    reports.school_year,
    reports.school_code,
    reports.due_date
