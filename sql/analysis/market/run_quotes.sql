-- run_quotes: the mid after each instant of one run's market at which a quote arrived; order instrument_index, ts_init.
-- Of snapshots of one instant the last counts; while a side is empty there is no mid and the one before stays. An
-- instrument without book cells has its last trade price as mid, in the type of a mean of two prices: the supertype of
-- both would have 128 bits, twice as much to sort, write and read for each of millions of fills. integral is the sum of
-- mid × ns up to the instant, exact, from which time-weighted means are differences. Grain: one instrument and instant.
-- Source: run_market_cells, run_depth_rows, run_trade_rows.
with booked as (
    select
        instrument_index,
        bool_or(type = 'order_book_depth') as has_book,
    from run_market_cells
    group by all
),

snapshots as (
    select
        instrument_index,
        ts_init,
        arg_max((bid_price_0 + ask_price_0) * 0.5, sequence) as mid,
    from run_depth_rows
    where bid_price_0 is not null
        and ask_price_0 is not null
    group by all
),

prints as (
    select
        instrument_index,
        ts_init,
        arg_max(price * 1.0, cell_row) as mid,
    from run_trade_rows
    where instrument_index in (select instrument_index from booked where not has_book)
    group by all
),

quotes as (
    select * from snapshots
    union all by name
    select * from prints
),

lasting as (
    select
        instrument_index,
        ts_init,
        mid,
        lead(ts_init) over instants - ts_init as lasted_ns,
    from quotes
    window instants as (partition by instrument_index order by ts_init)
)

select
    instrument_index,
    ts_init,
    mid,
    coalesce(
        sum(mid::decimal(38, 9) * lasted_ns) over (
            partition by instrument_index order by ts_init rows between unbounded preceding and 1 preceding
        ),
        0
    )::decimal(38, 9) as integral,
from lasting
order by instrument_index, ts_init
