-- fill_page: one page of a run's fills as a table shows them. Grain: one fill; order fill_seq. Source: fills.
select
    fill_seq,
    ts_init,
    instrument_id,
    client_order_id,
    parent_order_id,
    position_id,
    side,
    price,
    quantity,
    liquidity,
    commission,
    commission_currency,
    realized_pnl,
    position_after,
    evidence_kind,
    evidence_id,
    best_bid,
    best_ask,
from fills
where run_id = $run_id::varchar
    and fill_seq > ($page::bigint - 1) * $page_rows::bigint
    and fill_seq <= $page::bigint * $page_rows::bigint
order by fill_seq
