-- order_metrics: one row per run. Source: order_statistics.
select
    run_id,
    orders,
    fills,
    denied_orders,
    rejected_orders,
    canceled_orders,
    fill_rate_ratio,
    cancel_rate_ratio,
    maker_share_ratio,
    median_time_to_fill_ns,
    p95_time_to_fill_ns,
    p99_time_to_fill_ns,
from order_statistics
