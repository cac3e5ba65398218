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

changed as (
    select
        ts_event,
        ts_init,
        sequence,
        bid_changes + ask_changes as slots,
        [
            was_bid_price_0, was_bid_price_1, was_bid_price_2, was_bid_price_3, was_bid_price_4,
            was_ask_price_0, was_ask_price_1, was_ask_price_2, was_ask_price_3, was_ask_price_4,
            bid_price_0, bid_price_1, bid_price_2, bid_price_3, bid_price_4,
            ask_price_0, ask_price_1, ask_price_2, ask_price_3, ask_price_4
        ] as prices,
        [
            bid_size_0, bid_size_1, bid_size_2, bid_size_3, bid_size_4,
            ask_size_0, ask_size_1, ask_size_2, ask_size_3, ask_size_4
        ] as sizes,
    from changes
    where sequence = 1 or bid_changes + ask_changes <> 0
),

-- One row a change, slots ascending; slot -1 is the clear. Unnesting keeps the order, so nothing is sorted.
deltas as (
    select
        *,
        unnest(list_filter(
            [
                -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
            ]::tinyint[],
            lambda slot: if(slot < 0, sequence = 1, slots & (1::bigint << greatest(slot, 0)) <> 0)
        )) as slot,
    from changed
)

select
    ts_event,
    ts_init,
    case when slot < 0 then 4 else 3 - slot // 10 end::utinyint as action,
    case when slot < 0 then 0 else slot // 5 % 2 + 1 end::utinyint as side,
    case
        when slot < 0 then 0
        when slot < 10 then prices[slot + 1]
        else prices[slot % 10 + 11]
    end::price_decimal as price,
    case when slot < 10 then 0 else sizes[slot % 10 + 1] end::size_decimal as size,
    (if(slots < 1::bigint << (slot + 1), 128, 0) + if(sequence = 1, 32, 0))::utinyint as flags,
    sequence,
    0::ubigint as order_id,
from deltas
