-- compare-runs: one row per run; order net_pnl descending, run_id.
-- Runs of mode fast have no tables: their PnL is what they recorded. Source: runs, pnl_metrics, cost_metrics.
select
    runs.run_id,
    runs.strategy,
    runs.algorithm,
    runs.currency,
    runs.fills::integer as fills,
    case when runs.mode = 'fast' then runs.metrics ->> 'net_pnl' else pnl_metrics.net_pnl::varchar end::double
        as net_pnl,
    case when runs.mode = 'fast' then (runs.metrics ->> 'return_ratio')::double else pnl_metrics.return_ratio end
        as return_ratio,
    cost_metrics.commission_bps,
    cost_metrics.slippage_bps,
from runs
inner join pnl_metrics
    on runs.run_id = pnl_metrics.run_id
left join cost_metrics
    on runs.run_id = cost_metrics.run_id
order by net_pnl desc, runs.run_id
