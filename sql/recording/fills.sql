-- fills: rows of a run's fills.parquet where every evidence id is known as a number, one per fill; order: fill_seq,
-- which is the file's row number plus one, since the staged table keeps append order. Source: staged_fills.
with decoded_fills as (
    select
        *,
        (codes >> 16 & 255)::utinyint as instrument_index,
        (codes & 3)::utinyint as side,
        (codes >> 2 & 3)::utinyint as liquidity,
        (codes >> 4 & 3)::utinyint as evidence_kind,
        (codes >> 8 & 255) + (codes >> 24) * 256 as level_code,
        case when level_code <> 255 then level_code - (level_code > 255)::integer end::usmallint as level_index,
        (codes >> 6 & 1)::boolean as whole_order,
    from staged_fills
)

select
    $origin_ns::bigint + decoded_fills.ts_init_ns as ts_init,
    decoded_fills.order_id,
    decoded_fills.position_id,
    decoded_fills.instrument_index,
    decoded_fills.side,
    decoded_fills.price,
    decoded_fills.quantity,
    decoded_fills.liquidity,
    decoded_fills.commission,
    decoded_fills.realized_pnl,
    decoded_fills.position_after,
    decoded_fills.evidence_kind,
    decoded_fills.evidence_id,
    null::varchar as evidence_text,
    decoded_fills.evidence_size,
    decoded_fills.level_index,
    nullif(decoded_fills.best_bid, 0) as best_bid,
    nullif(decoded_fills.best_ask, 0) as best_ask,
    case when decoded_fills.queue_ahead >= 0 then decoded_fills.queue_ahead end as queue_ahead,
    decoded_fills.resting_ns,
    decoded_fills.whole_order,
from decoded_fills
