-- One row per figure of fct_measure, with what would give away a small group hidden.
-- Key: measure_code, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code, source.
-- Rule: groups under 10 are hidden, the outermost shares are bands, and as much beside them as keeps either from being
-- found by subtraction (docs/suppression.md). What is computed from several figures shows where all of them do.
with measures as (
    select * from fct_measure
),

catalogue as (
    select * from dim_measure
),

shown as (
    select * from shown_cells
),

figures as (
    select * from shown_cells where shown_cells.shows = 'figure'
),

-- The figures that each is made of: its own cell, or the two of a gap or a change.
with_parts as (
    select
        measures.*,
        catalogue.of_measure,
        catalogue.annual_window,
        coalesce(catalogue.of_measure, measures.measure_code) as first_measure,
        coalesce(catalogue.focus_subgroup, measures.subgroup_code) as first_subgroup,
        coalesce(catalogue.reference_subgroup, measures.subgroup_code) as second_subgroup,
        measures.school_year - case when catalogue.change_from = 'year_before' then 1 else 0 end as second_year,
        case when catalogue.change_from = 'beginning_of_year' then 'BOY' else measures.window_code end as second_window
    from measures
    inner join catalogue on measures.measure_code = catalogue.measure_code
),

judged as (
    select
        with_parts.*,
        case
            when with_parts.of_measure is null then coalesce(shown.shows, 'nothing')
            when shown.shows = 'figure' and second.shows = 'figure' then 'figure'
            else 'nothing'
        end as shows,
        shown.band,
        -- A projection tells of this figure, of the same window a year before and of the annual one then.
        with_parts.window_code = with_parts.annual_window
            or with_parts.projection_milli is null
            or before.shows = 'figure' and annual.shows = 'figure' as has_projection
    from with_parts
    left join shown
        on with_parts.first_measure = shown.measure_code
        and with_parts.school_year = shown.school_year
        and with_parts.window_code = shown.window_code
        and with_parts.organisation_level = shown.organisation_level
        and with_parts.organisation_code = shown.organisation_code
        and with_parts.grade = shown.grade
        and with_parts.first_subgroup = shown.subgroup_code
        and with_parts.source = shown.source
    left join figures as second
        on with_parts.first_measure = second.measure_code
        and with_parts.second_year = second.school_year
        and with_parts.second_window = second.window_code
        and with_parts.organisation_level = second.organisation_level
        and with_parts.organisation_code = second.organisation_code
        and with_parts.grade = second.grade
        and with_parts.second_subgroup = second.subgroup_code
        and with_parts.source = second.source
    left join figures as before
        on with_parts.measure_code = before.measure_code
        and with_parts.school_year = before.school_year + 1
        and with_parts.window_code = before.window_code
        and with_parts.organisation_level = before.organisation_level
        and with_parts.organisation_code = before.organisation_code
        and with_parts.grade = before.grade
        and with_parts.subgroup_code = before.subgroup_code
        and with_parts.source = before.source
    left join figures as annual
        on with_parts.measure_code = annual.measure_code
        and with_parts.school_year = annual.school_year + 1
        and with_parts.annual_window = annual.window_code
        and with_parts.organisation_level = annual.organisation_level
        and with_parts.organisation_code = annual.organisation_code
        and with_parts.grade = annual.grade
        and with_parts.subgroup_code = annual.subgroup_code
        and with_parts.source = annual.source
)

select
    judged.measure_code,
    judged.school_year,
    judged.window_code,
    judged.organisation_level,
    judged.organisation_code,
    judged.grade,
    judged.subgroup_code,
    judged.source,
    judged.performance_area,
    judged.area_group,
    judged.shows,
    case when judged.shows = 'band' then judged.band end as band,
    case when judged.shows <> 'nothing' then judged.as_of_date end as as_of_date,
    case when judged.shows = 'figure' then judged.numerator end as numerator,
    case when judged.shows <> 'nothing' then judged.denominator end as denominator,
    judged.target_milli,
    case when judged.shows = 'figure' and judged.has_projection then judged.status end as status,
    case when judged.shows = 'figure' then judged.students_needed end as students_needed,
    case when judged.shows = 'figure' and judged.has_projection then judged.projection_milli end as projection_milli,
    case when judged.shows = 'figure' and judged.has_projection then judged.acceleration_milli end as acceleration_milli,
    judged.is_made_up
from judged
