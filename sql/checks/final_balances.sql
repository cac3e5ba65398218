-- final_balances: balances of a run that differ from what its ledger adds up to, deposits included; one row per
-- disagreement, none when all agree; order: subject. Source: run_balances, ledger.
with flows as (
    select
        account,
        currency,
        sum(amount) as amount,
        sum(amount) filter (where kind = 'deposit') as deposited,
    from ledger
    where run_id = $run_id::varchar
    group by all
),

balances as (
    select
        coalesce(run_balances.account, flows.account) as account,
        coalesce(run_balances.currency, flows.currency) as currency,
        coalesce(run_balances.starting, 0) as starting,
        coalesce(run_balances.final, 0) as final,
        coalesce(flows.deposited, 0)::decimal(38, 12) as deposited,
        coalesce(flows.amount, 0)::decimal(38, 12) as amount,
    from (select * from run_balances where run_id = $run_id::varchar) as run_balances
    full join flows
        on run_balances.account = flows.account
        and run_balances.currency = flows.currency
)

select
    'final balance of ' || account || ' in ' || currency as subject,
    amount::varchar as expected,
    final::varchar as found,
from balances
where final <> amount
union all
select
    'starting balance of ' || account || ' in ' || currency as subject,
    deposited::varchar as expected,
    starting::varchar as found,
from balances
where starting <> deposited
order by subject
