-- pnl_metrics: one row per run; money in the run's first currency. Source: run_pnl, run_balances.
-- Money: starting_equity, holdings_pnl, net_pnl, realized_pnl, unrealized_pnl, commissions, funding, liquidation_fees.
select
    run_pnl.run_id,
    run_pnl.net_pnl,
    run_pnl.return_ratio,
    run_pnl.realized_pnl,
    run_pnl.unrealized_pnl,
    run_pnl.commissions,
    run_pnl.funding,
    run_pnl.liquidation_fees,
    run_pnl.holdings_pnl,
    run_pnl.starting_equity,
from run_pnl
inner join run_balances
    on run_pnl.run_id = run_balances.run_id
    and run_pnl.currency = run_balances.currency
where run_balances.balance_seq = 1
