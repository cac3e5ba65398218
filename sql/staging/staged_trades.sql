-- staged_trades: raw trades as exact rows, bad ones with their reason; grain one source row; order of the source.
-- aggressor_side 3 is an unknown word, read as buyer when the cell is written. Source: source_trades, the raw file
-- with its columns mapped to ours (pipelines/staging/wire-formats.ts).
with trades as (
    select
        *,
        coalesce(ts_init, ts_event) + $ts_init_offset_ns::bigint as arrived_at,
    from source_trades
)

select
    ts_event,
    arrived_at as ts_init,
    price,
    size,
    aggressor_side,
    trade_id,
    source_row,
    case
        when ts_event is not null and (ts_init is not null or source_ts_init is null) and price > 0 and size > 0
            then null
        when source_ts_event is null then 'ts_event is null'
        when ts_event is null then 'ts_event is no time of the unit'
        when source_ts_init is not null and ts_init is null then 'ts_init is no time of the unit'
        when source_price is null then 'price is null'
        when price is null then 'price is off the grid'
        when price <= 0 then 'price is not positive'
        when source_size is null then 'size is null'
        when size is null then 'size is off the grid'
        else 'size is not positive'
    end as reason,
from trades
