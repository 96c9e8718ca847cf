-- One row per measure of the catalogue.
-- Key: measure_code.
with measures as (
    select * from stg_measures
)

select
    measures.measure_code,
    measures.measure_name,
    measures.goal_code,
    measures.role,
    measures.sort_order,
    measures.kind,
    measures.direction,
    measures.counts_upward,
    measures.annual_window,
    measures.denominator_rule,
    measures.rule_source,
    measures.of_measure,
    measures.focus_subgroup,
    measures.reference_subgroup,
    measures.change_from,
    measures.version,
    measures.for_area_groups,
    measures.list_rule,
    measures.met_within,
    measures.met_apart_from
from measures
