-- One row per published figure that a measure is made of: counts as NC DPI prints them, beside the computed ones.
-- Key: measure_code, school_year, organisation_code, grade, subgroup_code.
-- Rule: numerator is the students tested times the published percentage, to the nearest student; a masked percentage
-- has none. Rolled up from grade rows, never from the total row (Disag 2024-25, type ALL).
with published as (
    select * from stg_published_results
),

schools as (
    select * from stg_schools
),

district as (
    select * from stg_district
),

measured as (
    select
        case
            when published.subject = 'RD' and published.grade in ('03', '04', '05', '06', '07', '08') then 'reading_ccr_3_8'
            when published.subject = 'M1' and published.grade = 'EOC' then 'math_1_ccr_high'
        end as measure_code,
        published.school_year,
        case when district.organisation_code is null then 'school' else 'district' end as counts_at,
        published.school_code as organisation_code,
        case when published.grade = 'EOC' then 'ALL' else published.grade end as grade,
        published.subgroup as subgroup_code,
        cast(published.num_tested as bigint) as students_tested,
        case
            when published.pct_ccr in ('<5', '>95', '-') then cast(null as bigint)
            else cast(replace(published.pct_ccr, '.', '') as bigint)
        end as tenths_of_percent,
        published.is_made_up
    from published
    left join district on published.school_code = district.organisation_code
    left join schools on published.school_code = schools.school_code
    where published.type = 'ALL'
        and (district.organisation_code is not null or schools.school_code is not null)
)

select
    measured.measure_code,
    measured.school_year,
    'YEAR' as window_code,
    cast(cast(measured.school_year as varchar) || '-06-30' as date) as as_of_date,
    measured.counts_at,
    measured.organisation_code,
    cast(null as varchar) as student_id,
    measured.grade,
    measured.subgroup_code,
    cast(floor(cast(measured.students_tested * measured.tenths_of_percent as double) / 1000e0 + 0.5e0) as bigint)
        as numerator,
    measured.students_tested as denominator,
    'reported' as source,
    measured.is_made_up
from measured
where measured.measure_code is not null
