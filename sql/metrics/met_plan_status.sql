-- One row per plan item with a target or a reading: its latest reading and how it stands.
-- Key: item_code.
-- Rule: readings are those that a department gives and the figures of the item's measure. The newest counts, a made-up
-- one only without another, a figure before a reading of its day.
-- It is met when the latest reading is at the target or better. Otherwise on track when the reading is on or beyond the
-- straight line from baseline to target on its day; a milestone is on track until its due date. Where the plan gives
-- no start, the line begins on 1 July of the calendar year before the due date's. Without a baseline there is no line:
-- off track.
-- A WIG that restates another has the readings of that one.
with items as (
    select * from stg_plan_items
),

plan_readings as (
    select * from stg_plan_readings
),

figures as (
    select * from met_plan_figures
),

readings as (
    select
        plan_readings.item_code,
        cast(null as varchar) as measure_code,
        cast(null as integer) as school_year,
        cast(null as varchar) as window_code,
        cast(null as varchar) as source,
        plan_readings.reading_date,
        plan_readings.reading,
        plan_readings.reported_by,
        plan_readings.is_made_up,
        1000 as place_on_day
    from plan_readings
    union all
    select
        figures.item_code,
        figures.measure_code,
        figures.school_year,
        figures.window_code,
        figures.source,
        figures.reading_date,
        figures.reading,
        cast(null as varchar) as reported_by,
        figures.is_made_up,
        figures.sort_order as place_on_day
    from figures
),

latest_first as (
    select
        readings.item_code,
        readings.measure_code,
        readings.school_year,
        readings.window_code,
        readings.source,
        readings.reading_date,
        readings.reading,
        readings.reported_by,
        readings.is_made_up,
        row_number() over (
            partition by readings.item_code
            order by readings.is_made_up, readings.reading_date desc, readings.place_on_day, readings.reading desc
        ) as place
    from readings
),

with_reading as (
    select
        items.item_code,
        items.unit,
        items.direction,
        items.baseline,
        items.target,
        items.due_date,
        coalesce(items.start_date, cast(date_trunc('year', items.due_date) - interval '6' month as date)) as start_date,
        latest_first.measure_code,
        latest_first.school_year,
        latest_first.window_code,
        latest_first.source,
        latest_first.reading,
        latest_first.reading_date,
        latest_first.reported_by,
        latest_first.is_made_up
    from items
    left join latest_first
        on coalesce(items.same_as, items.item_code) = latest_first.item_code
        and latest_first.place = 1
    where items.target is not null
        or latest_first.item_code is not null
),

-- Lower is better is turned round, so that one comparison serves both.
turned as (
    select
        with_reading.*,
        case when with_reading.direction = 'lower' then -1e0 else 1e0 end as sign,
        cast(date_diff('day', with_reading.start_date, with_reading.due_date) as double) as days_in_all,
        cast(date_diff('day', with_reading.start_date, with_reading.reading_date) as double) as days_gone
    from with_reading
)

select
    turned.item_code,
    turned.measure_code,
    turned.school_year,
    turned.window_code,
    turned.source,
    turned.reading,
    turned.reading_date,
    turned.reported_by,
    turned.is_made_up,
    case
        when turned.reading is null then 'no_data'
        when turned.target is null then 'no_target'
        when turned.sign * turned.reading >= turned.sign * turned.target then 'met'
        when turned.unit = 'milestone' and turned.reading_date < turned.due_date then 'on_track'
        when turned.unit = 'milestone' then 'off_track'
        when turned.sign * (turned.reading - turned.baseline) * turned.days_in_all
            >= turned.sign * (turned.target - turned.baseline) * turned.days_gone
            and turned.reading_date <= turned.due_date then 'on_track'
        else 'off_track'
    end as status
from turned
