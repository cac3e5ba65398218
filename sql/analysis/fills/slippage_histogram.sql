-- slippage_histogram: how the slippage of fills against the mid is spread: at most 40 bins a run between its 1st and
-- 99th percentile, which the outermost take the rest of. Positive is a cost.
-- Grain: one row per run, liquidity and bin that has fills; order run_id, liquidity, from_bps. Source: fill_quality.
with bounds as (
    select
        run_id,
        quantile_disc(slippage_bps, 0.01) as low,
        quantile_disc(slippage_bps, 0.99) as high,
        greatest((high - low) / 40, 0.001) as width,
    from fill_quality
    where slippage_bps is not null
    group by all
),

binned as (
    select
        fill_quality.run_id,
        liquidity,
        low,
        width,
        least(greatest(floor((slippage_bps - low) / width), 0), 39) as bin,
    from fill_quality
    inner join bounds
        on fill_quality.run_id = bounds.run_id
    where slippage_bps is not null
)

select
    run_id,
    liquidity,
    low + bin * width as from_bps,
    low + (bin + 1) * width as to_bps,
    count(*) as fills,
from binned
group by all
order by run_id, liquidity, from_bps
