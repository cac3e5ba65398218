-- run_balances: one row per run, account and currency; balance at the start and at the end. Unordered.
-- balance_seq counts from 1 in the order of the summary; the first is the currency that equity is stated in.
-- account_index and wallet_index are what the result files carry.
-- Source: run_summaries.
with listed as (
    select
        run_id,
        unnest((summary -> '$.balances')::json[]) as balance,
        generate_subscripts((summary -> '$.balances')::json[], 1) as balance_seq,
    from run_summaries
)

select
    run_id,
    balance_seq,
    coalesce((balance ->> '$.account_index')::integer, 0) as account_index,
    coalesce((balance ->> '$.wallet_index')::integer, balance_seq::integer - 1) as wallet_index,
    balance ->> '$.account' as account,
    balance ->> '$.currency' as currency,
    (balance ->> '$.starting')::decimal(38, 12) as starting,
    (balance ->> '$.final')::decimal(38, 12) as final,
from listed
