-- trade_duplicates: exact duplicates among rows that share a ts_init; one row. Two rows are told apart by a 64-bit hash
-- of all their columns. Source: cell_rows.
with neighbours as (
    select
        *,
        lag(ts_init) over () as previous_ts_init,
        lead(ts_init) over () as next_ts_init,
    from cell_rows
)

select
    count(*) - count(distinct hash(ts_event, ts_init, price, size, aggressor_side, trade_id)) as row_count,
from neighbours
where ts_init = previous_ts_init or ts_init = next_ts_init
