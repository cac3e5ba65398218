-- orders: one row per order: those recorded, and the plain market orders that one fill tells whole. Unordered.
-- trigger_price of a trailing stop is the trigger as it stood when the order fired or ended, trailing_offset its distance;
-- display_quantity is the part of a resting order that showed, null for all of it.
-- average_price is the quantity-weighted fill price. arrival_mid is the mid before the order arrived at the venue;
-- slippage_bps against it is signed so that positive is a cost. Times in ns UTC, null where a state was never taken.
-- algorithm is the one that worked its parent, normal where there is none.
-- Source: order_facts, fill_facts, parent_facts, parent_algorithm_facts, run_instruments.
with explicit_fills as (
    select
        run_id,
        order_id,
        fsum(price::double * quantity::double) as value,
        fsum(quantity::double) as quantity,
    from fill_facts
    where not whole_order
    group by all
),

explicit_orders as (
    select
        order_facts.run_id,
        order_facts.order_id,
        order_facts.parent_order_id,
        order_facts.child_number,
        order_facts.instrument_index,
        order_facts.type,
        order_facts.side,
        order_facts.quantity,
        order_facts.limit_price,
        order_facts.trigger_price,
        order_facts.trailing_offset,
        order_facts.display_quantity,
        order_facts.time_in_force,
        order_facts.flags,
        order_facts.status,
        order_facts.reason,
        order_facts.ts_created,
        order_facts.ts_submitted,
        order_facts.ts_accepted,
        order_facts.ts_closed,
        order_facts.filled_quantity,
        explicit_fills.value / nullif(explicit_fills.quantity, 0) as average_price,
        order_facts.arrival_bid,
        order_facts.arrival_ask,
    from order_facts
    left join explicit_fills
        on order_facts.run_id = explicit_fills.run_id
        and order_facts.order_id = explicit_fills.order_id
),

whole_orders as (
    select
        run_id,
        order_id,
        null::integer as parent_order_id,
        null::integer as child_number,
        instrument_index,
        1::utinyint as type,
        side,
        quantity,
        null as limit_price,
        null as trigger_price,
        null as trailing_offset,
        null as display_quantity,
        1::utinyint as time_in_force,
        0::utinyint as flags,
        10::utinyint as status,
        0::utinyint as reason,
        ts_init as ts_created,
        ts_init as ts_submitted,
        null::bigint as ts_accepted,
        ts_init as ts_closed,
        quantity as filled_quantity,
        price::double as average_price,
        case when evidence_kind = 3 then coalesce(best_bid, price) else best_bid end as arrival_bid,
        case when evidence_kind = 3 then coalesce(best_ask, price) else best_ask end as arrival_ask,
    from fill_facts
    where whole_order
),

all_orders as (
    select * from explicit_orders
    union all by name
    select * from whole_orders
),

algorithms as (
    select
        parent_facts.run_id,
        parent_facts.order_id,
        parent_algorithm_facts.algorithm,
    from parent_facts
    left join parent_algorithm_facts
        on parent_facts.run_id = parent_algorithm_facts.run_id
        and parent_facts.algorithm_index = parent_algorithm_facts.algorithm_index
),

with_arrival_mid as (
    select
        *,
        (arrival_bid::double + arrival_ask::double) / 2 as arrival_mid,
    from all_orders
)

select
    with_arrival_mid.run_id,
    child_or_order_name(with_arrival_mid.order_id, with_arrival_mid.parent_order_id, with_arrival_mid.child_number)
        as client_order_id,
    'O-' || with_arrival_mid.parent_order_id as parent_order_id,
    run_instruments.instrument_id,
    run_instruments.venue,
    order_type_name(with_arrival_mid.type) as type,
    side_name(with_arrival_mid.side) as side,
    with_arrival_mid.quantity,
    with_arrival_mid.limit_price,
    with_arrival_mid.trigger_price,
    with_arrival_mid.trailing_offset,
    with_arrival_mid.display_quantity,
    time_in_force_name(with_arrival_mid.time_in_force) as time_in_force,
    with_arrival_mid.flags & 1 = 1 as post_only,
    with_arrival_mid.flags & 2 = 2 as reduce_only,
    with_arrival_mid.flags & 4 = 4 as closing,
    coalesce(algorithms.algorithm, 'normal') as algorithm,
    order_status_name(with_arrival_mid.status) as status,
    reason_name(with_arrival_mid.reason) as reason,
    with_arrival_mid.ts_created,
    with_arrival_mid.ts_submitted,
    with_arrival_mid.ts_accepted,
    with_arrival_mid.ts_closed,
    with_arrival_mid.filled_quantity,
    with_arrival_mid.average_price,
    with_arrival_mid.arrival_bid,
    with_arrival_mid.arrival_ask,
    with_arrival_mid.arrival_mid,
    case with_arrival_mid.side when 1 then 1 else -1 end
    * (with_arrival_mid.average_price - with_arrival_mid.arrival_mid)
    / nullif(with_arrival_mid.arrival_mid, 0) * 1e4 as slippage_bps,
from with_arrival_mid
left join run_instruments
    on with_arrival_mid.run_id = run_instruments.run_id
    and with_arrival_mid.instrument_index = run_instruments.instrument_index
left join algorithms
    on with_arrival_mid.run_id = algorithms.run_id
    and with_arrival_mid.parent_order_id = algorithms.order_id
