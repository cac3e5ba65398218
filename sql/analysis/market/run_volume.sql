-- run_volume: what one run's market had traded up to and including each instant with prints, exact, counted from the
-- first child sent; unordered. value is Σ price × size, from which a VWAP is a quotient of
-- differences. Grain: one instrument and instant. Source: run_trade_rows, parents (of that run alone).
with worked as (
    select
        min(coalesce(ts_first_child, ts_created)) as start_ns,
        max(coalesce(ts_closed, 9_223_372_036_854_775_807)) as end_ns,
    from parents
),

instants as (
    select
        instrument_index,
        ts_init,
        sum(size) as size,
        sum(price::decimal(38, 9) * size) as value,
    from run_trade_rows
    where ts_init >= (select start_ns from worked)
        and ts_init <= (select end_ns from worked)
    group by all
)

select
    instrument_index,
    ts_init,
    sum(size) over earlier as quantity,
    sum(value) over earlier as value,
from instants
window earlier as (partition by instrument_index order by ts_init rows unbounded preceding)
