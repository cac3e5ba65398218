-- bars(bar_length): open, high, low, close of trades, e.g. bars('1 minute'); grain instrument and bar; a bar ends at
-- midnight UTC. Volumes are in base units; notional is exact, vwap a double. Filters on instrument_id and date prune.
-- Source: trades.
create or replace macro bars(bar_length) as table
    select
        instrument_id,
        date,
        time_bucket(bar_length::interval, init_time::timestamp) as bar_start,
        arg_min(price, (ts_init, cell_row)) as open,
        max(price) as high,
        min(price) as low,
        arg_max(price, (ts_init, cell_row)) as close,
        sum(size) as volume,
        coalesce(sum(size) filter (where aggressor_side = 'BUYER'), 0) as buy_volume,
        coalesce(sum(size) filter (where aggressor_side = 'SELLER'), 0) as sell_volume,
        sum(price::decimal(38, 10) * size) as notional,
        sum(price::double * size::double) / sum(size::double) as vwap,
        count(*) as trade_count,
    from trades
    group by all
    order by instrument_id, bar_start
