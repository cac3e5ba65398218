-- snapshot_duplicates: exact duplicates among rows that share a ts_init; one row. Two rows are told apart by a 64-bit hash
-- of all their columns. Source: cell_rows.
with neighbours as (
    select
        *,
        lag(ts_init) over () as previous_ts_init,
        lead(ts_init) over () as next_ts_init,
    from cell_rows
)

select
    count(*) - count(distinct hash(ts_event, ts_init, bid_price_0, bid_price_1, bid_price_2, bid_price_3, bid_price_4, bid_size_0, bid_size_1, bid_size_2, bid_size_3, bid_size_4, ask_price_0, ask_price_1, ask_price_2, ask_price_3, ask_price_4, ask_size_0, ask_size_1, ask_size_2, ask_size_3, ask_size_4)) as row_count,
from neighbours
where ts_init = previous_ts_init or ts_init = next_ts_init
