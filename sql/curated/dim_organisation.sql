-- One row per organisation that figures are shown for: the district, each performance area, each school.
-- Key: organisation_level, organisation_code. Rule: a school has the area of its latest assignment, or 'Unassigned'.
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

latest_area as (
    select
        school_areas.school_code,
        school_areas.performance_area,
        school_areas.area_group,
        row_number() over (partition by school_areas.school_code order by school_areas.from_date desc) as place
    from school_areas
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
    coalesce(latest_area.performance_area, 'Unassigned') as performance_area,
    coalesce(latest_area.area_group, 'Unassigned') as area_group,
    schools.school_level
from schools
left join latest_area
    on schools.school_code = latest_area.school_code
    and latest_area.place = 1
