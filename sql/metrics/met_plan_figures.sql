-- One row per plan item and figure that is a reading of it: the district's, of a measure with role goal that serves it.
-- Key: item_code, measure_code, school_year, window_code, source.
-- Rule: figures from the item's first day to its due date, or to the end of the school year in which that lies. In the
-- unit of the item: a share in percent, a change of shares in points; a milestone is 1 when all of its measure is done.
with items as (
    select * from stg_plan_items
),

district as (
    select * from stg_district
),

counts as (
    select
        measure_counts.measure_code,
        measure_counts.school_year,
        measure_counts.window_code,
        measure_counts.organisation_code,
        measure_counts.grade,
        measure_counts.subgroup_code,
        measure_counts.source,
        measure_counts.numerator,
        measure_counts.denominator,
        measure_counts.as_of_date,
        measure_counts.is_made_up
    from met_measure_counts as measure_counts
    union all
    select
        derived_counts.measure_code,
        derived_counts.school_year,
        derived_counts.window_code,
        derived_counts.organisation_code,
        derived_counts.grade,
        derived_counts.subgroup_code,
        derived_counts.source,
        derived_counts.numerator,
        derived_counts.denominator,
        derived_counts.as_of_date,
        derived_counts.is_made_up
    from met_derived_counts as derived_counts
),

measures as (
    select
        measures.measure_code,
        measures.goal_code,
        measures.sort_order,
        measures.kind,
        case
            when measures.kind = 'percent_change' or coalesce(base.kind, measures.kind) = 'rate' then 100e0
            when coalesce(base.kind, measures.kind) = 'per_1000' then 1000e0
            else 1e0
        end as unit
    from stg_measures as measures
    left join stg_measures as base on measures.of_measure = base.measure_code
    where measures.role = 'goal'
),

dated_items as (
    select
        items.item_code,
        items.unit,
        coalesce(items.start_date, cast(date_trunc('year', items.due_date) - interval '6' month as date)) as start_date,
        items.due_date
    from items
    where items.same_as is null
        and items.kind in ('wig', 'performance_measure')
)

select
    dated_items.item_code,
    measures.measure_code,
    counts.school_year,
    counts.window_code,
    counts.source,
    measures.sort_order,
    counts.as_of_date as reading_date,
    case
        when dated_items.unit = 'milestone' and counts.numerator >= counts.denominator then 1e0
        when dated_items.unit = 'milestone' then 0e0
        when measures.kind = 'count' then cast(counts.numerator as double)
        else cast(counts.numerator as double) * measures.unit / nullif(cast(counts.denominator as double), 0e0)
    end as reading,
    counts.is_made_up
from dated_items
inner join measures on dated_items.item_code = measures.goal_code
inner join counts on measures.measure_code = counts.measure_code
inner join district on counts.organisation_code = district.organisation_code
where counts.grade = 'ALL'
    and counts.subgroup_code = 'ALL'
    and counts.numerator is not null
    and (measures.kind = 'count' or counts.denominator > 0)
    and (dated_items.start_date is null or counts.as_of_date >= dated_items.start_date)
    and (
        dated_items.due_date is null
        or counts.as_of_date <= dated_items.due_date
        or counts.school_year <= year(dated_items.due_date)
    )
