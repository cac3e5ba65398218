-- parents: one row per order that was asked for and is recorded with its states: a parent that an algorithm worked
-- through children, or an order that none worked, its own parent and only child (algorithm normal). Plain market orders
-- that one fill tells whole are not among them; parent_costs has them all. fees are the commissions of its fills;
-- is_closing tells orders that closed what the run left open. Unordered.
-- Source: parent_orders, order_facts, fill_facts, run_instruments.
with fill_owners as (
    select
        fill_facts.run_id,
        coalesce(order_facts.parent_order_id, fill_facts.order_id) as order_id,
        fill_facts.price::double * fill_facts.quantity::double as value,
        fill_facts.quantity,
        fill_facts.commission,
    from fill_facts
    inner join order_facts
        on fill_facts.run_id = order_facts.run_id
        and fill_facts.order_id = order_facts.order_id
    where not fill_facts.whole_order
),

worked as (
    select
        run_id,
        'O-' || order_id as parent_order_id,
        exact_sum(value) / nullif(sum(quantity)::double, 0) as average_price,
        sum(commission) as fees,
    from fill_owners
    group by all
),

algorithmic as (
    select
        run_id,
        parent_order_id,
        instrument_id,
        side,
        order_type,
        algorithm,
        limit_price,
        quantity,
        filled_quantity,
        children,
        ts_created,
        ts_first_child,
        ts_closed,
        status,
        reason,
        false as is_closing,
    from parent_orders
),

plain as (
    select
        order_facts.run_id,
        'O-' || order_facts.order_id as parent_order_id,
        run_instruments.instrument_id,
        side_name(order_facts.side) as side,
        order_type_name(order_facts.type) as order_type,
        'normal' as algorithm,
        order_facts.limit_price,
        order_facts.quantity,
        order_facts.filled_quantity,
        1::bigint as children,
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
    where order_facts.parent_order_id is null
),

asked as (
    select * from algorithmic
    union all by name
    select * from plain
)

select
    asked.run_id,
    asked.parent_order_id,
    asked.instrument_id,
    run_instruments.venue,
    asked.side,
    asked.order_type,
    asked.algorithm,
    asked.limit_price,
    asked.quantity,
    asked.filled_quantity,
    worked.average_price,
    coalesce(worked.fees, 0) as fees,
    run_instruments.settlement_currency as currency,
    asked.children,
    asked.ts_created,
    asked.ts_first_child,
    asked.ts_closed,
    asked.status,
    asked.reason,
    asked.is_closing,
from asked
inner join run_instruments
    on asked.run_id = run_instruments.run_id
    and asked.instrument_id = run_instruments.instrument_id
left join worked
    on asked.run_id = worked.run_id
    and asked.parent_order_id = worked.parent_order_id
