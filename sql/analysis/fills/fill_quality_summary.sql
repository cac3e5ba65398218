-- fill_quality_summary: what fills of a run cost against the mid. Means weighted by notional, bps; costs positive when
-- bad for us. Grain: one row per analysed run and liquidity, and one of both (ALL); order run_id, liquidity.
-- Source: fill_quality.
select
    run_id,
    coalesce(liquidity, 'ALL') as liquidity,
    count(*) as fills,
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
group by grouping sets ((run_id), (run_id, liquidity))
order by run_id, liquidity
