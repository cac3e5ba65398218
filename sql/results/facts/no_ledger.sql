-- no_ledger: the columns of a run's ledger.parquet, without rows; names and types of ledger_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one cash flow that no fill tells. Source: none.
select
    null::varchar as run_id,
    null::bigint as ts_init,
    null::utinyint as account_index,
    null::varchar as currency,
    null::utinyint as kind,
    null::decimal(1, 0) as amount,
    null::bigint as file_row_number,
where false
