-- snapshot_distinct: the first of each set of exact duplicates of a cell; order ts_init, then source order.
-- Source: all_cell_rows.
select
    ts_event,
    ts_init,
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
    reason,
    batch_index,
from all_cell_rows
qualify row_number() over (
    partition by
        ts_event, ts_init, bid_price_0, bid_price_1, bid_price_2, bid_price_3, bid_price_4, bid_size_0,
        bid_size_1, bid_size_2, bid_size_3, bid_size_4, ask_price_0, ask_price_1, ask_price_2, ask_price_3,
        ask_price_4, ask_size_0, ask_size_1, ask_size_2, ask_size_3, ask_size_4
    order by batch_index, source_row
) = 1
order by ts_init, batch_index, source_row
