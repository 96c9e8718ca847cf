-- One row per entry of a directory and measure, by the day on which it was added, in the district.
-- Key: measure_code, school_year, as_of_date.
-- Rule: best practices count when they were shared (annual plan, Oe 4.003); research projects are aligned when they
-- belong to a strategy of the plan (annual plan, Data Strategy); of the others it is counted how many were added.
with entries as (
    select * from stg_directory_entries
),

district as (
    select * from stg_district
),

for_measure as (
    select
        case entries.directory
            when 'procedures' then 'procedures_listed'
            when 'points_of_contact' then 'points_of_contact_listed'
            when 'best_practices' then 'best_practices_shared'
            when 'research_projects' then 'research_projects_aligned'
        end as measure_code,
        entries.school_year,
        entries.added_date,
        case entries.directory
            when 'best_practices' then case when entries.is_shared then 1 else 0 end
            when 'research_projects' then case when entries.strategy_code is null then 0 else 1 end
            else 1
        end as numerator,
        case when entries.directory = 'research_projects' then 1 else 0 end as denominator,
        entries.is_made_up
    from entries
    union all
    -- A strategy counts once, on the day of its first project in the year.
    select
        'strategies_with_research' as measure_code,
        entries.school_year,
        min(entries.added_date) as added_date,
        1 as numerator,
        0 as denominator,
        bool_or(entries.is_made_up) as is_made_up
    from entries
    where entries.directory = 'research_projects'
        and entries.strategy_code is not null
    group by
        entries.school_year,
        entries.strategy_code
)

select
    for_measure.measure_code,
    for_measure.school_year,
    'YEAR' as window_code,
    for_measure.added_date as as_of_date,
    'district' as counts_at,
    district.organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    cast(sum(for_measure.numerator) as bigint) as numerator,
    cast(sum(for_measure.denominator) as bigint) as denominator,
    'computed' as source,
    bool_or(for_measure.is_made_up) as is_made_up
from for_measure
cross join district
group by
    for_measure.measure_code,
    for_measure.school_year,
    for_measure.added_date,
    district.organisation_code
