-- One row per landing: what came in, when, how much of it went to quarantine, and whether it still counts.
-- Key: landing_id.
with all_landings as (
    select * from landings
)

select
    all_landings.landing_id,
    all_landings.feed,
    all_landings.landed_at,
    all_landings.file,
    all_landings.source,
    all_landings.is_made_up,
    all_landings.records,
    all_landings.landed,
    all_landings.quarantined,
    all_landings.is_live
from all_landings
