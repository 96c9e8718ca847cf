-- One row per student of a graduation cohort: graduated in four or in five years, or projected to.
-- Key: measure_code, school_year, student_id.
-- Rule: the cohort is what the feed holds, after transfers in and out (NC DPI, cohort graduation rate); a projection is
-- of students in grades 10-12.
with cohorts as (
    select * from stg_graduation_cohort
)

select
    case cohorts.cohort
        when 'four_year' then 'graduation_4_year'
        when 'five_year' then 'graduation_5_year'
        when 'projected' then 'graduation_projected'
    end as measure_code,
    cohorts.school_year,
    'YEAR' as window_code,
    cohorts.as_of_date,
    'every_level' as counts_at,
    cohorts.school_code as organisation_code,
    cohorts.student_id,
    cohorts.grade,
    'ALL' as subgroup_code,
    cast(case when cohorts.outcome in ('graduated', 'on_track') then 1 else 0 end as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    cohorts.is_made_up
from cohorts
where cohorts.cohort <> 'projected'
    or cohorts.grade in ('10', '11', '12')
