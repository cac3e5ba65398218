-- parents: rows of a run's parents.parquet, one per parent order; order: as they ended. What they filled is what their
-- children filled. Source: staged_parents.
select
    order_id,
    instrument_index,
    side,
    type,
    quantity,
    nullif(limit_price, 0) as limit_price,
    algorithm_index,
    $origin_ns::bigint + created_ns as ts_created,
    $origin_ns::bigint + closed_ns as ts_closed,
    status,
    reason,
from staged_parents
