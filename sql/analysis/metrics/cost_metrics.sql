-- cost_metrics: one row per run; against the mid at each fill, positive is a cost. Source: fill_costs.
-- Money: slippage_cost.
select
    run_id,
    fsum(slippage_cost) as slippage_cost,
    fsum(slippage_cost) / nullif(fsum(quoted_notional), 0) * 1e4 as slippage_bps,
    sum(commission)::double / nullif(fsum(notional), 0) * 1e4 as commission_bps,
from fill_costs
group by all
