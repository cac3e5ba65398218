-- account_equity: one row per run, account, currency it settles in and instant of equity: exact, in that
-- currency. Unordered; ts_init ascends in each file. Source: wallet_equity_facts, run_balances.
select
    wallet_equity_facts.run_id,
    wallet_equity_facts.ts_init,
    run_balances.account,
    run_balances.currency,
    wallet_equity_facts.balance,
    wallet_equity_facts.unrealized,
    wallet_equity_facts.equity,
from wallet_equity_facts
left join run_balances
    on wallet_equity_facts.run_id = run_balances.run_id
    and coalesce(wallet_equity_facts.wallet_index, 0) = run_balances.wallet_index
