-- run_pnl: one row per run with result tables and settlement currency; unordered. Money in that currency.
-- net = realized − commissions + funding − liquidation fees + unrealized at the end; return_ratio = net / starting balance.
-- Source: ledger, equity_facts, run_balances.
with flows as (
    select
        run_id,
        currency,
        coalesce(sum(amount) filter (where kind = 'realized'), 0) as realized,
        -coalesce(sum(amount) filter (where kind = 'commission'), 0) as commissions,
        coalesce(sum(amount) filter (where kind = 'funding'), 0) as funding,
        -coalesce(sum(amount) filter (where kind = 'liquidation_fee'), 0) as liquidation_fees,
    from ledger
    group by all
),

last_equity as (
    select
        run_id,
        arg_max(unrealized, ts_init) as unrealized,
    from equity_facts
    group by all
),

combined as (
    select
        run_balances.run_id,
        run_balances.currency,
        run_balances.starting as starting_balance,
        coalesce(flows.realized, 0) as realized_pnl,
        case
            when run_balances.balance_seq = 1 then coalesce(last_equity.unrealized, 0)
            else 0
        end as unrealized_pnl,
        coalesce(flows.commissions, 0) as commissions,
        coalesce(flows.funding, 0) as funding,
        coalesce(flows.liquidation_fees, 0) as liquidation_fees,
    from run_balances
    left join flows
        on run_balances.run_id = flows.run_id
        and run_balances.currency = flows.currency
    left join last_equity
        on run_balances.run_id = last_equity.run_id
)

select
    *,
    realized_pnl + unrealized_pnl - commissions + funding - liquidation_fees as net_pnl,
    (realized_pnl + unrealized_pnl - commissions + funding - liquidation_fees)::double
    / nullif(starting_balance::double, 0) as return_ratio,
from combined
