-- paged_orders: one batch of a run's orders as a table shows them, numbered by creation and id, with the page of $page_rows
-- orders that each belongs to, from 1: those numbered above $first_number, to $last_number, among the ones created in
-- $start_ns ≤ ts_created < $end_ns, before which there are $rows_before.
-- Grain: one order; order order_number within a page by the reader. Source: orders.
with numbered as (
    select
        ts_created as ts_init,
        instrument_id,
        client_order_id,
        parent_order_id,
        type,
        side,
        quantity,
        limit_price,
        trigger_price,
        time_in_force,
        status,
        reason,
        ts_closed,
        filled_quantity,
        average_price,
        slippage_bps,
        $rows_before::bigint
        + row_number() over (order by ts_created, length(client_order_id), client_order_id) as order_number,
    from orders
    where run_id = $run_id::varchar
        and ts_created >= $start_ns::bigint
        and ts_created < $end_ns::bigint
)

select
    (order_number - 1) // $page_rows::bigint + 1 as page,
    order_number,
    * exclude (order_number),
from numbered
where order_number > $first_number::bigint
    and order_number <= $last_number::bigint
