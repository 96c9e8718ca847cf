-- One row per measure of a survey, round and day of answers, in the district.
-- Key: measure_code, school_year, window_code, as_of_date.
-- Rule: a measure that is an average has the points of all answers; one that is a rate counts who answers, and as met
-- those whose answers are all favorable. Which survey serves which measure is data.
with answers as (
    select * from stg_survey_answers
),

measures as (
    select * from stg_measures
),

district as (
    select * from stg_district
),

respondents as (
    select
        answers.measure_code,
        answers.school_year,
        answers.window_code,
        answers.respondent_id,
        max(answers.answer_date) as as_of_date,
        cast(sum(answers.points) as bigint) as points,
        count(*) as answers_given,
        count(*) filter (where answers.is_favorable) as answers_favorable,
        -- Trino 476 takes count(is_favorable) beside the filter above for the filter itself.
        count(*) filter (where answers.is_favorable is not null) as answers_judged,
        bool_or(answers.is_made_up) as is_made_up
    from answers
    group by
        answers.measure_code,
        answers.school_year,
        answers.window_code,
        answers.respondent_id
),

counted as (
    select
        respondents.measure_code,
        respondents.school_year,
        respondents.window_code,
        respondents.as_of_date,
        case
            when measures.kind = 'average' then respondents.points
            -- An answer that was not judged leaves open whether all are favorable.
            when respondents.answers_judged < respondents.answers_given then cast(null as bigint)
            when respondents.answers_favorable = respondents.answers_given then cast(1 as bigint)
            else cast(0 as bigint)
        end as numerator,
        case when measures.kind = 'average' then respondents.answers_given else cast(1 as bigint) end as denominator,
        respondents.is_made_up
    from respondents
    inner join measures on respondents.measure_code = measures.measure_code
    where measures.kind in ('average', 'rate')
)

select
    counted.measure_code,
    counted.school_year,
    counted.window_code,
    counted.as_of_date,
    'district' as counts_at,
    district.organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    case when count(*) filter (where counted.numerator is null) = 0 then cast(sum(counted.numerator) as bigint) end as numerator,
    cast(sum(counted.denominator) as bigint) as denominator,
    'computed' as source,
    bool_or(counted.is_made_up) as is_made_up
from counted
cross join district
group by
    counted.measure_code,
    counted.school_year,
    counted.window_code,
    counted.as_of_date,
    district.organisation_code
