-- routing: one row per routing decision and venue: what trading the quantity there was estimated to cost, what was
-- chosen, and why. Order: run_id, decision_id, route_seq (unique within the run, venues as configured).
-- available_quantity is what the venue's book showed of the quantity at acceptable prices, null where no book was known;
-- notional, fee and latency_cost are those of that part, total_cost their sum with the notional of a sale negative, all
-- in the settlement currency. estimated_price is their average with fee and latency. order_id names what was sent there.
-- Source: routing_facts, order_facts, run_instruments.
select
    routing_facts.run_id,
    routing_facts.decision_id,
    routing_facts.file_row_number + 1 as route_seq,
    routing_facts.ts_init,
    child_or_order_name(routing_facts.order_id, order_facts.parent_order_id, order_facts.child_number)
        as client_order_id,
    'O-' || routing_facts.parent_order_id as parent_order_id,
    addressed.instrument_id as addressed_instrument_id,
    run_instruments.instrument_id,
    run_instruments.venue,
    side_name(routing_facts.side) as side,
    routing_facts.quantity,
    routing_facts.limit_price,
    routing_facts.available_quantity,
    routing_facts.notional,
    routing_facts.fee,
    routing_facts.latency_cost,
    routing_facts.total_cost,
    abs(routing_facts.total_cost::double) / nullif(routing_facts.available_quantity::double, 0)
        / nullif(run_instruments.multiplier::double, 0) as estimated_price,
    routing_facts.chosen_quantity,
    route_outcome_name(routing_facts.outcome) as outcome,
from routing_facts
left join order_facts
    on routing_facts.run_id = order_facts.run_id
    and routing_facts.order_id = order_facts.order_id
left join run_instruments
    on routing_facts.run_id = run_instruments.run_id
    and routing_facts.instrument_index = run_instruments.instrument_index
left join run_instruments as addressed
    on routing_facts.run_id = addressed.run_id
    and routing_facts.addressed_index = addressed.instrument_index
