-- no_equity: the columns of a run's equity.parquet, without rows; names and types of wallet_equity_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one wallet at one instant of equity. Source: none.
select
    null::varchar as run_id,
    null::bigint as ts_init,
    null::utinyint as wallet_index,
    null::decimal(1, 0) as balance,
    null::decimal(1, 0) as unrealized,
    null::decimal(1, 0) as equity,
    null::bigint as file_row_number,
where false
