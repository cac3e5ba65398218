-- fill-quality-slippage: histogram of slippage, at most 60 bins a run between its 1st and 99th percentile, which the
-- outermost take the rest of; order run_id, liquidity, from_bps. Source: slippage_distribution.
select
    run_id,
    liquidity,
    low_bps as from_bps,
    high_bps as to_bps,
    fills::integer as fills,
from slippage_distribution
order by run_id, liquidity, from_bps
