-- fill_quality_summary: what fills of a run cost against the mid. Means weighted by notional, bps; costs positive when
-- bad for us. Grain: one row per analysed run and liquidity, and one of both (ALL); order run_id, liquidity.
-- Source: fill_quality.
with weighted as (
    select
        *,
        notional::decimal(38, 12) as weight,
    from fill_quality
),

-- Sums as decimals are exact, so that those of both liquidities are the sums of theirs.
by_liquidity as (
    select
        run_id,
        liquidity,
        count(*) as fills,
        sum(weight) as weight,
        sum((slippage_bps * notional)::decimal(38, 12)) as slippage,
        sum(case when slippage_bps is not null then weight end) as slippage_weight,
        sum((effective_spread_bps * notional)::decimal(38, 12)) as effective_spread,
        sum(case when effective_spread_bps is not null then weight end) as effective_spread_weight,
        sum((realized_spread_bps * notional)::decimal(38, 12)) as realized_spread,
        sum(case when realized_spread_bps is not null then weight end) as realized_spread_weight,
        sum((price_impact_bps * notional)::decimal(38, 12)) as price_impact,
        sum(case when price_impact_bps is not null then weight end) as price_impact_weight,
    from weighted
    group by all
)

select
    run_id,
    coalesce(liquidity, 'ALL') as liquidity,
    sum(fills)::bigint as fills,
    sum(weight)::double as notional,
    sum(slippage)::double / nullif(sum(slippage_weight)::double, 0) as slippage_bps,
    sum(effective_spread)::double / nullif(sum(effective_spread_weight)::double, 0) as effective_spread_bps,
    sum(realized_spread)::double / nullif(sum(realized_spread_weight)::double, 0) as realized_spread_bps,
    sum(price_impact)::double / nullif(sum(price_impact_weight)::double, 0) as price_impact_bps,
from by_liquidity
group by grouping sets ((run_id), (run_id, liquidity))
order by run_id, liquidity
