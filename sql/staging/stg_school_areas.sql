-- One row per school and the time in which it belonged to a performance area, both days inclusive.
-- Key: school_code, from_date. An area cannot be derived from grades: it is what the assignments say.
with assignments as (
    select * from stg_performance_area_assignments
)

select
    assignments.school_code,
    assignments.performance_area,
    assignments.area_group,
    assignments.from_date,
    coalesce(assignments.to_date, date '2999-12-31') as to_date
from assignments
