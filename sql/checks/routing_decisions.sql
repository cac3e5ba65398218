-- routing_decisions: decisions of a run whose parts do not add up to the order, or whose parts are not the orders that
-- were sent; one row per disagreement, at most 20, none when all agree; order: decision. A decision that no venue could
-- take has no parts. Quantities of orders that were changed later are not compared. Source: routing_facts, order_facts,
-- fill_facts, order_event_facts.
with parts as (
    select
        decision_id,
        order_id,
        quantity,
        chosen_quantity,
    from routing_facts
    where run_id = $run_id::varchar
),

decisions as (
    select
        decision_id,
        any_value(quantity) as quantity,
        sum(chosen_quantity) as chosen,
    from parts
    group by all
),

sent as (
    select
        order_id,
        quantity,
    from order_facts
    where run_id = $run_id::varchar
    union all
    select
        order_id,
        quantity,
    from fill_facts
    where run_id = $run_id::varchar and whole_order
),

changed as (
    select distinct order_id
    from order_event_facts
    where run_id = $run_id::varchar and status = 6
),

all_problems as (
    select
        decision_id,
        quantity || ' or nothing' as expected,
        chosen || ' over all venues' as found,
    from decisions
    where chosen <> quantity and chosen <> 0
    union all
    select
        parts.decision_id,
        parts.chosen_quantity || ' sent as order ' || coalesce(parts.order_id::varchar, 'none') as expected,
        coalesce(sent.quantity::varchar, 'nothing') as found,
    from parts
    left join sent on parts.order_id = sent.order_id
    where parts.chosen_quantity > 0
        and sent.quantity is distinct from parts.chosen_quantity
        and parts.order_id not in (select order_id from changed)
)

select
    'decision ' || decision_id as subject,
    expected,
    found,
from all_problems
order by decision_id
limit 20
