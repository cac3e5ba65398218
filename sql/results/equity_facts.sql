-- equity_facts: one row per run and instant of equity: what the run is worth in its currency (that of its first
-- balance), over all accounts; amounts in other currencies are left out, since nothing is converted. Unordered.
-- Source: wallet_equity_facts, run_balances.
with counted as (
    select
        run_balances.run_id,
        run_balances.wallet_index,
    from run_balances
    inner join run_balances as first_balances
        on run_balances.run_id = first_balances.run_id
        and run_balances.currency = first_balances.currency
    where first_balances.balance_seq = 1
)

select
    wallet_equity_facts.run_id,
    wallet_equity_facts.ts_init,
    sum(wallet_equity_facts.balance) as balance,
    sum(wallet_equity_facts.unrealized) as unrealized,
    sum(wallet_equity_facts.equity) as equity,
from wallet_equity_facts
left join counted
    on wallet_equity_facts.run_id = counted.run_id
    and coalesce(wallet_equity_facts.wallet_index, 0) = counted.wallet_index
where counted.run_id is not null
    or wallet_equity_facts.wallet_index is null
group by all
