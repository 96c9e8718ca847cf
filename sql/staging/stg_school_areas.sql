-- One row per school and the time in which it belonged to a performance area, both days inclusive.
-- Key: school_code, from_date. Rule: an area cannot be derived from grades: it is what the assignments say. One without
-- a last day lasts until the day before the school's next one. Those that overlap are refused: the school would count
-- twice.
with assignments as (
    select * from stg_performance_area_assignments
),

with_next as (
    select
        assignments.school_code,
        assignments.performance_area,
        assignments.area_group,
        assignments.from_date,
        assignments.to_date,
        lead(assignments.from_date) over (
            partition by assignments.school_code
            order by assignments.from_date
        ) as next_from_date,
        assignments.is_made_up
    from assignments
)

select
    with_next.school_code,
    with_next.performance_area,
    with_next.area_group,
    with_next.from_date,
    coalesce(
        with_next.to_date,
        cast(with_next.next_from_date - interval '1' day as date),
        date '2999-12-31'
    ) as to_date,
    with_next.next_from_date,
    with_next.is_made_up
from with_next
