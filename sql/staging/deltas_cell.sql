-- deltas_cell: the rows of one order_book_deltas file; grain one change of a price level; order sequence, then deletes,
-- updates, adds, bids before asks, best outwards. Between consecutive snapshots a price gone is a delete (3, size 0), a
-- new one an add (1), a changed size an update (2); a snapshot without a change has no row. The cell begins with a
-- clear (4) and adds, so it can be replayed alone. flags: 128 last of its snapshot, 32 first snapshot of the cell.
-- Source: depth_cell, the depth rows of the cell in order.
with snapshots as (
    select
        *,
        lag(bid_price_0) over () as was_bid_price_0,
        lag(bid_price_1) over () as was_bid_price_1,
        lag(bid_price_2) over () as was_bid_price_2,
        lag(bid_price_3) over () as was_bid_price_3,
        lag(bid_price_4) over () as was_bid_price_4,
        lag(bid_size_0) over () as was_bid_size_0,
        lag(bid_size_1) over () as was_bid_size_1,
        lag(bid_size_2) over () as was_bid_size_2,
        lag(bid_size_3) over () as was_bid_size_3,
        lag(bid_size_4) over () as was_bid_size_4,
        lag(ask_price_0) over () as was_ask_price_0,
        lag(ask_price_1) over () as was_ask_price_1,
        lag(ask_price_2) over () as was_ask_price_2,
        lag(ask_price_3) over () as was_ask_price_3,
        lag(ask_price_4) over () as was_ask_price_4,
        lag(ask_size_0) over () as was_ask_size_0,
        lag(ask_size_1) over () as was_ask_size_1,
        lag(ask_size_2) over () as was_ask_size_2,
        lag(ask_size_3) over () as was_ask_size_3,
        lag(ask_size_4) over () as was_ask_size_4,
    from depth_cell
),

