-- One row per school and day of a session, or last day of a window without one: sessions held within a week, of all due.
-- Key: measure_code, school_year, organisation_code, as_of_date.
-- Rule: within a week is from the last day of the window to the seventh day after it (annual plan, Ae 1.004). Each school
-- of the feed has one leadership team, and each window asks for a session.
with sessions as (
    select * from stg_data_sessions
)

select
    'data_sessions_within_week' as measure_code,
    sessions.school_year,
    'YEAR' as window_code,
    coalesce(sessions.session_date, sessions.window_end_date) as as_of_date,
    'every_level' as counts_at,
    sessions.school_code as organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    count(*) filter (
        where sessions.session_date between sessions.window_end_date
            and cast(sessions.window_end_date + interval '7' day as date)
    ) as numerator,
    count(*) as denominator,
    'computed' as source,
    bool_or(sessions.is_made_up) as is_made_up
from sessions
group by
    sessions.school_year,
    sessions.school_code,
    coalesce(sessions.session_date, sessions.window_end_date)
