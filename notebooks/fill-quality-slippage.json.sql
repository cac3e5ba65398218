-- fill-quality-slippage: histogram of slippage, at most 40 bins a run between its 1st and 99th percentile, which the
-- outermost take the rest of; order run_id, liquidity, from_bps. Source: slippage_histogram.
select
    * replace (fills::integer as fills),
from slippage_histogram
order by run_id, liquidity, from_bps