-- One bit a change, in the order in which changes are sent: 0-9 deletes, 10-19 updates, 20-29 adds.
-- Where the prices of a side stand still, only its sizes are compared.
changes as (
    select
        *,
        case
            when bid_price_0 = was_bid_price_0 and bid_price_1 = was_bid_price_1
                and bid_price_2 = was_bid_price_2 and bid_price_3 = was_bid_price_3 and bid_price_4 = was_bid_price_4
                then
                    if(bid_size_0 <> was_bid_size_0, 1024, 0)
                    + if(bid_size_1 <> was_bid_size_1, 2048, 0)
                    + if(bid_size_2 <> was_bid_size_2, 4096, 0)
                    + if(bid_size_3 <> was_bid_size_3, 8192, 0)
                    + if(bid_size_4 <> was_bid_size_4, 16384, 0)
            else
                if(was_bid_price_0 is not null and (was_bid_price_0 = bid_price_0 or was_bid_price_0 = bid_price_1 or was_bid_price_0 = bid_price_2 or was_bid_price_0 = bid_price_3 or was_bid_price_0 = bid_price_4) is not true, 1, 0)
                + if(was_bid_price_1 is not null and (was_bid_price_1 = bid_price_0 or was_bid_price_1 = bid_price_1 or was_bid_price_1 = bid_price_2 or was_bid_price_1 = bid_price_3 or was_bid_price_1 = bid_price_4) is not true, 2, 0)
                + if(was_bid_price_2 is not null and (was_bid_price_2 = bid_price_0 or was_bid_price_2 = bid_price_1 or was_bid_price_2 = bid_price_2 or was_bid_price_2 = bid_price_3 or was_bid_price_2 = bid_price_4) is not true, 4, 0)
                + if(was_bid_price_3 is not null and (was_bid_price_3 = bid_price_0 or was_bid_price_3 = bid_price_1 or was_bid_price_3 = bid_price_2 or was_bid_price_3 = bid_price_3 or was_bid_price_3 = bid_price_4) is not true, 8, 0)
                + if(was_bid_price_4 is not null and (was_bid_price_4 = bid_price_0 or was_bid_price_4 = bid_price_1 or was_bid_price_4 = bid_price_2 or was_bid_price_4 = bid_price_3 or was_bid_price_4 = bid_price_4) is not true, 16, 0)
                + if((bid_price_0 = was_bid_price_0 and bid_size_0 <> was_bid_size_0) or (bid_price_0 = was_bid_price_1 and bid_size_0 <> was_bid_size_1) or (bid_price_0 = was_bid_price_2 and bid_size_0 <> was_bid_size_2) or (bid_price_0 = was_bid_price_3 and bid_size_0 <> was_bid_size_3) or (bid_price_0 = was_bid_price_4 and bid_size_0 <> was_bid_size_4), 1024, 0)
                + if((bid_price_1 = was_bid_price_0 and bid_size_1 <> was_bid_size_0) or (bid_price_1 = was_bid_price_1 and bid_size_1 <> was_bid_size_1) or (bid_price_1 = was_bid_price_2 and bid_size_1 <> was_bid_size_2) or (bid_price_1 = was_bid_price_3 and bid_size_1 <> was_bid_size_3) or (bid_price_1 = was_bid_price_4 and bid_size_1 <> was_bid_size_4), 2048, 0)
                + if((bid_price_2 = was_bid_price_0 and bid_size_2 <> was_bid_size_0) or (bid_price_2 = was_bid_price_1 and bid_size_2 <> was_bid_size_1) or (bid_price_2 = was_bid_price_2 and bid_size_2 <> was_bid_size_2) or (bid_price_2 = was_bid_price_3 and bid_size_2 <> was_bid_size_3) or (bid_price_2 = was_bid_price_4 and bid_size_2 <> was_bid_size_4), 4096, 0)
                + if((bid_price_3 = was_bid_price_0 and bid_size_3 <> was_bid_size_0) or (bid_price_3 = was_bid_price_1 and bid_size_3 <> was_bid_size_1) or (bid_price_3 = was_bid_price_2 and bid_size_3 <> was_bid_size_2) or (bid_price_3 = was_bid_price_3 and bid_size_3 <> was_bid_size_3) or (bid_price_3 = was_bid_price_4 and bid_size_3 <> was_bid_size_4), 8192, 0)
                + if((bid_price_4 = was_bid_price_0 and bid_size_4 <> was_bid_size_0) or (bid_price_4 = was_bid_price_1 and bid_size_4 <> was_bid_size_1) or (bid_price_4 = was_bid_price_2 and bid_size_4 <> was_bid_size_2) or (bid_price_4 = was_bid_price_3 and bid_size_4 <> was_bid_size_3) or (bid_price_4 = was_bid_price_4 and bid_size_4 <> was_bid_size_4), 16384, 0)
                + if(bid_price_0 is not null and (bid_price_0 = was_bid_price_0 or bid_price_0 = was_bid_price_1 or bid_price_0 = was_bid_price_2 or bid_price_0 = was_bid_price_3 or bid_price_0 = was_bid_price_4) is not true, 1048576, 0)
                + if(bid_price_1 is not null and (bid_price_1 = was_bid_price_0 or bid_price_1 = was_bid_price_1 or bid_price_1 = was_bid_price_2 or bid_price_1 = was_bid_price_3 or bid_price_1 = was_bid_price_4) is not true, 2097152, 0)
                + if(bid_price_2 is not null and (bid_price_2 = was_bid_price_0 or bid_price_2 = was_bid_price_1 or bid_price_2 = was_bid_price_2 or bid_price_2 = was_bid_price_3 or bid_price_2 = was_bid_price_4) is not true, 4194304, 0)
                + if(bid_price_3 is not null and (bid_price_3 = was_bid_price_0 or bid_price_3 = was_bid_price_1 or bid_price_3 = was_bid_price_2 or bid_price_3 = was_bid_price_3 or bid_price_3 = was_bid_price_4) is not true, 8388608, 0)
                + if(bid_price_4 is not null and (bid_price_4 = was_bid_price_0 or bid_price_4 = was_bid_price_1 or bid_price_4 = was_bid_price_2 or bid_price_4 = was_bid_price_3 or bid_price_4 = was_bid_price_4) is not true, 16777216, 0)
        end as bid_changes,
        case
            when ask_price_0 = was_ask_price_0 and ask_price_1 = was_ask_price_1
                and ask_price_2 = was_ask_price_2 and ask_price_3 = was_ask_price_3 and ask_price_4 = was_ask_price_4
                then
                    if(ask_size_0 <> was_ask_size_0, 32768, 0)
                    + if(ask_size_1 <> was_ask_size_1, 65536, 0)
                    + if(ask_size_2 <> was_ask_size_2, 131072, 0)
                    + if(ask_size_3 <> was_ask_size_3, 262144, 0)
                    + if(ask_size_4 <> was_ask_size_4, 524288, 0)
            else
                if(was_ask_price_0 is not null and (was_ask_price_0 = ask_price_0 or was_ask_price_0 = ask_price_1 or was_ask_price_0 = ask_price_2 or was_ask_price_0 = ask_price_3 or was_ask_price_0 = ask_price_4) is not true, 32, 0)
                + if(was_ask_price_1 is not null and (was_ask_price_1 = ask_price_0 or was_ask_price_1 = ask_price_1 or was_ask_price_1 = ask_price_2 or was_ask_price_1 = ask_price_3 or was_ask_price_1 = ask_price_4) is not true, 64, 0)
                + if(was_ask_price_2 is not null and (was_ask_price_2 = ask_price_0 or was_ask_price_2 = ask_price_1 or was_ask_price_2 = ask_price_2 or was_ask_price_2 = ask_price_3 or was_ask_price_2 = ask_price_4) is not true, 128, 0)
                + if(was_ask_price_3 is not null and (was_ask_price_3 = ask_price_0 or was_ask_price_3 = ask_price_1 or was_ask_price_3 = ask_price_2 or was_ask_price_3 = ask_price_3 or was_ask_price_3 = ask_price_4) is not true, 256, 0)
                + if(was_ask_price_4 is not null and (was_ask_price_4 = ask_price_0 or was_ask_price_4 = ask_price_1 or was_ask_price_4 = ask_price_2 or was_ask_price_4 = ask_price_3 or was_ask_price_4 = ask_price_4) is not true, 512, 0)
                + if((ask_price_0 = was_ask_price_0 and ask_size_0 <> was_ask_size_0) or (ask_price_0 = was_ask_price_1 and ask_size_0 <> was_ask_size_1) or (ask_price_0 = was_ask_price_2 and ask_size_0 <> was_ask_size_2) or (ask_price_0 = was_ask_price_3 and ask_size_0 <> was_ask_size_3) or (ask_price_0 = was_ask_price_4 and ask_size_0 <> was_ask_size_4), 32768, 0)
                + if((ask_price_1 = was_ask_price_0 and ask_size_1 <> was_ask_size_0) or (ask_price_1 = was_ask_price_1 and ask_size_1 <> was_ask_size_1) or (ask_price_1 = was_ask_price_2 and ask_size_1 <> was_ask_size_2) or (ask_price_1 = was_ask_price_3 and ask_size_1 <> was_ask_size_3) or (ask_price_1 = was_ask_price_4 and ask_size_1 <> was_ask_size_4), 65536, 0)
                + if((ask_price_2 = was_ask_price_0 and ask_size_2 <> was_ask_size_0) or (ask_price_2 = was_ask_price_1 and ask_size_2 <> was_ask_size_1) or (ask_price_2 = was_ask_price_2 and ask_size_2 <> was_ask_size_2) or (ask_price_2 = was_ask_price_3 and ask_size_2 <> was_ask_size_3) or (ask_price_2 = was_ask_price_4 and ask_size_2 <> was_ask_size_4), 131072, 0)
                + if((ask_price_3 = was_ask_price_0 and ask_size_3 <> was_ask_size_0) or (ask_price_3 = was_ask_price_1 and ask_size_3 <> was_ask_size_1) or (ask_price_3 = was_ask_price_2 and ask_size_3 <> was_ask_size_2) or (ask_price_3 = was_ask_price_3 and ask_size_3 <> was_ask_size_3) or (ask_price_3 = was_ask_price_4 and ask_size_3 <> was_ask_size_4), 262144, 0)
                + if((ask_price_4 = was_ask_price_0 and ask_size_4 <> was_ask_size_0) or (ask_price_4 = was_ask_price_1 and ask_size_4 <> was_ask_size_1) or (ask_price_4 = was_ask_price_2 and ask_size_4 <> was_ask_size_2) or (ask_price_4 = was_ask_price_3 and ask_size_4 <> was_ask_size_3) or (ask_price_4 = was_ask_price_4 and ask_size_4 <> was_ask_size_4), 524288, 0)
                + if(ask_price_0 is not null and (ask_price_0 = was_ask_price_0 or ask_price_0 = was_ask_price_1 or ask_price_0 = was_ask_price_2 or ask_price_0 = was_ask_price_3 or ask_price_0 = was_ask_price_4) is not true, 33554432, 0)
                + if(ask_price_1 is not null and (ask_price_1 = was_ask_price_0 or ask_price_1 = was_ask_price_1 or ask_price_1 = was_ask_price_2 or ask_price_1 = was_ask_price_3 or ask_price_1 = was_ask_price_4) is not true, 67108864, 0)
                + if(ask_price_2 is not null and (ask_price_2 = was_ask_price_0 or ask_price_2 = was_ask_price_1 or ask_price_2 = was_ask_price_2 or ask_price_2 = was_ask_price_3 or ask_price_2 = was_ask_price_4) is not true, 134217728, 0)
                + if(ask_price_3 is not null and (ask_price_3 = was_ask_price_0 or ask_price_3 = was_ask_price_1 or ask_price_3 = was_ask_price_2 or ask_price_3 = was_ask_price_3 or ask_price_3 = was_ask_price_4) is not true, 268435456, 0)
                + if(ask_price_4 is not null and (ask_price_4 = was_ask_price_0 or ask_price_4 = was_ask_price_1 or ask_price_4 = was_ask_price_2 or ask_price_4 = was_ask_price_3 or ask_price_4 = was_ask_price_4) is not true, 536870912, 0)
        end as ask_changes,
    from snapshots
),

