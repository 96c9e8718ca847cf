-- One row per row of fct_plan_item, with the readings that may leave the house.
-- Key: item_code. Rule: a reading that is a figure is shown, and its status, where fct_measure_suppressed shows the
-- figure (docs/suppression.md); what a department reports is its own word. not_shown: there is one that is kept back.
with items as (
    select * from fct_plan_item
),

plan_status as (
    select * from met_plan_status
),

figures as (
    select * from fct_measure_suppressed where grade = 'ALL' and subgroup_code = 'ALL'
),

judged as (
    select
        items.*,
        plan_status.measure_code is null or coalesce(figures.shows, 'nothing') = 'figure' as is_shown
    from items
    left join plan_status on items.item_code = plan_status.item_code
    left join figures
        on plan_status.measure_code = figures.measure_code
        and plan_status.school_year = figures.school_year
        and plan_status.window_code = figures.window_code
        and plan_status.source = figures.source
        and items.organisation_level = figures.organisation_level
        and items.organisation_code = figures.organisation_code
)

select
    judged.item_code,
    judged.kind,
    judged.parent_code,
    judged.same_as,
    judged.label,
    judged.statement,
    judged.sort_order,
    judged.pillar_code,
    judged.department_name,
    judged.unit,
    judged.direction,
    judged.baseline,
    judged.target,
    judged.start_date,
    judged.due_date,
    case when judged.is_shown then judged.reading end as reading,
    case when judged.is_shown then judged.reading_date end as reading_date,
    judged.reported_by,
    case when judged.is_shown then judged.status else 'not_shown' end as status,
    judged.is_made_up,
    judged.source
from judged
