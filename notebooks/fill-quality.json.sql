-- fill-quality: one row per analysed run and liquidity (ALL for both); order run_id, liquidity. Means weighted by
-- notional, bps; costs positive when bad for us. Source: fill_quality_summary, runs.
select
    fill_quality_summary.* replace (fill_quality_summary.fills::integer as fills),
    runs.strategy,
    runs.algorithm,
    runs.currency,
from fill_quality_summary
inner join runs
    on fill_quality_summary.run_id = runs.run_id
order by fill_quality_summary.run_id, liquidity
