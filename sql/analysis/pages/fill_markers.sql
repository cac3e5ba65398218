-- fill_markers: fills of one run for a chart: all of them up to 8 × $buckets, else per bucket of time, instrument, side
-- and liquidity those of the lowest and the highest price. fills counts what a marker stands for.
-- Grain: one kept fill; order fill_seq. ts_ms is UTC milliseconds. Source: fills.
with run_fills as (
    select
        fill_seq,
        ts_init,
        instrument_id,
        side,
        liquidity,
        price,
        quantity,
    from fills
    where run_id = $run_id::varchar
),

bounds as (
    select
        min(ts_init) as first_ns,
        (max(ts_init) - min(ts_init)) // $buckets::bigint + 1 as width_ns,
        count(*) <= 8 * $buckets::bigint as is_small,
    from run_fills
),

extremes as (
    select
        arg_min(run_fills, run_fills.price) as lowest,
        arg_max(run_fills, run_fills.price) as highest,
        count(*) as fills,
    from run_fills
    cross join bounds
    group by
        run_fills.instrument_id,
        run_fills.side,
        run_fills.liquidity,
        case
            when bounds.is_small then run_fills.fill_seq
            else (run_fills.ts_init - bounds.first_ns) // bounds.width_ns
        end
),

kept as (
    select lowest as fill, fills from extremes
    union all
    select highest as fill, fills from extremes where highest.fill_seq <> lowest.fill_seq
)

select
    fill.fill_seq::double as fill_seq,
    fill.ts_init / 1e6 as ts_ms,
    fill.instrument_id as instrument_id,
    fill.side as side,
    fill.liquidity as liquidity,
    fill.price::double as price,
    fill.quantity::double as quantity,
    fills::double as fills,
from kept
order by kept.fill.fill_seq
