-- parent_progress: one row per fill of a parent that has rows of its own: how much was done by then; order run_id,
-- parent_order_id, fill_seq. done_ratio is of the quantity asked for. Source: fill_facts, order_facts, parents.
with owned as (
    select
        fill_facts.run_id,
        'O-' || coalesce(order_facts.parent_order_id, fill_facts.order_id) as parent_order_id,
        fill_facts.file_row_number + 1 as fill_seq,
        fill_facts.ts_init,
        fill_facts.price,
        fill_facts.quantity,
    from fill_facts
    inner join order_facts
        on fill_facts.run_id = order_facts.run_id
        and fill_facts.order_id = order_facts.order_id
    where not fill_facts.whole_order
),

running as (
    select
        *,
        sum(quantity) over (
            partition by run_id, parent_order_id order by fill_seq rows unbounded preceding
        ) as done_quantity,
    from owned
)

select
    running.run_id,
    running.parent_order_id,
    running.fill_seq,
    running.ts_init,
    running.price,
    running.quantity,
    running.done_quantity,
    running.done_quantity::double / nullif(parents.quantity::double, 0) as done_ratio,
from running
inner join parents
    on running.run_id = parents.run_id
    and running.parent_order_id = parents.parent_order_id
order by running.run_id, running.parent_order_id, running.fill_seq
