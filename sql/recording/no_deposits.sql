-- no_deposits: columns of run_deposits, without rows. Grain: one starting balance. Source: none.
select
    null::utinyint as account_index,
    null::varchar as currency,
    null::utinyint as kind,
    null::varchar as amount,
where false
