-- fill-quality: one row per analysed run and liquidity (ALL for both); order run_id, liquidity. Means weighted by
-- notional, bps; costs positive when bad for us. Source: fill_quality, runs.
select
    fill_quality.run_id,
    any_value(runs.strategy) as strategy,
    any_value(runs.algorithm) as algorithm,
    any_value(runs.currency) as currency,
    coalesce(liquidity, 'ALL') as liquidity,
    count(*)::integer as fills,
    exact_sum(notional) as notional,
    exact_sum(slippage_bps * notional) / nullif(exact_sum(case when slippage_bps is not null then notional end), 0)
        as slippage_bps,
    exact_sum(effective_spread_bps * notional) / nullif(exact_sum(case when effective_spread_bps is not null then notional end), 0)
        as effective_spread_bps,
    exact_sum(realized_spread_bps * notional) / nullif(exact_sum(case when realized_spread_bps is not null then notional end), 0)
        as realized_spread_bps,
    exact_sum(price_impact_bps * notional) / nullif(exact_sum(case when price_impact_bps is not null then notional end), 0)
        as price_impact_bps,
from fill_quality
inner join runs
    on fill_quality.run_id = runs.run_id
group by grouping sets ((fill_quality.run_id), (fill_quality.run_id, liquidity))
order by fill_quality.run_id, liquidity
