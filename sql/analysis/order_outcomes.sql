-- order_outcomes: one row per run, final state and reason; unordered. Source: orders.
select
    run_id,
    status,
    reason,
    count(*) as orders,
    sum(quantity) as quantity,
    sum(filled_quantity) as filled_quantity,
from orders
group by all
