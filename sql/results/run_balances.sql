-- run_balances: one row per run, account and currency; balance at the start and at the end. Unordered.
-- Source: run_summaries.
with listed as (
    select
        run_id,
        unnest((summary -> '$.balances')::json[]) as balance,
    from run_summaries
)

select
    run_id,
    balance ->> '$.account' as account,
    balance ->> '$.currency' as currency,
    (balance ->> '$.starting')::decimal(38, 12) as starting,
    (balance ->> '$.final')::decimal(38, 12) as final,
from listed
