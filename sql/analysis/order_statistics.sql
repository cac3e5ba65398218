-- order_statistics: one row per run with orders; unordered. Sent orders are those neither denied nor still held here.
-- Rates are fractions of the sent orders; maker share is of the filled quantity; times to fill run from submission
-- to the last fill of filled orders, in ns. Orders that one fill tells whole are counted as the fills that they are:
-- sent, filled, in no time. Liquidity 1 is MAKER: a name per fill would cost more than the rest.
-- Source: order_facts, fill_facts.
with recorded as (
    select
        run_id,
        count(*) as orders,
        count(ts_submitted) as sent_orders,
        count(*) filter (where order_status_name(status) = 'FILLED') as filled_orders,
        count(*) filter (
            where order_status_name(status) = 'PARTIALLY_FILLED'
            or (order_status_name(status) in ('CANCELED', 'EXPIRED') and filled_quantity > 0)
        ) as partly_filled_orders,
        count(*) filter (where order_status_name(status) = 'CANCELED') as canceled_orders,
        count(*) filter (where order_status_name(status) = 'DENIED') as denied_orders,
        count(*) filter (where order_status_name(status) = 'REJECTED') as rejected_orders,
        sum(quantity) as quantity,
        sum(filled_quantity) as filled_quantity,
        list_sort(list(ts_closed - ts_submitted) filter (where order_status_name(status) = 'FILLED')) as fill_times_ns,
    from order_facts
    group by all
),

filled as (
    select
        run_id,
        count(*) as fills,
        count(*) filter (where whole_order) as whole_orders,
        coalesce(sum(quantity) filter (where whole_order), 0) as whole_quantity,
        coalesce(sum(quantity) filter (where liquidity = 1), 0)::double
        / nullif(sum(quantity)::double, 0) as maker_share_ratio,
    from fill_facts
    group by all
),

combined as (
    select
        coalesce(recorded.run_id, filled.run_id) as run_id,
        coalesce(recorded.orders, 0) + coalesce(filled.whole_orders, 0) as orders,
        coalesce(recorded.sent_orders, 0) + coalesce(filled.whole_orders, 0) as sent_orders,
        coalesce(recorded.filled_orders, 0) + coalesce(filled.whole_orders, 0) as filled_orders,
        coalesce(recorded.partly_filled_orders, 0) as partly_filled_orders,
        coalesce(recorded.canceled_orders, 0) as canceled_orders,
        coalesce(recorded.denied_orders, 0) as denied_orders,
        coalesce(recorded.rejected_orders, 0) as rejected_orders,
        filled.fills,
        coalesce(recorded.quantity, 0) + coalesce(filled.whole_quantity, 0) as quantity,
        coalesce(recorded.filled_quantity, 0) + coalesce(filled.whole_quantity, 0) as filled_quantity,
        filled.maker_share_ratio,
        coalesce(filled.whole_orders, 0) as whole_orders,
        recorded.fill_times_ns,
    from recorded
    full join filled
        on recorded.run_id = filled.run_id
)

select
    run_id,
    orders,
    sent_orders,
    filled_orders,
    partly_filled_orders,
    canceled_orders,
    denied_orders,
    rejected_orders,
    fills,
    filled_orders / nullif(sent_orders, 0) as fill_rate_ratio,
    canceled_orders / nullif(sent_orders, 0) as cancel_rate_ratio,
    filled_quantity::double / nullif(quantity::double, 0) as filled_quantity_ratio,
    maker_share_ratio,
    case when filled_orders > 0
        then quantile_after_zeros(fill_times_ns, whole_orders, 0.5::double * (filled_orders - 1)) end as median_time_to_fill_ns,
    case when filled_orders > 0
        then quantile_after_zeros(fill_times_ns, whole_orders, 0.95::double * (filled_orders - 1)) end as p95_time_to_fill_ns,
    case when filled_orders > 0
        then quantile_after_zeros(fill_times_ns, whole_orders, 0.99::double * (filled_orders - 1)) end as p99_time_to_fill_ns,
from combined
where orders > 0
