-- routing: rows of a run's routing.parquet, one per routing decision and venue; order: by decision, then venue as
-- configured. Source: staged_routing.
select
    decision_id,
    addressed_index,
    instrument_index,
    nullif(order_id, 0) as order_id,
    nullif(parent_order_id, 0) as parent_order_id,
    side,
    outcome,
    $origin_ns::bigint + ts_init_ns as ts_init,
    quantity,
    nullif(limit_price, 0) as limit_price,
    case when available_quantity >= 0 then available_quantity end as available_quantity,
    chosen_quantity,
    notional,
    fee,
    latency_cost,
    total_cost,
from staged_routing
