-- One row per student and school year, at each school, in each performance area and in the district.
-- Key: measure_code, school_year, counts_at, organisation_code, student_id.
-- Rule: suspended out of school or expelled at least once, of students with a primary enrollment; at a school by what
-- happened there. The area is that of the school on the day of entry. A year without any record has no figure.
with suspensions as (
    select * from stg_suspensions
),

enrollments as (
    select * from stg_enrollments
),

school_areas as (
    select * from stg_school_areas
),

student_years as (
    select * from stg_student_years
),

district as (
    select * from stg_district
),

years_with_suspensions as (
    select suspensions.school_year
    from suspensions
    group by suspensions.school_year
),

out_of_school as (
    select
        suspensions.school_year,
        suspensions.student_id,
        suspensions.school_code,
        bool_or(suspensions.is_made_up) as is_made_up
    from suspensions
    where suspensions.kind in ('short_term', 'long_term', 'expulsion')
    group by
        suspensions.school_year,
        suspensions.student_id,
        suspensions.school_code
),

stays as (
    select
        enrollments.school_year,
        enrollments.student_id,
        enrollments.school_code,
        enrollments.entry_date,
        school_areas.performance_area,
        case when out_of_school.school_year is null then 0 else 1 end as was_suspended,
        enrollments.is_made_up or coalesce(out_of_school.is_made_up, false) as is_made_up,
        coalesce(school_areas.is_made_up, false) as is_area_made_up
    from enrollments
    inner join years_with_suspensions on enrollments.school_year = years_with_suspensions.school_year
    left join out_of_school
        on enrollments.school_year = out_of_school.school_year
        and enrollments.student_id = out_of_school.student_id
        and enrollments.school_code = out_of_school.school_code
    left join school_areas
        on enrollments.school_code = school_areas.school_code
        and enrollments.entry_date between school_areas.from_date and school_areas.to_date
    where enrollments.is_primary
),

at_each_level as (
    select
        stays.school_year,
        stays.student_id,
        'school' as counts_at,
        stays.school_code as organisation_code,
        stays.entry_date,
        stays.was_suspended,
        stays.is_made_up
    from stays
    union all
    select
        stays.school_year,
        stays.student_id,
        'performance_area' as counts_at,
        stays.performance_area as organisation_code,
        stays.entry_date,
        stays.was_suspended,
        stays.is_made_up or stays.is_area_made_up as is_made_up
    from stays
    where stays.performance_area is not null
    union all
    select
        stays.school_year,
        stays.student_id,
        'district' as counts_at,
        district.organisation_code,
        stays.entry_date,
        stays.was_suspended,
        stays.is_made_up
    from stays
    cross join district
)

select
    'suspension_rate' as measure_code,
    at_each_level.school_year,
    'YEAR' as window_code,
    max(at_each_level.entry_date) as as_of_date,
    at_each_level.counts_at,
    at_each_level.organisation_code,
    at_each_level.student_id,
    student_years.grade,
    'ALL' as subgroup_code,
    cast(max(at_each_level.was_suspended) as bigint) as numerator,
    cast(1 as bigint) as denominator,
    'computed' as source,
    bool_or(at_each_level.is_made_up) as is_made_up
from at_each_level
inner join student_years
    on at_each_level.school_year = student_years.school_year
    and at_each_level.student_id = student_years.student_id
group by
    at_each_level.school_year,
    at_each_level.student_id,
    at_each_level.counts_at,
    at_each_level.organisation_code,
    student_years.grade
