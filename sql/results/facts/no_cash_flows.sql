-- no_cash_flows: the columns of a run's cash_flows.parquet, without rows; names and types of cash_flow_facts.
-- DECIMAL(1, 0) leaves the precision to the files. Grain: one funding payment or liquidation fee. Source: none.
select
    null::varchar as run_id,
    null::bigint as ts_init,
    null::utinyint as instrument_index,
    null::utinyint as kind,
    null::integer as fill_seq,
    null::decimal(1, 0) as amount,
    null::decimal(1, 0) as twice_mark,
    null::decimal(1, 0) as position,
    null::bigint as file_row_number,
where false
