-- One row per organisation that figures are shown for: the district, each performance area, each school.
-- Key: organisation_level, organisation_code. Rule: a school has the area to which it is assigned today, or 'Unassigned'.
-- An area belongs to one group: one that is assigned to two comes twice and is refused, since a grant may be for a group.
with schools as (
    select * from stg_schools
),

school_areas as (
    select * from stg_school_areas
),

district as (
    select * from stg_district
),

area_today as (
    select
        school_areas.school_code,
        school_areas.performance_area,
        school_areas.area_group
    from school_areas
    inner join today on today.today between school_areas.from_date and school_areas.to_date
),

areas as (
    select
        school_areas.performance_area,
        school_areas.area_group
    from school_areas
    group by
        school_areas.performance_area,
        school_areas.area_group
)

select
    'district' as organisation_level,
    district.organisation_code,
    district.organisation_name,
    'All' as performance_area,
    'All' as area_group,
    cast(null as varchar) as school_level
from district
union all
select
    'performance_area' as organisation_level,
    areas.performance_area as organisation_code,
    areas.performance_area as organisation_name,
    areas.performance_area,
    areas.area_group,
    cast(null as varchar) as school_level
from areas
union all
select
    'school' as organisation_level,
    schools.school_code as organisation_code,
    schools.school_name as organisation_name,
    coalesce(area_today.performance_area, 'Unassigned') as performance_area,
    coalesce(area_today.area_group, 'Unassigned') as area_group,
    schools.school_level
from schools
left join area_today
    on schools.school_code = area_today.school_code
