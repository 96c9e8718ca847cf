-- One row per student and measure at a school: the rows behind a figure, and whether the student is on its list.
-- Key: measure_code, school_year, window_code, organisation_code, student_id.
-- Rule: who is 0 of 0 is behind no figure. On the list of a measure that has one are those who do not meet what it asks
-- for; where lower is better, those whom it counts. The school, and with it the area, is that of the row's day.
with indicators as (
    select * from all_indicators
),

measures as (
    select * from stg_measures
),

school_areas as (
    select * from stg_school_areas
)

select
    indicators.measure_code,
    indicators.school_year,
    indicators.window_code,
    'school' as organisation_level,
    indicators.organisation_code,
    coalesce(school_areas.performance_area, 'Unassigned') as performance_area,
    coalesce(school_areas.area_group, 'Unassigned') as area_group,
    indicators.student_id,
    indicators.grade,
    indicators.as_of_date,
    indicators.numerator,
    indicators.denominator,
    case
        when measures.list_rule is null then false
        when measures.direction = 'higher' then indicators.numerator < indicators.denominator
        else indicators.numerator > 0
    end as is_listed,
    indicators.is_made_up
from indicators
inner join measures on indicators.measure_code = measures.measure_code
left join school_areas
    on indicators.organisation_code = school_areas.school_code
    and indicators.as_of_date between school_areas.from_date and school_areas.to_date
where indicators.student_id is not null
    and indicators.counts_at in ('every_level', 'school')
    and (indicators.numerator > 0 or indicators.denominator > 0)
