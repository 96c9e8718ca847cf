-- One row per measure, organisation, school year, window, grade, subgroup and source: the figure, its target, its status.
-- Key: measure_code, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code, source.
-- Rule: a target is for all grades together at the end of the year. The annual window's figure is compared with it as
-- whole numbers, unrounded: exactly on target is met in both directions. A figure of an earlier window is on track when
-- what it projects to reaches the target; without a year before there is nothing to project from. No data is not a miss.
-- A school's area is that of the figure's day.
with measure_counts as (
    select
        own_counts.measure_code,
        own_counts.school_year,
        own_counts.window_code,
        own_counts.organisation_level,
        own_counts.organisation_code,
        own_counts.grade,
        own_counts.subgroup_code,
        own_counts.source,
        own_counts.numerator,
        own_counts.denominator,
        own_counts.as_of_date,
        own_counts.is_made_up
    from met_measure_counts as own_counts
    union all
    select
        derived_counts.measure_code,
        derived_counts.school_year,
        derived_counts.window_code,
        derived_counts.organisation_level,
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

-- The unit of a gap or a change is that of its measure.
measures as (
    select
        measures.measure_code,
        measures.kind,
        measures.direction,
        measures.annual_window,
        case
            when measures.kind = 'percent_change' then 'rate'
            else coalesce(base.kind, measures.kind)
        end as unit_kind
    from stg_measures as measures
    left join stg_measures as base on measures.of_measure = base.measure_code
),

projections as (
    select * from met_projections
),

targets as (
    select * from met_targets
),

school_areas as (
    select * from stg_school_areas
),

organisations as (
    select * from dim_organisation
),

with_target as (
    select
        measure_counts.measure_code,
        measure_counts.school_year,
        measure_counts.window_code,
        measure_counts.organisation_level,
        measure_counts.organisation_code,
        measure_counts.grade,
        measure_counts.subgroup_code,
        measure_counts.source,
        coalesce(school_areas.performance_area, organisations.performance_area) as performance_area,
        coalesce(school_areas.area_group, organisations.area_group) as area_group,
        measure_counts.as_of_date,
        measure_counts.numerator,
        case when measures.kind = 'count' then cast(1 as bigint) else measure_counts.denominator end as denominator,
        targets.target_milli,
        measures.direction,
        measure_counts.window_code = measures.annual_window as is_annual,
        projections.projection_milli,
        projections.reaches_target,
        -- What the figure is multiplied by to be in the unit of its target, times the target's thousandths.
        cast(case measures.unit_kind when 'rate' then 100000 when 'per_1000' then 1000000 else 1000 end as bigint) as scale,
        -- The fewest students that reach the target: its share of the denominator, rounded up; or the most, rounded down.
        case
            when measures.kind = 'rate' then cast(
                floor(
                    cast(
                        targets.target_milli * measure_counts.denominator
                            + case measures.direction when 'higher' then 99999 else 0 end as double
                    ) / 100000e0
                ) as bigint
            )
        end as students_at_target,
        measure_counts.is_made_up
    from measure_counts
    inner join measures on measure_counts.measure_code = measures.measure_code
    inner join organisations
        on measure_counts.organisation_level = organisations.organisation_level
        and measure_counts.organisation_code = organisations.organisation_code
    left join targets
        on measure_counts.measure_code = targets.measure_code
        and measure_counts.school_year = targets.school_year
        and measure_counts.organisation_code = targets.organisation_code
        and measure_counts.subgroup_code = targets.subgroup_code
        and measure_counts.grade = 'ALL'
        and targets.kind = 'target'
    left join projections
        on measure_counts.measure_code = projections.measure_code
        and measure_counts.school_year = projections.school_year
        and measure_counts.window_code = projections.window_code
        and measure_counts.organisation_level = projections.organisation_level
        and measure_counts.organisation_code = projections.organisation_code
        and measure_counts.grade = projections.grade
        and measure_counts.subgroup_code = projections.subgroup_code
        and measure_counts.source = projections.source
    left join school_areas
        on measure_counts.organisation_level = 'school'
        and measure_counts.organisation_code = school_areas.school_code
        and measure_counts.as_of_date between school_areas.from_date and school_areas.to_date
)

select
    with_target.measure_code,
    with_target.school_year,
    with_target.window_code,
    with_target.organisation_level,
    with_target.organisation_code,
    with_target.grade,
    with_target.subgroup_code,
    with_target.source,
    with_target.performance_area,
    with_target.area_group,
    with_target.as_of_date,
    with_target.numerator,
    with_target.denominator,
    with_target.target_milli,
    case
        when with_target.numerator is null or coalesce(with_target.denominator, 0) = 0 then 'no_data'
        when with_target.target_milli is null then 'no_target'
        when not with_target.is_annual and with_target.reaches_target is null then 'no_data'
        when not with_target.is_annual and with_target.reaches_target then 'on_track'
        when not with_target.is_annual then 'off_track'
        when with_target.direction = 'higher'
            and with_target.numerator * with_target.scale >= with_target.target_milli * with_target.denominator then 'met'
        when with_target.direction = 'lower'
            and with_target.numerator * with_target.scale <= with_target.target_milli * with_target.denominator then 'met'
        else 'off_track'
    end as status,
    case
        when with_target.direction = 'higher' and with_target.students_at_target > with_target.numerator
            then with_target.students_at_target - with_target.numerator
        when with_target.direction = 'lower' and with_target.students_at_target < with_target.numerator
            then with_target.numerator - with_target.students_at_target
        when with_target.students_at_target is not null and with_target.numerator is not null and with_target.denominator > 0
            then cast(0 as bigint)
    end as students_needed,
    with_target.projection_milli,
    case
        when with_target.reaches_target then cast(0 as bigint)
        when with_target.direction = 'higher' then with_target.target_milli - with_target.projection_milli
        else with_target.projection_milli - with_target.target_milli
    end as acceleration_milli,
    with_target.is_made_up
from with_target
