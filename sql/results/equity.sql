-- equity: one row per run and instant: those of the time grid, and between them of the fills that a drawdown hangs on
-- (a new high, and the trough of the deepest fall with the high before it). drawdown is equity below its highest so
-- far, ≤ 0; drawdown_ratio the same as a fraction of that high. Unordered; ts_init ascends in each file.
-- It is stated in the run's currency, over all accounts (see equity_facts); account is null where there are several.
-- Source: equity_facts, run_balances.
with accounts as (
    select
        run_id,
        case when count(distinct account) = 1 then any_value(account) end as account,
        any_value(currency) filter (where balance_seq = 1) as currency,
    from run_balances
    group by all
),

with_high as (
    select
        *,
        max(equity) over (partition by run_id order by ts_init rows unbounded preceding) as high,
    from equity_facts
)

select
    with_high.run_id,
    with_high.ts_init,
    accounts.account,
    accounts.currency,
    with_high.balance,
    with_high.unrealized,
    with_high.equity,
    with_high.equity - with_high.high as drawdown,
    case when with_high.high > 0 then (with_high.equity - with_high.high)::double / with_high.high::double end as drawdown_ratio,
from with_high
left join accounts
    on with_high.run_id = accounts.run_id
