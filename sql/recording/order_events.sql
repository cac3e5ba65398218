-- order_events: rows of a run's order_events.parquet, one per state an order took; order: as they happened.
-- Source: staged_order_events.
select
    order_id,
    $origin_ns::bigint + ts_init_ns as ts_init,
    status,
    reason,
from staged_order_events
