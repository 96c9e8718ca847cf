-- One row per student of the four-year cohort, for the goal and for each interim measure that an indicator is part of.
-- Key: measure_code, school_year, student_id.
-- Rule: of those who graduated on time, ready is meeting at least one indicator that counts for the graduate's year, by
-- what was reached up to it (CMS Goal 4). Whoever did not graduate is 0 of 0: a group without a row would tell that
-- nobody of it graduated. Which indicators count is data: for a year without any there is no figure.
with members as (
    select * from stg_graduation_cohort where cohort = 'four_year'
),

indicators as (
    select * from stg_readiness_indicators
),

evidence as (
    select * from stg_readiness_evidence
),

asked_of as (
    select
        members.school_year,
        members.student_id,
        members.school_code,
        members.grade,
        members.as_of_date,
        members.outcome = 'graduated' as has_graduated,
        members.is_made_up or indicators.is_made_up as is_made_up,
        indicators.indicator_code,
        indicators.evidence_kind,
        indicators.evidence_code,
        indicators.at_least
    from members
    inner join indicators
        on members.school_year >= indicators.first_year
        and (indicators.last_year is null or members.school_year <= indicators.last_year)
),

judged as (
    select
        asked_of.school_year,
        asked_of.student_id,
        asked_of.school_code,
        asked_of.grade,
        asked_of.as_of_date,
        asked_of.has_graduated,
        asked_of.evidence_kind,
        asked_of.indicator_code,
        case when count(evidence.evidence_kind) >= asked_of.at_least then 1 else 0 end as met,
        bool_or(asked_of.is_made_up or coalesce(evidence.is_made_up, false)) as is_made_up
    from asked_of
    left join evidence
        on asked_of.has_graduated
        and asked_of.student_id = evidence.student_id
        and asked_of.evidence_kind = evidence.evidence_kind
        and (asked_of.evidence_code is null or asked_of.evidence_code = evidence.evidence_code)
        and asked_of.school_year >= evidence.school_year
    group by
        asked_of.school_year,
        asked_of.student_id,
        asked_of.school_code,
        asked_of.grade,
        asked_of.as_of_date,
        asked_of.has_graduated,
        asked_of.evidence_kind,
        asked_of.indicator_code,
        asked_of.at_least
),

for_measure as (
    select
        'post_graduation_readiness' as measure_code,
        judged.*
    from judged
    union all
    select
        case judged.evidence_kind
            when 'test_benchmark' then 'readiness_test_benchmark'
            when 'college_credit' then 'readiness_college_credit'
            else 'readiness_proficient_or_cte'
        end as measure_code,
        judged.*
    from judged
    where judged.evidence_kind in ('test_benchmark', 'college_credit', 'grade_level_proficiency', 'cte_pathway')
)

select
    for_measure.measure_code,
    for_measure.school_year,
    'YEAR' as window_code,
    for_measure.as_of_date,
    'every_level' as counts_at,
    for_measure.school_code as organisation_code,
    for_measure.student_id,
    for_measure.grade,
    'ALL' as subgroup_code,
    cast(max(for_measure.met) as bigint) as numerator,
    cast(case when for_measure.has_graduated then 1 else 0 end as bigint) as denominator,
    'computed' as source,
    bool_or(for_measure.is_made_up) as is_made_up
from for_measure
group by
    for_measure.measure_code,
    for_measure.school_year,
    for_measure.as_of_date,
    for_measure.school_code,
    for_measure.student_id,
    for_measure.grade,
    for_measure.has_graduated
