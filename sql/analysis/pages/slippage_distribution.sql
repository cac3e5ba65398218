-- slippage_distribution: how the slippage of a run's fills against the mid is spread, by liquidity: 60 equal steps
-- between its 1st and 99th percentile; what lies beyond counts in the outermost. Positive is a cost.
-- Grain: one liquidity and step that has fills; order liquidity, low_bps. Source: fill_quality.
with measured as (
    select
        liquidity,
        slippage_bps,
    from fill_quality
    where run_id = $run_id::varchar
        and slippage_bps is not null
),

percentiles as (
    select
        quantile_cont(slippage_bps, [0.01, 0.99]) as ends_bps,
    from measured
),

bounds as (
    select
        ends_bps[1] as low_bps,
        greatest(ends_bps[2] - ends_bps[1], 1e-6::double) / 60 as width_bps,
    from percentiles
),

placed as (
    select
        measured.liquidity,
        bounds.low_bps as first_bps,
        bounds.width_bps,
        least(
            greatest(floor((measured.slippage_bps - bounds.low_bps) / bounds.width_bps)::bigint, 0),
            59
        ) as step,
    from measured
    cross join bounds
)

select
    liquidity,
    first_bps + step * width_bps as low_bps,
    first_bps + (step + 1) * width_bps as high_bps,
    count(*) as fills,
from placed
group by all
order by liquidity, low_bps
