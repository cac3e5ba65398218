-- order_statistics: one row per run with orders; unordered. Sent orders are those neither denied nor still held here.
-- Rates are fractions of the sent orders; maker share is of the filled quantity; times to fill run from submission
-- to the last fill of filled orders, in ns. Source: orders, fills.
with orders_of_runs as (
    select
        run_id,
        count(*) as orders,
        count(ts_submitted) as sent_orders,
        count(*) filter (where status = 'FILLED') as filled_orders,
        count(*) filter (where status = 'PARTIALLY_FILLED' or (status in ('CANCELED', 'EXPIRED') and filled_quantity > 0))
            as partly_filled_orders,
        count(*) filter (where status = 'CANCELED') as canceled_orders,
        count(*) filter (where status = 'DENIED') as denied_orders,
        count(*) filter (where status = 'REJECTED') as rejected_orders,
        sum(quantity) as quantity,
        sum(filled_quantity) as filled_quantity,
        quantile_cont(ts_closed - ts_submitted, [0.5, 0.95]) filter (where status = 'FILLED') as fill_times_ns,
    from orders
    group by all
),

fills_of_runs as (
    select
        run_id,
        count(*) as fills,
        coalesce(sum(quantity) filter (where liquidity = 'MAKER'), 0)::double / nullif(sum(quantity)::double, 0) as maker_share_ratio,
    from fills
    group by all
)

select
    orders_of_runs.run_id,
    orders_of_runs.orders,
    orders_of_runs.sent_orders,
    orders_of_runs.filled_orders,
    orders_of_runs.partly_filled_orders,
    orders_of_runs.canceled_orders,
    orders_of_runs.denied_orders,
    orders_of_runs.rejected_orders,
    fills_of_runs.fills,
    orders_of_runs.filled_orders / nullif(orders_of_runs.sent_orders, 0) as fill_rate_ratio,
    orders_of_runs.canceled_orders / nullif(orders_of_runs.sent_orders, 0) as cancel_rate_ratio,
    orders_of_runs.filled_quantity::double / nullif(orders_of_runs.quantity::double, 0) as filled_quantity_ratio,
    fills_of_runs.maker_share_ratio,
    orders_of_runs.fill_times_ns[1] as median_time_to_fill_ns,
    orders_of_runs.fill_times_ns[2] as p95_time_to_fill_ns,
from orders_of_runs
left join fills_of_runs
    on orders_of_runs.run_id = fills_of_runs.run_id
