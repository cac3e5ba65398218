-- fills: rows of a run's fills.parquet, one per fill; order: fill_seq, which is the file's row number plus one:
-- the staged table keeps append order and a left join keeps the order of its left side.
-- Evidence ids become the venue's own trade ids. Source: staged_fills, run_trade_ids.
select
    $origin_ns::bigint + staged_fills.ts_init_ns as ts_init,
    staged_fills.order_id,
    staged_fills.position_id,
    staged_fills.instrument_index,
    staged_fills.side,
    staged_fills.price,
    staged_fills.quantity,
    staged_fills.liquidity,
    staged_fills.commission,
    staged_fills.realized_pnl,
    staged_fills.position_after,
    staged_fills.evidence_kind,
    case
        when staged_fills.evidence_kind = 1 then staged_fills.evidence_id::varchar
        else run_trade_ids.trade_id
    end as evidence_id,
    staged_fills.evidence_size,
    nullif(staged_fills.level_index, 255) as level_index,
    nullif(staged_fills.best_bid, 0) as best_bid,
    nullif(staged_fills.best_ask, 0) as best_ask,
    null::size_decimal as queue_ahead,
    0::bigint as resting_ns,
    staged_fills.whole_order,
from staged_fills
left join run_trade_ids
    on run_trade_ids.ordinal = staged_fills.evidence_id
    and run_trade_ids.instrument_index = staged_fills.instrument_index
    and staged_fills.evidence_kind <> 1
