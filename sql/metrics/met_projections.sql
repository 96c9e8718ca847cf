-- One row per figure of a window before the measure's annual one, with what it comes to at the end of the year and
-- whether that reaches the year's target.
-- Key: measure_code, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code, source.
-- Rule: this window's figure plus last year's gain from the same window to the annual one, in the unit of the measure
-- (board reports 2024-25: 56 % and a gain of 17.6 points are 73.6 %). As one fraction, so that it is compared unrounded.
with counts as (
    select
        measure_counts.measure_code,
        measure_counts.school_year,
        measure_counts.window_code,
        measure_counts.organisation_level,
        measure_counts.organisation_code,
        measure_counts.grade,
        measure_counts.subgroup_code,
        measure_counts.source,
        measures.annual_window,
        measures.direction,
        cast(
            case measures.kind when 'rate' then 100000 when 'per_1000' then 1000000 else 1000 end as decimal(38, 0)
        ) as scale,
        -- Decimals of no fraction: three denominators multiplied are more than 64 bits hold.
        cast(measure_counts.numerator as decimal(38, 0)) as numerator,
        cast(
            case when measures.kind = 'count' then 1 else measure_counts.denominator end as decimal(38, 0)
        ) as denominator
    from met_measure_counts as measure_counts
    inner join stg_measures as measures on measure_counts.measure_code = measures.measure_code
    where measure_counts.numerator is not null
        and measure_counts.numerator < 1000000000
        and (measures.kind = 'count' or measure_counts.denominator between 1 and 999999999)
),

with_gain as (
    select
        figure.measure_code,
        figure.school_year,
        figure.window_code,
        figure.organisation_level,
        figure.organisation_code,
        figure.grade,
        figure.subgroup_code,
        figure.source,
        figure.direction,
        figure.scale,
        figure.numerator * annual.denominator * before.denominator
            + annual.numerator * figure.denominator * before.denominator
            - before.numerator * figure.denominator * annual.denominator as projected_numerator,
        figure.denominator * annual.denominator * before.denominator as projected_denominator
    from counts as figure
    inner join counts as before
        on figure.measure_code = before.measure_code
        and figure.school_year = before.school_year + 1
        and figure.window_code = before.window_code
        and figure.organisation_level = before.organisation_level
        and figure.organisation_code = before.organisation_code
        and figure.grade = before.grade
        and figure.subgroup_code = before.subgroup_code
        and figure.source = before.source
    inner join counts as annual
        on before.measure_code = annual.measure_code
        and before.school_year = annual.school_year
        and before.annual_window = annual.window_code
        and before.organisation_level = annual.organisation_level
        and before.organisation_code = annual.organisation_code
        and before.grade = annual.grade
        and before.subgroup_code = annual.subgroup_code
        and before.source = annual.source
    where figure.window_code <> figure.annual_window
)

select
    with_gain.measure_code,
    with_gain.school_year,
    with_gain.window_code,
    with_gain.organisation_level,
    with_gain.organisation_code,
    with_gain.grade,
    with_gain.subgroup_code,
    with_gain.source,
    cast(
        floor(
            cast(with_gain.projected_numerator * with_gain.scale as double)
                / nullif(cast(with_gain.projected_denominator as double), 0e0)
                + 0.5e0
        ) as bigint
    ) as projection_milli,
    case
        when with_gain.direction = 'higher' then with_gain.projected_numerator * with_gain.scale
            >= with_gain.projected_denominator * cast(targets.target_milli as decimal(38, 0))
        else with_gain.projected_numerator * with_gain.scale
            <= with_gain.projected_denominator * cast(targets.target_milli as decimal(38, 0))
    end as reaches_target
from with_gain
left join met_targets as targets
    on with_gain.measure_code = targets.measure_code
    and with_gain.school_year = targets.school_year
    and with_gain.organisation_code = targets.organisation_code
    and with_gain.subgroup_code = targets.subgroup_code
    and targets.kind = 'target'
