-- routing_decisions: decisions of a run whose parts do not add up to the order, or whose parts are not orders that were
-- sent there; one row per disagreement, at most 20, none when all agree; order: decision. A decision that no venue could
-- take has no parts. Orders may have been changed since, so that their quantities are compared where one fill at once
-- tells the whole order. Source: routing_facts, order_facts, fill_facts.
with parts as (
    select
        decision_id,
        order_id,
        instrument_index,
        side,
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
        instrument_index,
        side,
        null as quantity,
    from order_facts
    where run_id = $run_id::varchar
    union all
    select
        order_id,
        instrument_index,
        side,
        quantity,
    from fill_facts
    where run_id = $run_id::varchar and whole_order
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
        'order ' || coalesce(parts.order_id::varchar, 'missing') || ': ' || parts.chosen_quantity || ' of instrument '
        || parts.instrument_index || ' on side ' || parts.side as expected,
        coalesce('instrument ' || sent.instrument_index || ' on side ' || sent.side, 'no such order') as found,
    from parts
    left join sent
        on parts.order_id = sent.order_id
    where parts.chosen_quantity > 0
        and (
            sent.order_id is null
            or sent.instrument_index <> parts.instrument_index
            or sent.side <> parts.side
            or coalesce(sent.quantity <> parts.chosen_quantity, false)
        )
)

select
    'decision ' || decision_id as subject,
    expected,
    found,
from all_problems
order by decision_id
limit 20
