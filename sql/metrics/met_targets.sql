-- One row per measure, school year, organisation, subgroup and kind: the version that stands, in thousandths.
-- Key: measure_code, school_year, organisation_code, subgroup_code, kind.
-- Rule: of several adopted versions the latest stands; thousandths, so that comparisons are of whole numbers.
with targets as (
    select * from stg_targets
),

latest_first as (
    select
        targets.measure_code,
        targets.school_year,
        targets.organisation_code,
        targets.subgroup_code,
        targets.kind,
        targets.target,
        targets.adopted_date,
        targets.source,
        row_number() over (
            partition by
                targets.measure_code,
                targets.school_year,
                targets.organisation_code,
                targets.subgroup_code,
                targets.kind
            order by targets.adopted_date desc
        ) as place
    from targets
)

select
    latest_first.measure_code,
    latest_first.school_year,
    latest_first.organisation_code,
    latest_first.subgroup_code,
    latest_first.kind,
    cast(floor(latest_first.target * 1000e0 + 0.5e0) as bigint) as target_milli,
    latest_first.adopted_date,
    latest_first.source
from latest_first
where latest_first.place = 1
