-- fills: one row per fill; fill_seq from 1 in the order of the run. realized_pnl is gross, commission is a cost (> 0).
-- best_bid and best_ask are the top of the book before the fill; without a book both equal the price. Unordered.
-- Source: fill_facts, order_facts (parents), run_instruments.
with children as (
    select
        run_id,
        order_id,
        parent_order_id,
        child_number,
    from order_facts
    where parent_order_id is not null
)

select
    fill_facts.run_id,
    fill_facts.file_row_number + 1 as fill_seq,
    fill_facts.ts_init,
    run_instruments.instrument_id,
    run_instruments.venue,
    child_or_order_name(fill_facts.order_id, children.parent_order_id, children.child_number) as client_order_id,
    'O-' || children.parent_order_id as parent_order_id,
    'P-' || fill_facts.position_id as position_id,
    side_name(fill_facts.side) as side,
    fill_facts.price,
    fill_facts.quantity,
    liquidity_name(fill_facts.liquidity) as liquidity,
    fill_facts.commission,
    run_instruments.settlement_currency as commission_currency,
    fill_facts.realized_pnl,
    fill_facts.position_after,
    evidence_kind_name(fill_facts.evidence_kind) as evidence_kind,
    coalesce(fill_facts.evidence_text, fill_facts.evidence_id::varchar) as evidence_id,
    fill_facts.evidence_size,
    fill_facts.level_index,
    case when fill_facts.evidence_kind = 3 then coalesce(fill_facts.best_bid, fill_facts.price) else fill_facts.best_bid end as best_bid,
    case when fill_facts.evidence_kind = 3 then coalesce(fill_facts.best_ask, fill_facts.price) else fill_facts.best_ask end as best_ask,
    fill_facts.queue_ahead,
    coalesce(fill_facts.resting_ns, 0) as resting_ns,
from fill_facts
left join run_instruments
    on fill_facts.run_id = run_instruments.run_id
    and fill_facts.instrument_index = run_instruments.instrument_index
left join children
    on fill_facts.run_id = children.run_id
    and fill_facts.order_id = children.order_id
