-- paged_fills: one batch of a run's fills as a table shows them, with the page of $page_rows fills that each belongs to,
-- from 1: those with a fill_seq above $first_number, to $last_number, which lie in $start_ns ≤ ts_init < $end_ns.
-- Grain: one fill; order fill_seq within a page by the reader. Source: fills.
select
    (fill_seq - 1) // $page_rows::bigint + 1 as page,
    fill_seq,
    ts_init,
    instrument_id,
    client_order_id,
    side,
    price,
    quantity,
    liquidity,
    commission,
    realized_pnl,
    position_after,
    evidence_kind,
    evidence_id,
    best_bid,
    best_ask,
from fills
where run_id = $run_id::varchar
    and ts_init >= $start_ns::bigint
    and ts_init < $end_ns::bigint
    and fill_seq > $first_number::bigint
    and fill_seq <= $last_number::bigint