changed as materialized (
    select
        *,
        bid_changes + ask_changes as slots,
        if(sequence = 1, 32, 0) as snapshot_flag,
    from changes
    where sequence = 1 or bid_changes + ask_changes <> 0
),

deltas as (
    select
        ts_event,
        ts_init,
        sequence,
        -1 as slot,
        4 as action,
        0 as side,
        0::price_decimal as price,
        0::size_decimal as size,
        if(slots = 0, 160, 32) as flags,
    from changed
    where sequence = 1
    union all
    select ts_event, ts_init, sequence, 0, 3, 1, was_bid_price_0, 0, if(slots < 2, 128, 0) + snapshot_flag
    from changed where slots & 1 <> 0
    union all
    select ts_event, ts_init, sequence, 1, 3, 1, was_bid_price_1, 0, if(slots < 4, 128, 0) + snapshot_flag
    from changed where slots & 2 <> 0
    union all
    select ts_event, ts_init, sequence, 2, 3, 1, was_bid_price_2, 0, if(slots < 8, 128, 0) + snapshot_flag
    from changed where slots & 4 <> 0
    union all
    select ts_event, ts_init, sequence, 3, 3, 1, was_bid_price_3, 0, if(slots < 16, 128, 0) + snapshot_flag
    from changed where slots & 8 <> 0
    union all
    select ts_event, ts_init, sequence, 4, 3, 1, was_bid_price_4, 0, if(slots < 32, 128, 0) + snapshot_flag
    from changed where slots & 16 <> 0
    union all
    select ts_event, ts_init, sequence, 5, 3, 2, was_ask_price_0, 0, if(slots < 64, 128, 0) + snapshot_flag
    from changed where slots & 32 <> 0
    union all
    select ts_event, ts_init, sequence, 6, 3, 2, was_ask_price_1, 0, if(slots < 128, 128, 0) + snapshot_flag
    from changed where slots & 64 <> 0
    union all
    select ts_event, ts_init, sequence, 7, 3, 2, was_ask_price_2, 0, if(slots < 256, 128, 0) + snapshot_flag
    from changed where slots & 128 <> 0
    union all
    select ts_event, ts_init, sequence, 8, 3, 2, was_ask_price_3, 0, if(slots < 512, 128, 0) + snapshot_flag
    from changed where slots & 256 <> 0
    union all
    select ts_event, ts_init, sequence, 9, 3, 2, was_ask_price_4, 0, if(slots < 1024, 128, 0) + snapshot_flag
    from changed where slots & 512 <> 0
    union all
    select ts_event, ts_init, sequence, 10, 2, 1, bid_price_0, bid_size_0, if(slots < 2048, 128, 0) + snapshot_flag
    from changed where slots & 1024 <> 0
    union all
    select ts_event, ts_init, sequence, 11, 2, 1, bid_price_1, bid_size_1, if(slots < 4096, 128, 0) + snapshot_flag
    from changed where slots & 2048 <> 0
    union all
    select ts_event, ts_init, sequence, 12, 2, 1, bid_price_2, bid_size_2, if(slots < 8192, 128, 0) + snapshot_flag
    from changed where slots & 4096 <> 0
    union all
    select ts_event, ts_init, sequence, 13, 2, 1, bid_price_3, bid_size_3, if(slots < 16384, 128, 0) + snapshot_flag
    from changed where slots & 8192 <> 0
    union all
    select ts_event, ts_init, sequence, 14, 2, 1, bid_price_4, bid_size_4, if(slots < 32768, 128, 0) + snapshot_flag
    from changed where slots & 16384 <> 0
    union all
    select ts_event, ts_init, sequence, 15, 2, 2, ask_price_0, ask_size_0, if(slots < 65536, 128, 0) + snapshot_flag
    from changed where slots & 32768 <> 0
    union all
    select ts_event, ts_init, sequence, 16, 2, 2, ask_price_1, ask_size_1, if(slots < 131072, 128, 0) + snapshot_flag
    from changed where slots & 65536 <> 0
    union all
    select ts_event, ts_init, sequence, 17, 2, 2, ask_price_2, ask_size_2, if(slots < 262144, 128, 0) + snapshot_flag
    from changed where slots & 131072 <> 0
    union all
    select ts_event, ts_init, sequence, 18, 2, 2, ask_price_3, ask_size_3, if(slots < 524288, 128, 0) + snapshot_flag
    from changed where slots & 262144 <> 0
    union all
    select ts_event, ts_init, sequence, 19, 2, 2, ask_price_4, ask_size_4, if(slots < 1048576, 128, 0) + snapshot_flag
    from changed where slots & 524288 <> 0
    union all
    select ts_event, ts_init, sequence, 20, 1, 1, bid_price_0, bid_size_0, if(slots < 2097152, 128, 0) + snapshot_flag
    from changed where slots & 1048576 <> 0
    union all
    select ts_event, ts_init, sequence, 21, 1, 1, bid_price_1, bid_size_1, if(slots < 4194304, 128, 0) + snapshot_flag
    from changed where slots & 2097152 <> 0
    union all
    select ts_event, ts_init, sequence, 22, 1, 1, bid_price_2, bid_size_2, if(slots < 8388608, 128, 0) + snapshot_flag
    from changed where slots & 4194304 <> 0
    union all
    select ts_event, ts_init, sequence, 23, 1, 1, bid_price_3, bid_size_3, if(slots < 16777216, 128, 0) + snapshot_flag
    from changed where slots & 8388608 <> 0
    union all
    select ts_event, ts_init, sequence, 24, 1, 1, bid_price_4, bid_size_4, if(slots < 33554432, 128, 0) + snapshot_flag
    from changed where slots & 16777216 <> 0
    union all
    select ts_event, ts_init, sequence, 25, 1, 2, ask_price_0, ask_size_0, if(slots < 67108864, 128, 0) + snapshot_flag
    from changed where slots & 33554432 <> 0
    union all
    select ts_event, ts_init, sequence, 26, 1, 2, ask_price_1, ask_size_1, if(slots < 134217728, 128, 0) + snapshot_flag
    from changed where slots & 67108864 <> 0
    union all
    select ts_event, ts_init, sequence, 27, 1, 2, ask_price_2, ask_size_2, if(slots < 268435456, 128, 0) + snapshot_flag
    from changed where slots & 134217728 <> 0
    union all
    select ts_event, ts_init, sequence, 28, 1, 2, ask_price_3, ask_size_3, if(slots < 536870912, 128, 0) + snapshot_flag
    from changed where slots & 268435456 <> 0
    union all
    select ts_event, ts_init, sequence, 29, 1, 2, ask_price_4, ask_size_4, 128 + snapshot_flag
    from changed where slots & 536870912 <> 0
)

select
    ts_event,
    ts_init,
    action::utinyint as action,
    side::utinyint as side,
    price,
    size,
    flags::utinyint as flags,
    sequence,
    0::ubigint as order_id,
from deltas
order by sequence, slot
