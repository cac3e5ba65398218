-- compare-runs: one row per run with result tables; order net_pnl descending, run_id.
-- Source: runs, pnl_metrics, cost_metrics.
select
    runs.run_id,
    runs.currency,
    runs.fills::integer as fills,
    pnl_metrics.net_pnl::double as net_pnl,
    pnl_metrics.return_ratio,
    cost_metrics.commission_bps,
    cost_metrics.slippage_bps,
from runs
inner join pnl_metrics
    on runs.run_id = pnl_metrics.run_id
left join cost_metrics
    on runs.run_id = cost_metrics.run_id
order by pnl_metrics.net_pnl desc, runs.run_id
