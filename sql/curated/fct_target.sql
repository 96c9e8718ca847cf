-- One row per published baseline or target: the line against which figures are drawn.
-- Key: measure_code, school_year, organisation_code, subgroup_code, kind. Only what was published; nothing in between.
with targets as (
    select * from met_targets
)

select
    targets.measure_code,
    targets.school_year,
    targets.organisation_code,
    targets.subgroup_code,
    targets.kind,
    targets.target_milli,
    targets.adopted_date,
    targets.source
from targets
