-- staged_snapshots: raw five-level book snapshots as exact rows, bad ones with their reason; grain one source row;
-- order of the source. An empty level is null in both price and size. Source: source_snapshots, the raw file with its
-- columns mapped to ours (pipelines/staging/wire-formats.ts).
with levels as (
    select
        *,
        nullif(grid_bid_price_0, 0) as bid_price_0,
        nullif(grid_bid_price_1, 0) as bid_price_1,
        nullif(grid_bid_price_2, 0) as bid_price_2,
        nullif(grid_bid_price_3, 0) as bid_price_3,
        nullif(grid_bid_price_4, 0) as bid_price_4,
        nullif(grid_bid_size_0, 0) as bid_size_0,
        nullif(grid_bid_size_1, 0) as bid_size_1,
        nullif(grid_bid_size_2, 0) as bid_size_2,
        nullif(grid_bid_size_3, 0) as bid_size_3,
        nullif(grid_bid_size_4, 0) as bid_size_4,
        nullif(grid_ask_price_0, 0) as ask_price_0,
        nullif(grid_ask_price_1, 0) as ask_price_1,
        nullif(grid_ask_price_2, 0) as ask_price_2,
        nullif(grid_ask_price_3, 0) as ask_price_3,
        nullif(grid_ask_price_4, 0) as ask_price_4,
        nullif(grid_ask_size_0, 0) as ask_size_0,
        nullif(grid_ask_size_1, 0) as ask_size_1,
        nullif(grid_ask_size_2, 0) as ask_size_2,
        nullif(grid_ask_size_3, 0) as ask_size_3,
        nullif(grid_ask_size_4, 0) as ask_size_4,
    from source_snapshots
)

select
    ts_event,
    coalesce(ts_init, ts_event) + $ts_init_offset_ns::bigint as ts_init,
    bid_price_0,
    bid_price_1,
    bid_price_2,
    bid_price_3,
    bid_price_4,
    bid_size_0,
    bid_size_1,
    bid_size_2,
    bid_size_3,
    bid_size_4,
    ask_price_0,
    ask_price_1,
    ask_price_2,
    ask_price_3,
    ask_price_4,
    ask_size_0,
    ask_size_1,
    ask_size_2,
    ask_size_3,
    ask_size_4,
    source_row,
    case
        -- Five good levels on both sides: nearly every row ends here.
        when ts_event is not null and (ts_init is not null or source_ts_init is null)
            and bid_size_0 > 0
            and bid_size_1 > 0
            and bid_size_2 > 0
            and bid_size_3 > 0
            and bid_size_4 > 0
            and bid_price_4 > 0
            and bid_price_0 > bid_price_1
            and bid_price_1 > bid_price_2
            and bid_price_2 > bid_price_3
            and bid_price_3 > bid_price_4
            and ask_size_0 > 0
            and ask_size_1 > 0
            and ask_size_2 > 0
            and ask_size_3 > 0
            and ask_size_4 > 0
            and ask_price_0 > 0
            and ask_price_0 < ask_price_1
            and ask_price_1 < ask_price_2
            and ask_price_2 < ask_price_3
            and ask_price_3 < ask_price_4
            and bid_price_0 <= ask_price_0
            then null
        when source_ts_event is null then 'ts_event is null'
        when ts_event is null then 'ts_event is no time of the unit'
        when source_ts_init is not null and ts_init is null then 'ts_init is no time of the unit'
        when (source_bid_price_0 is not null and grid_bid_price_0 is null)
            or (source_bid_price_1 is not null and grid_bid_price_1 is null)
            or (source_bid_price_2 is not null and grid_bid_price_2 is null)
            or (source_bid_price_3 is not null and grid_bid_price_3 is null)
            or (source_bid_price_4 is not null and grid_bid_price_4 is null)
            or (source_ask_price_0 is not null and grid_ask_price_0 is null)
            or (source_ask_price_1 is not null and grid_ask_price_1 is null)
            or (source_ask_price_2 is not null and grid_ask_price_2 is null)
            or (source_ask_price_3 is not null and grid_ask_price_3 is null)
            or (source_ask_price_4 is not null and grid_ask_price_4 is null)
            then 'price is off the grid'
        when (source_bid_size_0 is not null and grid_bid_size_0 is null)
            or (source_bid_size_1 is not null and grid_bid_size_1 is null)
            or (source_bid_size_2 is not null and grid_bid_size_2 is null)
            or (source_bid_size_3 is not null and grid_bid_size_3 is null)
            or (source_bid_size_4 is not null and grid_bid_size_4 is null)
            or (source_ask_size_0 is not null and grid_ask_size_0 is null)
            or (source_ask_size_1 is not null and grid_ask_size_1 is null)
            or (source_ask_size_2 is not null and grid_ask_size_2 is null)
            or (source_ask_size_3 is not null and grid_ask_size_3 is null)
            or (source_ask_size_4 is not null and grid_ask_size_4 is null)
            then 'size is off the grid'
        when least(bid_price_0, bid_price_1, bid_price_2, bid_price_3, bid_price_4) < 0
            or least(bid_size_0, bid_size_1, bid_size_2, bid_size_3, bid_size_4) < 0
            or least(ask_price_0, ask_price_1, ask_price_2, ask_price_3, ask_price_4) < 0
            or least(ask_size_0, ask_size_1, ask_size_2, ask_size_3, ask_size_4) < 0
            then 'a level is negative'
        when ((bid_price_0 is null) <> (bid_size_0 is null))
            or ((bid_price_1 is null) <> (bid_size_1 is null))
            or ((bid_price_2 is null) <> (bid_size_2 is null))
            or ((bid_price_3 is null) <> (bid_size_3 is null))
            or ((bid_price_4 is null) <> (bid_size_4 is null))
            or ((ask_price_0 is null) <> (ask_size_0 is null))
            or ((ask_price_1 is null) <> (ask_size_1 is null))
            or ((ask_price_2 is null) <> (ask_size_2 is null))
            or ((ask_price_3 is null) <> (ask_size_3 is null))
            or ((ask_price_4 is null) <> (ask_size_4 is null))
            then 'a level has only price or size'
        when bid_price_0 <= bid_price_1
            or (bid_price_0 is null and bid_price_1 is not null)
            or bid_price_1 <= bid_price_2
            or (bid_price_1 is null and bid_price_2 is not null)
            or bid_price_2 <= bid_price_3
            or (bid_price_2 is null and bid_price_3 is not null)
            or bid_price_3 <= bid_price_4
            or (bid_price_3 is null and bid_price_4 is not null)
            or ask_price_0 >= ask_price_1
            or (ask_price_0 is null and ask_price_1 is not null)
            or ask_price_1 >= ask_price_2
            or (ask_price_1 is null and ask_price_2 is not null)
            or ask_price_2 >= ask_price_3
            or (ask_price_2 is null and ask_price_3 is not null)
            or ask_price_3 >= ask_price_4
            or (ask_price_3 is null and ask_price_4 is not null)
            then 'levels are out of price order'
        when bid_price_0 > ask_price_0 then 'the book is crossed'
    end as reason,
from levels
