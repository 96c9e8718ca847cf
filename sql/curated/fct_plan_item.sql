-- One row per statement of the strategic plan, with the latest reading and the status of those that have a target.
-- Key: item_code. Rule: see met_plan_status. The pillar is found up to three steps above. Readings are of the whole
-- district, so that who may see its figures whole may read them; fct_plan_item_suppressed is for everyone.
with items as (
    select * from stg_plan_items
),

plan_status as (
    select * from met_plan_status
),

district as (
    select * from stg_district
)

select
    items.item_code,
    items.kind,
    items.parent_code,
    items.same_as,
    items.label,
    items.statement,
    items.sort_order,
    case 'pillar'
        when items.kind then items.item_code
        when parent.kind then parent.item_code
        when grandparent.kind then grandparent.item_code
        when top.kind then top.item_code
    end as pillar_code,
    case 'department'
        when items.kind then items.statement
        when parent.kind then parent.statement
    end as department_name,
    items.unit,
    items.direction,
    items.baseline,
    items.target,
    items.start_date,
    items.due_date,
    plan_status.reading,
    plan_status.reading_date,
    plan_status.reported_by,
    plan_status.status,
    items.is_made_up or coalesce(plan_status.is_made_up, false) as is_made_up,
    items.source,
    'district' as organisation_level,
    district.organisation_code,
    'All' as performance_area,
    'All' as area_group
from items
cross join district
left join items as parent on items.parent_code = parent.item_code
left join items as grandparent on parent.parent_code = grandparent.item_code
left join items as top on grandparent.parent_code = top.item_code
left join plan_status on items.item_code = plan_status.item_code
