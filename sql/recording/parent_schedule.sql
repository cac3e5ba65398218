-- parent_schedule: rows of a run's parent_schedule.parquet, one per point of a parent's schedule; order: as they were
-- noted, per parent ascending in time. Source: staged_parent_schedule.
select
    order_id,
    instrument_index,
    $origin_ns::bigint + ts_ns as ts,
    target_quantity,
from staged_parent_schedule
