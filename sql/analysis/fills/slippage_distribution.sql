-- slippage_distribution: how the slippage of a run's fills against the mid is spread: 60 equal steps between its 1st and
-- 99th percentile; what lies beyond counts in the outermost. Positive is a cost.
-- Grain: one row per run, liquidity and step that has fills; order run_id, liquidity, low_bps. Source: fill_quality.
with measured as (
    select
        run_id,
        liquidity,
        slippage_bps,
    from fill_quality
    where slippage_bps is not null
),

percentiles as (
    select
        run_id,
        quantile_cont(slippage_bps, [0.01, 0.99]) as ends_bps,
    from measured
    group by all
),

bounds as (
    select
        run_id,
        ends_bps[1] as low_bps,
        greatest(ends_bps[2] - ends_bps[1], 1e-6::double) / 60 as width_bps,
    from percentiles
),

placed as (
    select
        measured.run_id,
        measured.liquidity,
        bounds.low_bps as first_bps,
        bounds.width_bps,
        least(
            greatest(floor((measured.slippage_bps - bounds.low_bps) / bounds.width_bps)::bigint, 0),
            59
        ) as step,
    from measured
    inner join bounds
        on measured.run_id = bounds.run_id
)

select
    run_id,
    liquidity,
    first_bps + step * width_bps as low_bps,
    first_bps + (step + 1) * width_bps as high_bps,
    count(*) as fills,
from placed
group by all
order by run_id, liquidity, low_bps
