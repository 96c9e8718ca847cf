-- One row per school year that has a figure or a target.
-- Key: school_year. The name of 2025 is 2024-25.
with measure_counts as (
    select * from met_measure_counts
),

targets as (
    select * from met_targets
),

years as (
    select measure_counts.school_year
    from measure_counts
    union
    select targets.school_year
    from targets
)

select
    years.school_year,
    cast(years.school_year - 1 as varchar) || '-' || substr(cast(years.school_year as varchar), 3, 2) as school_year_name
from years
