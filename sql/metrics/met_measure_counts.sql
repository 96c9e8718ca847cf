-- One row per measure, school year, window, organisation, grade, subgroup and source: the one roll-up of every indicator.
-- Key: measure_code, school_year, window_code, organisation_level, organisation_code, grade, subgroup_code, source.
-- Rule: sums of numerators and denominators. A row of counts_at every_level counts at its school, in the area of the
-- school on its day and in the district; any other only where it says. One unknown numerator makes the sum unknown.
with indicators as (
    select * from all_indicators
),

school_areas as (
    select * from stg_school_areas
),

student_subgroups as (
    select * from stg_student_subgroups
),

student_pairs as (
    select * from stg_student_pairs
),

measures as (
    select * from stg_measures
),

district as (
    select * from stg_district
),

placed as (
    select
        indicators.measure_code,
        indicators.school_year,
        indicators.window_code,
        indicators.as_of_date,
        indicators.counts_at,
        indicators.organisation_code,
        case when indicators.counts_at = 'every_level' then school_areas.performance_area end as performance_area,
        indicators.student_id,
        indicators.grade,
        indicators.subgroup_code,
        indicators.numerator,
        indicators.denominator,
        indicators.source,
        indicators.is_made_up,
        coalesce(school_areas.is_made_up, false) as is_area_made_up
    from indicators
    left join school_areas
        on indicators.organisation_code = school_areas.school_code
        and indicators.as_of_date between school_areas.from_date and school_areas.to_date
),

in_subgroups as (
    select
        placed.measure_code,
        placed.school_year,
        placed.window_code,
        placed.as_of_date,
        placed.counts_at,
        placed.organisation_code,
        placed.performance_area,
        placed.student_id,
        placed.grade,
        placed.subgroup_code,
        placed.numerator,
        placed.denominator,
        placed.source,
        placed.is_made_up,
        placed.is_area_made_up
    from placed
    union all
    select
        placed.measure_code,
        placed.school_year,
        placed.window_code,
        placed.as_of_date,
        placed.counts_at,
        placed.organisation_code,
        placed.performance_area,
        placed.student_id,
        placed.grade,
        student_subgroups.subgroup_code,
        placed.numerator,
        placed.denominator,
        placed.source,
        placed.is_made_up or student_subgroups.is_made_up as is_made_up,
        placed.is_area_made_up
    from placed
    inner join student_subgroups
        on placed.school_year = student_subgroups.school_year
        and placed.student_id = student_subgroups.student_id
    union all
    select
        placed.measure_code,
        placed.school_year,
        placed.window_code,
        placed.as_of_date,
        placed.counts_at,
        placed.organisation_code,
        placed.performance_area,
        placed.student_id,
        placed.grade,
        student_pairs.subgroup_code,
        placed.numerator,
        placed.denominator,
        placed.source,
        placed.is_made_up,
        placed.is_area_made_up
    from placed
    inner join measures on placed.measure_code = measures.measure_code
    inner join student_pairs
        on measures.subgroup_pairs = student_pairs.subgroup_pairs
        and placed.school_year = student_pairs.school_year
        and placed.student_id = student_pairs.student_id
),

-- Summed before it is spread over the levels, so that the spreading is cheap.
by_place as (
    select
        in_subgroups.measure_code,
        in_subgroups.school_year,
        in_subgroups.window_code,
        in_subgroups.counts_at,
        in_subgroups.organisation_code,
        in_subgroups.performance_area,
        in_subgroups.grade,
        in_subgroups.subgroup_code,
        in_subgroups.source,
        cast(sum(in_subgroups.numerator) as bigint) as numerator,
        cast(sum(in_subgroups.denominator) as bigint) as denominator,
        -- Those who are 0 of 0 count for nobody; where no row is of a student there is no number of them.
        case
            when count(in_subgroups.student_id) > 0 then count(in_subgroups.student_id) filter (
                where in_subgroups.numerator > 0 or in_subgroups.denominator > 0
            )
        end as students,
        count(*) filter (where in_subgroups.numerator is null) as unknown_numerators,
        max(in_subgroups.as_of_date) as as_of_date,
        bool_or(in_subgroups.is_made_up) as is_made_up,
        bool_or(in_subgroups.is_area_made_up) as is_area_made_up
    from in_subgroups
    group by
        in_subgroups.measure_code,
        in_subgroups.school_year,
        in_subgroups.window_code,
        in_subgroups.counts_at,
        in_subgroups.organisation_code,
        in_subgroups.performance_area,
        in_subgroups.grade,
        in_subgroups.subgroup_code,
        in_subgroups.source
),

at_levels as (
    select
        by_place.*,
        case when by_place.counts_at = 'every_level' then 'school' else by_place.counts_at end as organisation_level,
        by_place.organisation_code as level_code,
        by_place.is_made_up as is_level_made_up
    from by_place
    union all
    select
        by_place.*,
        'performance_area' as organisation_level,
        by_place.performance_area as level_code,
        by_place.is_made_up or by_place.is_area_made_up as is_level_made_up
    from by_place
    where by_place.counts_at = 'every_level'
        and by_place.performance_area is not null
    union all
    select
        by_place.*,
        'district' as organisation_level,
        district.organisation_code as level_code,
        by_place.is_made_up as is_level_made_up
    from by_place
    cross join district
    where by_place.counts_at = 'every_level'
)

select
    at_levels.measure_code,
    at_levels.school_year,
    at_levels.window_code,
    at_levels.organisation_level,
    at_levels.level_code as organisation_code,
    coalesce(at_levels.grade, 'ALL') as grade,
    at_levels.subgroup_code,
    at_levels.source,
    case when cast(sum(at_levels.unknown_numerators) as bigint) = 0 then cast(sum(at_levels.numerator) as bigint) end as numerator,
    cast(sum(at_levels.denominator) as bigint) as denominator,
    cast(sum(at_levels.students) as bigint) as students,
    max(at_levels.as_of_date) as as_of_date,
    bool_or(at_levels.is_level_made_up) as is_made_up
from at_levels
group by grouping sets (
    (
        at_levels.measure_code,
        at_levels.school_year,
        at_levels.window_code,
        at_levels.organisation_level,
        at_levels.level_code,
        at_levels.grade,
        at_levels.subgroup_code,
        at_levels.source
    ),
    (
        at_levels.measure_code,
        at_levels.school_year,
        at_levels.window_code,
        at_levels.organisation_level,
        at_levels.level_code,
        at_levels.subgroup_code,
        at_levels.source
    )
)
having grouping(at_levels.grade) = 1 or at_levels.grade <> 'ALL'
