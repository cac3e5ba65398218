-- routing_summary: one row per run, routed instrument, venue, side and outcome: where orders went and why. Unordered.
-- saved_cost is what the chosen part was estimated to cost less here than at the cheapest other venue that showed the
-- whole order (decisions whose whole order went here), in the settlement currency; null where there was none to compare.
-- filled_quantity and average_price are those of the orders sent here, commission what they paid.
-- Source: routing, routing_facts, fill_facts.
with whole as (
    select
        run_id,
        decision_id,
        route_seq,
        total_cost,
    from routing
    where available_quantity = quantity and outcome <> 'DISABLED'
),

alternatives as (
    select
        routing.run_id,
        routing.route_seq,
        min(whole.total_cost) - any_value(routing.total_cost) as saved_cost,
    from routing
    inner join whole
        on routing.run_id = whole.run_id
        and routing.decision_id = whole.decision_id
        and routing.route_seq <> whole.route_seq
    where routing.chosen_quantity = routing.quantity
        and routing.available_quantity = routing.quantity
    group by all
),

order_sums as (
    select
        run_id,
        order_id,
        sum(quantity) as quantity,
        fsum(price::double * quantity::double) as value,
        sum(commission) as commission,
    from fill_facts
    group by all
),

routed as (
    select
        routing.*,
        alternatives.saved_cost,
        order_sums.quantity as filled_quantity,
        order_sums.value,
        order_sums.commission,
    from routing
    inner join routing_facts
        on routing.run_id = routing_facts.run_id
        and routing.route_seq = routing_facts.file_row_number + 1
    left join alternatives
        on routing.run_id = alternatives.run_id
        and routing.route_seq = alternatives.route_seq
    left join order_sums
        on routing_facts.run_id = order_sums.run_id
        and routing_facts.order_id = order_sums.order_id
)

select
    run_id,
    addressed_instrument_id,
    instrument_id,
    venue,
    side,
    outcome,
    count(*) as decisions,
    sum(chosen_quantity) as chosen_quantity,
    sum(filled_quantity) as filled_quantity,
    fsum(value) / nullif(fsum(filled_quantity::double), 0) as average_price,
    sum(commission) as commission,
    avg(available_quantity::double) as mean_available_quantity,
    sum(saved_cost) as saved_cost,
from routed
group by all
