-- fills: rows of a run's fills.parquet, one per fill; order: fill_seq, which is the file's row number plus one:
-- the staged table keeps append order and a left join keeps the order of its left side.
-- Evidence ids become the venue's own trade ids. Source: staged_fills, run_trade_ids.
with evident_fills as (
    select
        *,
        if(evidence_kind = 1, null, evidence_id) as trade_ordinal,
    from staged_fills
)

select
    $origin_ns::bigint + evident_fills.ts_init_ns as ts_init,
    evident_fills.order_id,
    evident_fills.position_id,
    evident_fills.instrument_index,
    evident_fills.side,
    evident_fills.price,
    evident_fills.quantity,
    evident_fills.liquidity,
    evident_fills.commission,
    evident_fills.realized_pnl,
    evident_fills.position_after,
    evident_fills.evidence_kind,
    coalesce(run_trade_ids.trade_id, evident_fills.evidence_id::varchar) as evidence_id,
    evident_fills.evidence_size,
    nullif(evident_fills.level_index, 255) as level_index,
    nullif(evident_fills.best_bid, 0) as best_bid,
    nullif(evident_fills.best_ask, 0) as best_ask,
    null::size_decimal as queue_ahead,
    0::bigint as resting_ns,
    evident_fills.whole_order,
from evident_fills
left join run_trade_ids
    on evident_fills.trade_ordinal = run_trade_ids.ordinal
    and evident_fills.instrument_index = run_trade_ids.instrument_index
