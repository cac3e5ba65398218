-- orders: rows of a run's orders.parquet, one per order that a single fill at once does not tell; order: as they
-- closed. Source: staged_orders.
select
    order_id,
    null::integer as parent_order_id,
    instrument_index,
    type,
    side,
    quantity,
    nullif(limit_price, 0) as limit_price,
    nullif(trigger_price, 0) as trigger_price,
    time_in_force,
    flags,
    status,
    reason,
    $origin_ns::bigint + created_ns as ts_created,
    $origin_ns::bigint + nullif(submitted_ns, -1) as ts_submitted,
    $origin_ns::bigint + nullif(accepted_ns, -1) as ts_accepted,
    $origin_ns::bigint + closed_ns as ts_closed,
    filled_quantity,
    nullif(arrival_bid, 0) as arrival_bid,
    nullif(arrival_ask, 0) as arrival_ask,
from staged_orders
