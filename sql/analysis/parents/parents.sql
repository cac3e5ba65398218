-- parents: one row per order that was asked for and is recorded with its states: its own parent, since no algorithm
-- split it. Plain market orders that one fill tells whole are not among them; parent_costs has them all.
-- fees are the commissions of its fills; is_closing tells orders that closed what the run left open. Unordered.
-- Source: order_facts, fill_facts, run_instruments.
with worked as (
    select
        run_id,
        order_id,
        sum(quantity) as filled_quantity,
        fsum(price::double * quantity::double) as value,
        sum(commission) as fees,
    from fill_facts
    where not whole_order
    group by all
)

select
    order_facts.run_id,
    'O-' || order_facts.order_id as parent_order_id,
    run_instruments.instrument_id,
    run_instruments.venue,
    side_name(order_facts.side) as side,
    order_type_name(order_facts.type) as order_type,
    'normal' as algorithm,
    order_facts.limit_price,
    order_facts.quantity,
    order_facts.filled_quantity,
    worked.value / nullif(worked.filled_quantity::double, 0) as average_price,
    coalesce(worked.fees, 0) as fees,
    run_instruments.settlement_currency as currency,
    order_facts.ts_created,
    order_facts.ts_submitted as ts_first_child,
    order_facts.ts_closed,
    order_status_name(order_facts.status) as status,
    reason_name(order_facts.reason) as reason,
    order_facts.flags & 4 = 4 as is_closing,
from order_facts
inner join run_instruments
    on order_facts.run_id = run_instruments.run_id
    and order_facts.instrument_index = run_instruments.instrument_index
left join worked
    on order_facts.run_id = worked.run_id
    and order_facts.order_id = worked.order_id
where order_facts.parent_order_id is null
