-- One row per day on which requests for data came, in the district: how many.
-- Key: measure_code, school_year, as_of_date.
-- Rule: of every year the requests up to the day of the year on which the newest one came, so that a year that is not
-- over is held against the same part of the year before. The last day of a finished year takes in all of them.
with requests as (
    select * from stg_data_requests
),

district as (
    select * from stg_district
),

numbered as (
    select
        requests.school_year,
        requests.request_date,
        date_diff(
            'day',
            cast(cast(requests.school_year - 1 as varchar) || '-07-01' as date),
            requests.request_date
        ) as day_of_year,
        max(requests.request_date) over () as newest_date,
        requests.is_made_up
    from requests
),

up_to as (
    select
        numbered.school_year,
        numbered.request_date,
        numbered.day_of_year,
        max(case when numbered.request_date = numbered.newest_date then numbered.day_of_year end) over () as last_day,
        numbered.is_made_up
    from numbered
)

select
    'data_requests' as measure_code,
    up_to.school_year,
    'YEAR' as window_code,
    up_to.request_date as as_of_date,
    'district' as counts_at,
    district.organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    count(*) as numerator,
    cast(0 as bigint) as denominator,
    'computed' as source,
    bool_or(up_to.is_made_up) as is_made_up
from up_to
cross join district
where up_to.day_of_year <= up_to.last_day
group by
    up_to.school_year,
    up_to.request_date,
    district.organisation_code
