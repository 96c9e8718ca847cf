-- One row per delivered list, draft or report and measure, by the day on which it was asked for, in the district.
-- Key: measure_code, school_year, as_of_date.
-- Rule: recognition lists within 24 hours and summary drafts within 2 days (annual plan, Data Analytics); of SOFG reports
-- the days that they took, 24 hours each. What is still open has taken no known time and is not counted.
with deliverables as (
    select * from stg_deliverables
),

district as (
    select * from stg_district
),

delivered as (
    select
        case deliverables.kind
            when 'recognition_list' then 'recognition_lists_within_day'
            when 'summary_draft' then 'summary_drafts_within_2_days'
            when 'sofg_report' then 'sofg_reporting_days'
        end as measure_code,
        deliverables.school_year,
        deliverables.requested_date,
        case deliverables.kind
            when 'recognition_list' then case when deliverables.hours_taken <= 24 then 1 else 0 end
            when 'summary_draft' then case when deliverables.hours_taken <= 48 then 1 else 0 end
            when 'sofg_report' then deliverables.hours_taken
        end as numerator,
        -- Hours over 24 a report are days a report.
        case deliverables.kind when 'sofg_report' then 24 else 1 end as denominator,
        deliverables.is_made_up
    from deliverables
    where deliverables.hours_taken is not null
)

select
    delivered.measure_code,
    delivered.school_year,
    'YEAR' as window_code,
    delivered.requested_date as as_of_date,
    'district' as counts_at,
    district.organisation_code,
    cast(null as varchar) as student_id,
    'ALL' as grade,
    'ALL' as subgroup_code,
    cast(sum(delivered.numerator) as bigint) as numerator,
    cast(sum(delivered.denominator) as bigint) as denominator,
    'computed' as source,
    bool_or(delivered.is_made_up) as is_made_up
from delivered
cross join district
group by
    delivered.measure_code,
    delivered.school_year,
    delivered.requested_date,
    district.organisation_code
